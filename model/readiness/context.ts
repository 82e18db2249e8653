/** What a condition may look at: one feature, the dossier as of a date, and the facts. */
import {
  type Blocker,
  type Dossier,
  dateOf,
  dossierAsOf,
  type Evidence,
  type Feature,
  type Position,
  type Sources,
} from '../dossier/index.ts';
import type { CommitId, ConformanceRun, Epoch, Landing, Series } from '../facts/index.ts';
import { type About, aboutFeatures, type BlockerState, type JudgedBlocker } from './about.ts';
import { seriesOfEach } from './select.ts';
import { isAtLeast, type Stage, stageOf } from './stages.ts';

/** A series as readiness sees it. */
export interface SeriesFacts extends Series {
  readonly landings: readonly Landing[];
  /** Those that were reverted; absent where nobody asked. */
  readonly reverted?: readonly Landing[];
  /** Numbers of patches with a Reviewed-by or Acked-by of somebody else. */
  readonly reviewedPatches: readonly number[];
  /** What tests found of its patches, the newest word of each; none where no test said anything. */
  readonly tests?: readonly TestResult[];
  /** Who keeps the files that it touches (MAINTAINERS) and has not spoken; absent where no tree has the file. */
  readonly unheard?: readonly string[];
}

export interface TestResult {
  /** Message-ID of the patch. */
  readonly patch: string;
  /** Which test. */
  readonly context: string;
  readonly state: 'pending' | 'success' | 'warning' | 'fail';
}

/** A commit of the separate tree that strategy d is about, with what was said of it on the lists. */
export interface TreeCommit {
  readonly id: CommitId;
  readonly subject: string;
  /** The series that it came from; null where no list at hand ever saw it. */
  readonly series: Series['id'] | null;
  /** By somebody who has no commit in the tree. */
  readonly isReviewedOutside: boolean;
  readonly isMentionedOutside: boolean;
}

export interface TreeFacts {
  readonly name: string;
  readonly authors: number;
  readonly commits: readonly TreeCommit[];
}

/** Facts as of the date of the judgement. */
export interface Facts extends Sources {
  readonly series: readonly SeriesFacts[];
  /** The first mail that one of these addresses sent after a date, by the as-of date. */
  readonly spokeAfter: (addresses: readonly string[], after: Epoch, until: Epoch) => string | null;
  /** The tree that the dossier names for strategy d; null where it names none, or it is not in the database. */
  readonly tree: TreeFacts | null;
  /** The newest run of the reference's rules by the as-of date. */
  readonly conformance: ConformanceRun | null;
}

/** The whole as of a date. */
export interface Whole {
  /** Only what was known by the date. */
  readonly dossier: Dossier;
  readonly facts: Facts;
  readonly asOf: Epoch;
  /** The newest position of each stakeholder on each target. */
  readonly positions: readonly Position[];
  readonly blockers: readonly JudgedBlocker[];
  /** The same by feature. */
  readonly about: ReadonlyMap<string, About>;
  readonly stages: ReadonlyMap<string, Stage>;
  /** The series that a feature's selectors name. */
  readonly series: ReadonlyMap<string, readonly SeriesFacts[]>;
}

export const cite = (evidence: Evidence): string => evidence.message ?? evidence.commit!;

export function wholeAsOf(given: Dossier, facts: Facts, asOf: Epoch): Whole {
  const dossier = dossierAsOf(given, facts, asOf);
  const series = seriesOfEach(dossier.features, facts.series);
  const positions = newestPositions(dossier, facts);
  const blockers = dossier.blockers.map((blocker) => ({ ...blocker, state: blockerState(blocker) }));
  return {
    dossier,
    facts,
    asOf,
    positions,
    blockers,
    about: aboutFeatures(dossier, positions, blockers),
    stages: new Map(dossier.features.map((one) => [one.id, stageOf(one, series.get(one.id)!)])),
    series,
  };
}

/** An answer alone resolves nothing. */
function blockerState({ resolved, answers }: Blocker): BlockerState {
  if (resolved) return 'resolved';
  return answers.length > 0 ? 'answered' : 'open';
}

export const targetOf = (position: Position): string =>
  Object.entries(position.on)
    .map(([kind, value]) => (kind === 'goal' ? 'goal' : `${kind} ${value}`))
    .join(', ');

/** Of two positions of one moment the more doubtful counts, whatever their order in the dossier. */
const doubt = ({ stance }: Position): number =>
  ['support', 'accept', 'question', 'condition', 'object'].indexOf(stance);

function newestPositions(dossier: Dossier, facts: Facts): readonly Position[] {
  const newest = new Map<string, { readonly position: Position; readonly date: number }>();
  for (const position of dossier.positions) {
    const key = `${position.stakeholder} ${targetOf(position)}`;
    const date = dateOf(position.evidence, facts) ?? 0;
    const known = newest.get(key);
    const isNewer = known === undefined || date > known.date;
    const isEqual = known !== undefined && date === known.date;
    if (isNewer || (isEqual && doubt(position) > doubt(known.position))) newest.set(key, { position, date });
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { position }]) => position);
}

/** What is the same for every feature is judged once. */
export function oncePer<T>(judgement: (whole: Whole) => T): (whole: Whole) => T {
  const known = new WeakMap<Whole, T>();
  return (whole) => {
    const found = known.get(whole) ?? judgement(whole);
    known.set(whole, found);
    return found;
  };
}

export const aboutOf = (feature: Feature, whole: Whole): About => whole.about.get(feature.id)!;

export const stageIn = (whole: Whole, feature: string): Stage => whole.stages.get(feature)!;

export const isMerged = (whole: Whole, feature: string): boolean =>
  isAtLeast(stageIn(whole, feature), 'merged');

/** Questions that are not decided. */
export const openQuestions = (feature: Feature, whole: Whole): About['questions'] =>
  aboutOf(feature, whole).questions.filter((one) => !one.decided);
