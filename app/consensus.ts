/** The consensus round, and what mails propose for a dossier. Nothing is taken without a person. */
import { createTwoFilesPatch } from 'diff';
import { bodyBlocks } from '../ingest/mail/index.ts';
import {
  type Addition,
  type Answer,
  addEntries,
  type Dossier,
  isStance,
  readBullets,
  readCommands,
  type Statement,
  statements,
} from '../model/dossier/index.ts';
import { type Epoch, InputError } from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import { readMails, readThreads } from '../model/store/read-mail.ts';
import {
  agreedFeatures,
  type ConsensusResult,
  consensusReport,
  consensusResult,
} from '../reports/consensus.ts';
import type { Report } from '../reports/view.ts';
import { assessDossier } from './features.ts';
import { listSeries, reviewSeries } from './series.ts';
import type { Workspace } from './workspace.ts';

const DAY = 24 * 60 * 60;

export async function consensusMail(workspace: Workspace, dossier: Dossier, asOf: Epoch): Promise<Report> {
  return consensusReport(await assessDossier(workspace, dossier, asOf), dossier.mailUrl);
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
  const answers = thread
    .filter((mail) => mail.messageId !== sent && mail.references.some((id) => id === sent))
    .map(({ messageId, date, sender, text }): Answer => {
      return { messageId, date, email: sender.email, name: sender.name, read: readCommands(text, bullets) };
    });
  const all = statements(answers);
  const byStakeholder = all.flatMap((one) => {
    const stakeholder = stakeholderOf(dossier, one.email);
    return stakeholder ? [{ ...one, stakeholder }] : [];
  });
  const days = dossier.settings.lazyDays;
  const isLazy = days !== undefined && asOf >= question.date + days * DAY;
  const result: ConsensusResult = {
    required: dossier.stakeholders.filter((one) => one.required).map(({ id, name }) => ({ id, name })),
    features: bullets.map((one) => one.feature),
    byStakeholder,
    others: all.filter((one) => stakeholderOf(dossier, one.email) === null),
    errors: answers.flatMap(({ name, email, messageId, read }) =>
      read.errors.map((error) => ({ from: name || email, messageId, ...error })),
    ),
    lazySince: isLazy ? question.date + days * DAY : null,
  };
  const report = consensusResult(result, `Answers to: ${question.subject}`, asOf, dossier.mailUrl);
  const additions = byStakeholder.flatMap((one) => additionOf(one, dossier));
  return { result, agreed: agreedFeatures(result), report, additions };
}

const stakeholderOf = (dossier: Dossier, email: string): string | null =>
  dossier.stakeholders.find(({ people }) => people.some((one) => one.toLowerCase() === email))?.id ?? null;

const MOST_WORDS = 6;
const anchor = (line: string): string => line.trim().split(/\s+/).slice(0, MOST_WORDS).join(' ');
const isoDay = (at: number): string => new Date(at * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

function additionOf(
  one: Statement & { readonly stakeholder: string },
  dossier: Dossier,
): readonly Addition[] {
  const evidence = { message: one.messageId, words: anchor(one.line), date: isoDay(one.date) };
  const at = dossier.features.findIndex(({ id }) => id === one.feature);
  if (at < 0) return [];
  if (isStance(one.verb)) {
    const known = dossier.positions.some(
      (position) => position.evidence.message === one.messageId && position.on.feature === one.feature,
    );
    const condition = one.text ? { condition: one.text } : {};
    const value = {
      stakeholder: one.stakeholder,
      on: { feature: one.feature },
      stance: one.verb,
      ...condition,
      evidence,
    };
    return known ? [] : [{ list: ['positions'], value }];
  }
  if (one.verb !== 'standalone') return [];
  const value = { class: one.text, by: one.stakeholder, evidence };
  return [{ list: ['features', at, 'classes'], value }];
}

/** What the facts say that the dossier does not: each with its evidence, for a person to take or leave. */
export async function proposeAdditions(
  workspace: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<readonly Addition[]> {
  const additions: Addition[] = [...(await proposedAnswers(workspace, dossier, asOf))];
  const listed = await listSeries(workspace, asOf);
  for (const feature of dossier.features) {
    for (const series of listed.filter(selector([feature]))) {
      const { trailers } = await reviewSeries(workspace, series, asOf);
      for (const trailer of trailers) {
        const stakeholder = stakeholderOf(dossier, trailer.email.toLowerCase());
        const stance = stanceOf(trailer.kind);
        if (trailer.own || trailer.onBehalf || !stakeholder || !stance) continue;
        if (isKnown(dossier, additions, stakeholder, feature.id, stance)) continue;
        const words = anchor(`${trailer.kind}: ${trailer.value}`);
        const evidence = { message: trailer.messageId, words, date: isoDay(trailer.date) };
        additions.push({
          list: ['positions'],
          value: { stakeholder, on: { feature: feature.id }, stance, evidence },
        });
      }
    }
  }
  return [...new Map(additions.map((one) => [JSON.stringify(one), one])).values()];
}

const stanceOf = (kind: string): 'object' | 'support' | null =>
  /^nacked-by$/i.test(kind) ? 'object' : /^acked-by$/i.test(kind) ? 'support' : null;

interface Stated {
  readonly stakeholder: string;
  readonly on: { readonly feature?: string | undefined };
  readonly stance: string;
}

/** The dossier, or a proposal before this one, says so already; accepting is a kind of support. */
function isKnown(
  dossier: Dossier,
  additions: readonly Addition[],
  stakeholder: string,
  feature: string,
  stance: string,
): boolean {
  const proposed = additions
    .filter(({ list }) => list[0] === 'positions')
    .map(({ value }) => value as Stated);
  return [...dossier.positions, ...proposed].some(
    (one: Stated) =>
      one.stakeholder === stakeholder &&
      one.on.feature === feature &&
      (one.stance === stance || (one.stance === 'accept' && stance === 'support')),
  );
}

/** Mails of stakeholders that quote the words by which a blocker was raised, where the dossier has no answer to it. */
async function proposedAnswers(
  { store }: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<readonly Addition[]> {
  const additions: Addition[] = [];
  for (const [at, blocker] of dossier.blockers.entries()) {
    const raised = blocker.evidence.message;
    if (raised === undefined || blocker.resolved || blocker.answers.length > 0) continue;
    const thread = await readThreads(store, [raised], asOf);
    for (const mail of thread.filter(({ references }) => references[0] === raised)) {
      const by = stakeholderOf(dossier, mail.sender.email);
      if (by === null || by === blocker.raisedBy || !quotes(mail.text, blocker.evidence.words)) continue;
      const own = bodyBlocks(mail.text).find(({ kind, text }) => kind === 'own' && text.trim() !== '');
      const words = anchor(own?.text.trim().split('\n')[0] ?? mail.subject);
      const evidence = { message: mail.messageId, words, date: isoDay(mail.date) };
      additions.push({ list: ['blockers', at, 'answers'], value: { by, evidence } });
    }
  }
  return additions;
}

const quotes = (text: string, words: string | undefined): boolean =>
  words !== undefined &&
  folded(
    text
      .split('\n')
      .filter((line) => /^\s*>/.test(line))
      .join('\n'),
  ).includes(folded(words));

const folded = (text: string): string =>
  text
    .replace(/^[\s>|]+/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** A patch of the dossier's file, for git apply. */
export function dossierPatch(file: string, text: string, additions: readonly Addition[]): string {
  const after = addEntries(text, additions);
  return after === text
    ? ''
    : createTwoFilesPatch(`a/${file}`, `b/${file}`, text, after).replace(/^=+\n/, '');
}
