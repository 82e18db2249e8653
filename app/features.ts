/** A dossier over the facts: features and their readiness. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { allEvidence, type Dossier, parseDossier } from '../model/dossier/index.ts';
import { type Epoch, type GivenTrailer, InputError, type Series } from '../model/facts/index.ts';
import {
  type Assessment,
  assess,
  type Facts,
  featureStory,
  type SeriesFacts,
  type StoryEvent,
  selector,
} from '../model/readiness/index.ts';
import { acked, collectTrailers } from '../model/review/index.ts';
import { seriesNames, seriesOf } from '../model/store/find-series.ts';
import { checksVersion } from '../model/store/journal.ts';
import { fileMeaning } from '../model/store/problem.ts';
import { readCommit } from '../model/store/read-landings.ts';
import { firstMailFrom, type ReadMail, readMails } from '../model/store/read-mail.ts';
import { checksAsOf } from './checks.ts';
import { conformanceAsOf } from './conformance.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { unheardKeepers } from './maintainers.ts';
import { remembered } from './memory.ts';
import { measureTree } from './outside.ts';
import { reviewPrints } from './review-memory.ts';
import { threadOutlines } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

/** @throws InputError naming line and field */
export function loadDossier(file: string): Dossier {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError(file, `cannot be read: ${fileMeaning(error) ?? (error as Error).message}`);
  }
  if (!isUtf8(bytes)) throw new InputError(`${file}:${lineOfDamage(bytes)}`, 'not UTF-8; save it as UTF-8');
  return parseDossier(bytes.toString('utf8'), file);
}

/** The first line with bytes that are no character. */
const lineOfDamage = (bytes: Buffer): number => bytes.toString('utf8').split('\ufffd')[0]!.split('\n').length;

/** Where what a dossier cites can be looked up, as of a date. */
export async function sourcesOf(
  { store }: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<Pick<Facts, 'mail' | 'commit' | 'spokeAfter'>> {
  const cited = allEvidence(dossier).map((one) => one.evidence);
  const mails = await readMails(store, [...new Set(cited.flatMap((one) => one.message ?? []))]);
  const byId = new Map<string, ReadMail>(mails.map((mail) => [mail.messageId, mail]));
  const commits = new Map<string, NonNullable<Awaited<ReturnType<typeof readCommit>>>>();
  for (const id of new Set(cited.flatMap((one) => one.commit ?? []))) {
    const commit = await readCommit(store, id);
    if (commit) commits.set(id, commit);
  }
  return {
    mail: (id) => byId.get(id),
    commit: (id) => commits.get(id),
    spokeAfter: (addresses, after, until) =>
      firstMailFrom(store, addresses, after, until < asOf ? until : asOf),
  };
}

export async function assessDossier(
  workspace: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<Assessment> {
  return remembered(
    workspace.store,
    dossier,
    `assessment ${asOf} ${checksVersion(workspace.store)}`,
    async () => assess(dossier, await factsFor(workspace, dossier, asOf), asOf),
  );
}

/** One feature with all that happened to it. */
export async function featureDetails(
  workspace: Workspace,
  dossier: Dossier,
  id: string,
  asOf: Epoch,
): Promise<{ readonly assessment: Assessment; readonly story: readonly StoryEvent[] } | null> {
  const facts = await factsFor(workspace, dossier, asOf);
  const assessment = await assessDossier(workspace, dossier, asOf);
  if (!assessment.features.some((one) => one.id === id)) return null;
  return { assessment, story: featureStory(dossier, facts, asOf, id) };
}

/** Of all that is in the database, what a dossier is about. */
const factsFor = (workspace: Workspace, dossier: Dossier, asOf: Epoch): Promise<Facts> =>
  remembered(workspace.store, dossier, `facts ${asOf} ${checksVersion(workspace.store)}`, () =>
    readFacts(workspace, dossier, asOf),
  );

async function readFacts(workspace: Workspace, dossier: Dossier, asOf: Epoch): Promise<Facts> {
  const selected = await selectedSeries(workspace, dossier.features, asOf);
  const given = await givenTo(workspace, selected, asOf);
  const unheard = await unheardKeepers(workspace, selected, asOf);
  const checks = Map.groupBy(checksAsOf(workspace, asOf), (one) => one.series);
  const series = selected.map((one): SeriesFacts => {
    const tests = (checks.get(one.id) ?? []).map(({ messageId: patch, context, state }) => ({
      patch,
      context,
      state,
    }));
    const trailers = given.get(one.id) ?? [];
    return {
      ...one,
      ...unheard.get(one.id),
      landings: acked({ series: one, trailers, landings: one.landings }),
      reviewedPatches: reviewedPatches(one, trailers),
      tests,
    };
  });
  const tree = dossier.tree === undefined ? null : await measureTree(workspace, dossier.tree, asOf);
  const conformance = conformanceAsOf(workspace, asOf);
  return { ...(await sourcesOf(workspace, dossier, asOf)), series, tree, conformance };
}

/** The series that one of these features selects: told by their titles first, so that the others are not read. */
export async function selectedSeries(
  workspace: Workspace,
  features: Dossier['features'],
  asOf: Epoch,
): Promise<readonly LandedSeries[]> {
  const { store } = workspace;
  const isOf = selector(features);
  const byTitle = seriesNames(store, asOf).filter(({ title }) => isOf({ title, cover: null, patches: [] }));
  const byMail = features
    .flatMap(({ selectors }) => selectors.messages)
    .flatMap((message) => seriesOf(store, message) ?? []);
  const ids = [...new Set([...byTitle, ...byMail].map(({ id }) => id))];
  return (await landedSeries(workspace, asOf, { ids })).filter(isOf);
}

/**
 * What was given to the newest versions: nobody is asked about that of the others. As long as no mail comes into its
 * threads a series was given the same: what the week before a report differs in is read a second time, and what was
 * reviewed already is not read at all.
 */
async function givenTo(
  workspace: Workspace,
  listed: readonly LandedSeries[],
  asOf: Epoch,
): Promise<ReadonlyMap<Series['id'], readonly GivenTrailer[]>> {
  const { store, reviews } = workspace;
  const newest = listed.filter((one) => one.supersededBy === null && !one.isPartial);
  const known = await remembered(
    store,
    store,
    'given',
    async () => new Map<string, readonly GivenTrailer[]>(),
  );
  const printOf = reviewPrints(store, newest, () => [], asOf);
  const given = new Map<Series['id'], readonly GivenTrailer[]>();
  const unknown: { readonly one: LandedSeries; readonly print: string }[] = [];
  for (const one of newest) {
    const print = printOf(one);
    const found = reviews?.find(print)?.trailers ?? known.get(print);
    if (found) given.set(one.id, found);
    else unknown.push({ one, print });
  }
  const unread = unknown.map(({ one }) => one);
  const threadOf = await threadOutlines(workspace, unread, asOf);
  for (const { one, print } of unknown) {
    const found = collectTrailers(one, threadOf(one), asOf);
    known.set(print, found);
    given.set(one.id, found);
  }
  return given;
}

/** Numbers of patches with a Reviewed-by or Acked-by of somebody who did not send them. */
export function reviewedPatches(series: Series, trailers: readonly GivenTrailer[]): readonly number[] {
  const given = trailers.filter(
    (one) =>
      /^(?:reviewed|acked)-by$/i.test(one.kind) &&
      one.email !== series.author.email &&
      one.name !== series.author.name,
  );
  return series.patches
    .map(({ n }) => n)
    .filter((n) => given.some((one) => one.appliesTo === n || one.appliesTo === 'series'));
}
