/** The mails of the threads in which series stand, as reviews read them. */
import { bodyBlocks } from '../ingest/mail/index.ts';
import { type Epoch, mailsOf, type Series } from '../model/facts/index.ts';
import type { ThreadMail } from '../model/review/index.ts';
import { type MailStructure, readThreadMails, readThreadStructure } from '../model/store/read-mail.ts';
import type { Workspace } from './workspace.ts';

/** Of each series the mails of all threads in which it stands. */
export type ThreadOf = (one: Series) => readonly ThreadMail[];

export async function threadsOf(
  { store }: Workspace,
  series: readonly Series[],
  asOf: Epoch,
): Promise<ThreadOf> {
  return byThread(await readThreadMails(store, series.flatMap(mailsOf), asOf));
}

/** The same, many times as fast, for whoever asks for trailers and people alone: most texts are empty. */
export async function threadOutlines(
  { store }: Workspace,
  series: readonly Series[],
  asOf: Epoch,
): Promise<ThreadOf> {
  return byThread(await readThreadStructure(store, series.flatMap(mailsOf), asOf));
}

/** Who knows all mails of some threads knows those of each series in them. */
function byThread(mails: readonly MailStructure[]): ThreadOf {
  const threads = Map.groupBy(mails.map(threadMail), ({ thread }) => thread);
  const threadOf = new Map<string, number>(mails.map(({ messageId, thread }) => [messageId, thread]));
  return (one) => {
    const ids = new Set(mailsOf(one).flatMap((id) => threadOf.get(id) ?? []));
    return [...ids].flatMap((id) => threads.get(id)!);
  };
}

const threadMail = (mail: MailStructure): ThreadMail & Pick<MailStructure, 'thread'> => ({
  ...mail,
  isNotice: mail.notice !== null,
  blocks: bodyBlocks(mail.text),
});
