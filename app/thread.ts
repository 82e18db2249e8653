/** A thread in the order in which people answered one another. */
import type { Epoch } from '../model/facts/index.ts';
import { titleKey } from '../model/facts/index.ts';
import { seriesOf } from '../model/store/find-series.ts';
import { type ReadMail, readThreads } from '../model/store/read-mail.ts';
import type { Workspace } from './workspace.ts';

/** The mails of the thread in which a mail stands, oldest first; empty if it is not there by then. */
export async function readThread(
  { store }: Workspace,
  messageId: string,
  asOf: Epoch,
): Promise<readonly ReadMail[]> {
  return readThreads(store, [messageId], asOf);
}

export interface ThreadedMail {
  readonly mail: ReadMail;
  /** 0 for what answers nothing here. */
  readonly depth: number;
  /** Its title is another than that of the mail it answers. */
  readonly isTopic: boolean;
}

/** Answers below what they answer, each with what follows from it before the next. @param mails oldest first */
export function threadTree(mails: readonly ReadMail[]): readonly ThreadedMail[] {
  const byId = new Map<string, ReadMail>(mails.map((mail) => [mail.messageId, mail]));
  const place = new Map(mails.map((mail, at) => [mail, at]));
  // Only what came before: a mail that claims to answer a later one would make a ring.
  const parentOf = (mail: ReadMail): ReadMail | null =>
    mail.references
      .map((id) => byId.get(id))
      .find((one) => one !== undefined && place.get(one)! < place.get(mail)!) ?? null;
  const answers = Map.groupBy(mails, parentOf);
  const tree: ThreadedMail[] = [];
  const open = (answers.get(null) ?? [])
    .toReversed()
    .map((mail) => ({ mail, depth: 0, parent: null as ReadMail | null }));
  while (open.length > 0) {
    const { mail, depth, parent } = open.pop()!;
    tree.push({ mail, depth, isTopic: parent === null || titleKey(mail.title) !== titleKey(parent.title) });
    for (const answer of (answers.get(mail) ?? []).toReversed())
      open.push({ mail: answer, depth: depth + 1, parent: mail });
  }
  return tree;
}

/** The series in which a mail stands as cover or patch. */
export const seriesOfMail = ({ store }: Workspace, messageId: string) => seriesOf(store, messageId);
