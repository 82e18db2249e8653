/** What the facts say and the dossier does not: each with its evidence, for a person to take or leave. */
import { bodyBlocks } from '../ingest/mail/index.ts';
import {
  type Addition,
  allEvidence,
  type Dossier,
  type Evidence,
  type Feature,
  needsIn,
} from '../model/dossier/index.ts';
import {
  type Epoch,
  isoDate,
  mailsOf,
  type TextBlock,
  type TreeRole,
  titleTokens,
} from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import { saysTaken } from '../model/review/index.ts';
import { type ReadMail, readThreads } from '../model/store/read-mail.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { reviewMany } from './reviews.ts';
import type { Workspace } from './workspace.ts';

export async function proposeAdditions(
  workspace: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<readonly Addition[]> {
  const additions: Addition[] = [...(await proposedAnswers(workspace, dossier, asOf))];
  const listed = await landedSeries(workspace, asOf);
  const isSelected = selector(dossier.features);
  const others = listed.filter((one) => !isSelected(one));
  const alike = likeness(listed);
  for (const [at, feature] of dossier.features.entries()) {
    const selected = listed.filter(selector([feature]));
    const mails = await repliesTo(workspace, selected, asOf);
    const given = await positions(workspace, dossier, feature, selected, asOf);
    additions.push(
      ...given.filter((one) => !isStated(dossier, additions, one.value)),
      ...needs(dossier, at, mails),
      ...landings(dossier, at, selected, mails),
      ...akin(at, selected, others, alike),
    );
  }
  return [...new Map(additions.map((one) => [JSON.stringify(one), one])).values()];
}

export const stakeholderOf = (dossier: Dossier, email: string): string | null =>
  dossier.stakeholders.find(({ people }) => people.some((one) => one.toLowerCase() === email.toLowerCase()))
    ?.id ?? null;

const MOST_WORDS = 6;

/** The first words of a line: enough to find it again. */
export const anchor = (line: string): string => line.trim().split(/\s+/).slice(0, MOST_WORDS).join(' ');

/** Mails of others in the threads of these series that answer one of their mails. */
async function repliesTo(
  { store }: Workspace,
  series: readonly LandedSeries[],
  asOf: Epoch,
): Promise<readonly ReadMail[]> {
  const own = new Set(series.flatMap(mailsOf));
  const threads = await readThreads(store, [...own], asOf);
  return threads.filter(
    (mail) => !own.has(mail.messageId) && mail.references.some((reference) => own.has(reference)),
  );
}

const ownText = (mail: ReadMail): string =>
  bodyBlocks(mail.text)
    .filter(({ kind }) => kind === 'own')
    .map(({ text }) => text)
    .join('\n\n');

interface Stated {
  readonly stakeholder: string;
  readonly on: { readonly feature?: string | undefined };
  readonly stance: string;
  readonly evidence: Evidence;
}

interface Proposed extends Addition {
  readonly value: Stated;
}

/** Acks, reviews and NACKs that stakeholders gave. */
async function positions(
  workspace: Workspace,
  dossier: Dossier,
  feature: Feature,
  selected: readonly LandedSeries[],
  asOf: Epoch,
): Promise<readonly Proposed[]> {
  const found: Proposed[] = [];
  for await (const { review } of reviewMany(workspace, selected, asOf)) {
    for (const trailer of review.trailers) {
      const stakeholder = stakeholderOf(dossier, trailer.email);
      const stance = stanceOf(trailer.kind);
      if (trailer.own || trailer.onBehalf || !stakeholder || !stance) continue;
      const words = anchor(`${trailer.kind}: ${trailer.value}`);
      const evidence = { message: trailer.messageId, words, date: isoDate(trailer.date) };
      found.push({
        list: ['positions'],
        value: { stakeholder, on: { feature: feature.id }, stance, evidence },
      });
    }
  }
  // Of one stakeholder the newest of each stance is enough.
  return [...new Map(found.map((one) => [`${one.value.stakeholder} ${one.value.stance}`, one])).values()];
}

/** Who reviewed a patch states that it is worth having (submitting-patches, "Reviewer's statement of oversight"). */
const stanceOf = (kind: string): 'object' | 'support' | null =>
  /^nacked-by$/i.test(kind) ? 'object' : /^(?:acked|reviewed)-by$/i.test(kind) ? 'support' : null;

/** The dossier, or a proposal before this one, says so already; accepting is a kind of support. */
function isStated(
  dossier: Dossier,
  additions: readonly Addition[],
  { stakeholder, on, stance }: Stated,
): boolean {
  const proposed = additions
    .filter(({ list }) => list[0] === 'positions')
    .map(({ value }) => value as Stated);
  return [...dossier.positions, ...proposed].some(
    (one: Stated) =>
      one.stakeholder === stakeholder &&
      one.on.feature === on.feature &&
      (one.stance === stance || (one.stance === 'accept' && stance === 'support')),
  );
}

/** "We need this for …", from anybody. */
function needs(dossier: Dossier, at: number, mails: readonly ReadMail[]): readonly Addition[] {
  const cited = new Set(allEvidence(dossier).map(({ evidence }) => evidence.message));
  return mails
    .filter(({ messageId }) => !cited.has(messageId))
    .flatMap((mail) =>
      needsIn(ownText(mail)).flatMap(({ user, words }) =>
        userAdditions(dossier, at, user, { message: mail.messageId, words, date: isoDate(mail.date) }),
      ),
    );
}

/** A user of a feature; one that the dossier does not know yet is proposed as well, as a project that exists. */
export function userAdditions(
  dossier: Dossier,
  at: number,
  name: string,
  evidence: Evidence,
  kind = 'project',
): readonly Addition[] {
  const key = name.toLowerCase();
  const known = dossier.users.find((one) => one.id === key || one.name.toLowerCase() === key);
  const id = known?.id ?? slug(name);
  if (id === '' || dossier.features[at]!.users.some(({ user }) => user === id)) return [];
  const user = { id, name, kind, exists: true, evidence };
  return [
    ...(known ? [] : [{ list: ['users'], value: user }]),
    { list: ['features', at, 'users'], value: { user: id, evidence } },
  ];
}

const MAX_ID = 40;
const slug = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, MAX_ID);

/** Landings that a tree shows, and those that a maintainer of the feature reports. */
function landings(
  dossier: Dossier,
  at: number,
  selected: readonly LandedSeries[],
  mails: readonly ReadMail[],
): readonly Addition[] {
  const feature = dossier.features[at]!;
  const isNew = (tree: string): boolean =>
    !feature.merged.some((one) => one.tree === tree || one.tree === 'mainline');
  const list = ['features', at, 'merged'];
  const inTrees = selected
    .filter((one) => one.supersededBy === null)
    .flatMap(whollyLanded)
    .filter(({ role }) => isNew(role))
    .map(({ role, landedAt, evidence }) => ({
      list,
      value: { tree: role, date: isoDate(landedAt), evidence },
    }));
  if (inTrees.length > 0 || !isNew('subsystem')) return inTrees;
  // "Applied" below somebody's suggestion is the author's word on that.
  const own = new Set<string>(selected.flatMap(mailsOf));
  const taken = mails.findLast(
    (mail) =>
      mail.isReply &&
      own.has(mail.references[0] ?? '') &&
      dossier.stakeholders.some(
        ({ people, maintains }) =>
          maintains.includes(feature.id) && people.some((one) => one.toLowerCase() === mail.sender.email),
      ) &&
      saysTaken(ownText(mail), new Set()),
  );
  if (!taken) return [];
  const date = isoDate(taken.date);
  const evidence = { message: taken.messageId, words: anchor(takenLine(taken)), date };
  return [{ list, value: { tree: 'subsystem', date, evidence } }];
}

const takenLine = (mail: ReadMail): string =>
  ownText(mail)
    .split('\n')
    .find((line) => saysTaken(line, new Set())) ?? mail.subject;

interface WhollyLanded {
  readonly role: TreeRole;
  readonly landedAt: Epoch;
  readonly evidence: { readonly commit: string } | { readonly message: string };
}

/** The trees that have every patch of a series, with the last of them to come. */
function whollyLanded({ landings, expected }: LandedSeries): readonly WhollyLanded[] {
  // A mere "applied" counts if a maintainer of the dossier says it.
  const all = landings.filter(({ method, score }) => method !== 'notice' || score === 1);
  return [...Map.groupBy(all, ({ role }) => role)].flatMap(([role, landed]) => {
    const isWhole = new Set(landed.map(({ n }) => n)).size >= expected;
    const last = landed.reduce((a, b) => (b.landedAt > a.landedAt ? b : a));
    const evidence = last.commit ? { commit: last.commit } : { message: last.notice! };
    return isWhole && role !== 'project' ? [{ role, landedAt: last.landedAt, evidence }] : [];
  });
}

type Tokens = ReadonlySet<string>;

/** Titles are alike from here on; below it they share a subsystem's words. */
const ALIKE = 0.5;

/**
 * How much of two titles is the same, 0 to 1: a word counts the less, the more titles have it, since "add a testing
 * suite" says nothing of what is tested.
 */
function likeness(listed: readonly LandedSeries[]): (a: Tokens, b: Tokens) => number {
  const counts = new Map<string, number>();
  const titles = new Set(listed.map(({ title }) => title));
  for (const token of [...titles].flatMap((title) => [...titleTokens(title)]))
    counts.set(token, (counts.get(token) ?? 0) + 1);
  const weight = (tokens: Iterable<string>): number =>
    [...tokens].reduce((sum, token) => sum + 1 / (counts.get(token) ?? 1), 0);
  return (a, b) => weight([...a].filter((one) => b.has(one))) / (weight(new Set([...a, ...b])) || 1);
}

/** Series that no feature selects: another version of a selected change, or a title like one of theirs. */
function akin(
  at: number,
  selected: readonly LandedSeries[],
  others: readonly LandedSeries[],
  alike: (a: Tokens, b: Tokens) => number,
): readonly Addition[] {
  const changes = new Set(selected.map(({ changeId }) => changeId));
  const titles = [...new Set(selected.map(({ title }) => title))].map(titleTokens);
  const isAkin = (one: LandedSeries): boolean =>
    changes.has(one.changeId) || titles.some((tokens) => alike(tokens, titleTokens(one.title)) >= ALIKE);
  return others
    .filter((one) => one.supersededBy === null && isAkin(one))
    .flatMap((one) => mailsOf(one).slice(0, 1))
    .map((value) => ({ list: ['features', at, 'selectors', 'messages'], value }));
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
      const answer = answerTo(blocker.evidence.words, mail);
      if (by === null || by === blocker.raisedBy || answer === null) continue;
      const words = anchor(answer);
      const evidence = { message: mail.messageId, words, date: isoDate(mail.date) };
      additions.push({ list: ['blockers', at, 'answers'], value: { by, evidence } });
    }
  }
  return additions;
}

/** The first line that somebody wrote below a quotation of these words, or all above it; null where there is none. */
function answerTo(words: string | undefined, { text, sender }: ReadMail): string | null {
  if (words === undefined) return null;
  const blocks = bodyBlocks(text);
  const quoted = blocks.findIndex((one) => one.kind === 'quote' && folded(one.text).includes(folded(words)));
  if (quoted < 0) return null;
  const lines = (some: readonly TextBlock[]): readonly string[] =>
    some
      .filter(isOwnWords)
      .flatMap((one) => one.text.trim().split('\n'))
      .filter((line) => line.trim() !== '' && !isCourtesyLine(line, sender.name));
  return lines(blocks.slice(quoted))[0] ?? lines(blocks.slice(0, quoted))[0] ?? null;
}

const isOwnWords = ({ kind, text }: TextBlock): boolean => kind === 'own' && text.trim() !== '';

/** `Hi Ann,`, `Best regards,` or the writer's name alone. */
function isCourtesyLine(line: string, name: string): boolean {
  const own = name.toLowerCase().split(/\s+/);
  const words = line.toLowerCase().match(/[\p{L}-]+/gu) ?? [];
  return (
    words.every((word) => own.includes(word)) ||
    /^(?:(?:hi|hello|hey|dear)\b[^.]{0,40}[,!]?|(?:(?:best|kind) )?regards,?)$/i.test(line.trim())
  );
}

const folded = (text: string): string =>
  text
    .replace(/^[\s>|]+/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
