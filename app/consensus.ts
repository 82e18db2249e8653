/** The consensus round, and what mails propose for a dossier. Nothing is taken without a person. */
import { createTwoFilesPatch } from 'diff';
import {
  type Addition,
  type Answer,
  addEntries,
  type Dossier,
  isStance,
  LIST,
  readBullets,
  readCommands,
  type Statement,
  statements,
} from '../model/dossier/index.ts';
import { DAY, type Epoch, InputError, isoDate } from '../model/facts/index.ts';
import { readMails, readThreads } from '../model/store/read-mail.ts';
import { consensusReport } from '../reports/consensus.ts';
import {
  agreedFeatures,
  type ConsensusResult,
  consensusResult,
  counts,
} from '../reports/consensus-result.ts';
import type { Report } from '../reports/view.ts';
import { assessDossier } from './features.ts';
import { anchor, stakeholderOf, userAdditions } from './propose.ts';
import type { Workspace } from './workspace.ts';

export async function consensusMail(workspace: Workspace, dossier: Dossier, asOf: Epoch): Promise<Report> {
  return consensusReport(await assessDossier(workspace, dossier, asOf), dossier);
}

/** The References of a mail that answers this one: those of its own, and it. */
export async function referencesTo(workspace: Workspace, messageId: string): Promise<readonly string[]> {
  const [mail] = await readMails(workspace.store, [messageId]);
  return [...(mail?.references ?? []).toReversed(), messageId];
}

export interface ConsensusRead {
  readonly result: ConsensusResult;
  readonly agreed: readonly string[];
  readonly report: Report;
  /** What the dossier would gain. */
  readonly additions: readonly Addition[];
}

/** @param sent the Message-ID of the mail that asked; it has to be in the database */
export async function readConsensus(
  workspace: Workspace,
  dossier: Dossier,
  sent: string,
  asOf: Epoch,
): Promise<ConsensusRead> {
  const [question] = await readMails(workspace.store, [sent]);
  if (!question || question.date > asOf)
    throw new InputError(sent, 'not in the database; add the list that it was sent to, and sync');
  const bullets = readBullets(question.text);
  if (bullets.length === 0) throw new InputError(sent, 'holds no list of features; name the mail that asked');
  const thread = await readThreads(workspace.store, [sent], asOf);
  const answers = below(sent, thread).map(({ messageId, date, sender, text, authentication }): Answer => {
    return {
      messageId,
      date,
      email: sender.email,
      name: sender.name,
      authentication,
      read: readCommands(text, bullets),
    };
  });
  const all = statements(answers, (email) => stakeholderOf(dossier, email) ?? email);
  const byStakeholder = all.flatMap((one) => {
    const stakeholder = stakeholderOf(dossier, one.email);
    return stakeholder
      ? [
          {
            ...one,
            stakeholder,
            who: dossier.stakeholders.find(({ id }) => id === stakeholder)!.name,
            before: statedBefore(dossier, stakeholder, one.feature),
          },
        ]
      : [];
  });
  const days = dossier.settings.lazyDays;
  const sentBy = ({ name, email, messageId }: Answer) => ({
    from: name || email,
    messageId,
    stakeholder: stakeholderOf(dossier, email),
  });
  const isLazy = days !== undefined && asOf >= question.date + days * DAY;
  const result: ConsensusResult = {
    required: dossier.stakeholders.filter((one) => one.required).map(({ id, name }) => ({ id, name })),
    features: bullets.map((one) => one.feature).filter((feature) => feature !== LIST),
    byStakeholder,
    others: all.filter((one) => stakeholderOf(dossier, one.email) === null),
    errors: answers.flatMap((one) => one.read.errors.map((error) => ({ ...sentBy(one), ...error }))),
    withoutCommand: answers.filter(({ read }) => read.commands.length + read.errors.length === 0).map(sentBy),
    lazySince: isLazy ? question.date + days * DAY : null,
  };
  const report = consensusResult(result, `Answers to: ${question.subject}`, asOf, dossier.mailUrl);
  const additions = byStakeholder.filter(counts).flatMap((one) => additionOf(one, dossier));
  return { result, agreed: agreedFeatures(result), report, additions };
}

/** What answers a mail, or an answer to it, and so on: not every mail program names all that went before. */
function below<T extends { readonly messageId: string; readonly references: readonly string[] }>(
  root: string,
  thread: readonly T[],
): readonly T[] {
  const found = new Set([root]);
  for (let known = 0; known < found.size; ) {
    known = found.size;
    for (const { messageId, references } of thread)
      if (references.some((id) => found.has(id))) found.add(messageId);
  }
  return thread.filter(({ messageId }) => messageId !== root && found.has(messageId));
}

/** The newest position in the dossier, as far as it stands there in order. */
const statedBefore = (dossier: Dossier, stakeholder: string, feature: string): string | null =>
  dossier.positions.findLast(
    (one) =>
      one.stakeholder === stakeholder &&
      (feature === LIST ? one.on.goal === true : one.on.feature === feature && one.on.variant === undefined),
  )?.stance ?? null;

/** `user F3: Farm`, or `user F3: project Farm`. */
const USER = /^(?:(?<kind>project|people|program)\s+)?(?<name>.*)$/i;

function additionOf(
  one: Statement & { readonly stakeholder: string },
  dossier: Dossier,
): readonly Addition[] {
  const evidence = { message: one.messageId, words: anchor(one.line), date: isoDate(one.date) };
  const at = dossier.features.findIndex(({ id }) => id === one.feature);
  if (at < 0 && one.feature !== LIST) return [];
  const on = one.feature === LIST ? { goal: true } : { feature: one.feature };
  if (isStance(one.verb)) {
    const known = dossier.positions.some(
      (position) =>
        position.evidence.message === one.messageId &&
        (position.on.goal ? LIST : position.on.feature) === one.feature,
    );
    const condition = one.text ? { condition: one.text } : {};
    const value = {
      stakeholder: one.stakeholder,
      on,
      stance: one.verb,
      ...condition,
      evidence,
    };
    return known ? [] : [{ list: ['positions'], value }];
  }
  if (one.verb === 'user') {
    const { kind, name } = USER.exec(one.text)!.groups!;
    return userAdditions(dossier, at, name!, evidence, kind?.toLowerCase());
  }
  if (one.verb !== 'standalone') return [];
  const isKnown = dossier.features[at]!.classes.some(
    ({ class: claimed, by }) => claimed === one.text && by === one.stakeholder,
  );
  if (isKnown) return [];
  const value = { class: one.text, by: one.stakeholder, evidence };
  return [{ list: ['features', at, 'classes'], value }];
}

/** A patch of the dossier's file, for git apply. */
export function dossierPatch(file: string, text: string, additions: readonly Addition[]): string {
  const after = addEntries(text, additions);
  return after === text
    ? ''
    : createTwoFilesPatch(`a/${file}`, `b/${file}`, text, after).replace(/^=+\n/, '');
}
