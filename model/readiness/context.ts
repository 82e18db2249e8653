/** What a condition may look at: one feature, the dossier as of a date, and the facts. */
import {
  type Blocker,
  type Dossier,
  dateOf,
  type Evidence,
  type Feature,
  isKnown,
  type Position,
  type Sources,
  statedDate,
} from '../dossier/index.ts';
import type { Epoch, Landing, Series } from '../facts/index.ts';

/** A series as readiness sees it. */
export interface SeriesFacts extends Series {
  readonly landings: readonly Landing[];
  /** Somebody other than its sender has answered. */
  readonly isDiscussed: boolean;
  /** Numbers of patches with a Reviewed-by or Acked-by of somebody else. */
  readonly reviewedPatches: readonly number[];
}

export interface Facts extends Sources {
  readonly series: readonly SeriesFacts[];
  /** The first mail that one of these addresses sent after a date, by the as-of date. */
  readonly spokeAfter: (addresses: readonly string[], after: Epoch, until: Epoch) => string | null;
}

export type BlockerState = 'open' | 'answered' | 'resolved';
export type Stage = 'idea' | 'proposed' | 'in review' | 'reviewed' | 'queued' | 'merged' | 'used';
export const STAGES: readonly Stage[] = [
  'idea',
  'proposed',
  'in review',
  'reviewed',
  'queued',
  'merged',
  'used',
];

/** The whole as of a date. */
export interface Whole {
  readonly dossier: Dossier;
  readonly facts: Facts;
  readonly asOf: Epoch;
  /** The newest position of each stakeholder on each target. */
  readonly positions: readonly Position[];
  readonly blockers: readonly (Blocker & { readonly state: BlockerState })[];
  readonly stages: ReadonlyMap<string, Stage>;
}

export const cite = (evidence: Evidence): string => evidence.message ?? evidence.commit!;

export function wholeAsOf(dossier: Dossier, facts: Facts, asOf: Epoch): Whole {
  const known = (evidence: Evidence): boolean => isKnown(evidence, facts, asOf);
  const blockers = dossier.blockers
    .filter((blocker) => known(blocker.evidence))
    .map((blocker) => ({ ...blocker, state: blockerState(blocker, known) }));
  const stages = new Map(dossier.features.map((feature) => [feature.id, stageOf(feature, facts, asOf)]));
  return { dossier, facts, asOf, positions: newestPositions(dossier, facts, asOf), blockers, stages };
}

/** An answer alone resolves nothing. */
function blockerState(blocker: Blocker, known: (evidence: Evidence) => boolean): BlockerState {
  if (blocker.resolved && known(blocker.resolved.evidence)) return 'resolved';
  return blocker.answers.some((answer) => known(answer.evidence)) ? 'answered' : 'open';
}

export const targetOf = (position: Position): string =>
  Object.entries(position.on)
    .map(([kind, value]) => (kind === 'goal' ? 'goal' : `${kind} ${value}`))
    .join(', ');

/** Of two positions of one moment the more doubtful counts, whatever their order in the dossier. */
const doubt = ({ stance }: Position): number =>
  ['support', 'accept', 'question', 'condition', 'object'].indexOf(stance);

function newestPositions(dossier: Dossier, facts: Facts, asOf: Epoch): readonly Position[] {
  const newest = new Map<string, { readonly position: Position; readonly date: number }>();
  for (const position of dossier.positions) {
    if (!isKnown(position.evidence, facts, asOf)) continue;
    const key = `${position.stakeholder} ${targetOf(position)}`;
    const date = dateOf(position.evidence, facts) ?? 0;
    const known = newest.get(key);
    const isNewer = known === undefined || date > known.date;
    const isEqual = known !== undefined && date === known.date;
    if (isNewer || (isEqual && doubt(position) > doubt(known.position))) newest.set(key, { position, date });
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { position }]) => position);
}

/** Questions asked by the date and not decided by then. */
export const openQuestions = (feature: Feature, { dossier, facts, asOf }: Whole): Dossier['questions'] =>
  dossier.questions.filter(
    (one) =>
      one.on === feature.id &&
      isKnown(one.evidence, facts, asOf) &&
      !(one.decided && isKnown(one.decided.evidence, facts, asOf)),
  );

/** The series that a feature's selectors name. */
export function seriesOf(feature: Feature, facts: Facts): readonly SeriesFacts[] {
  return facts.series.filter(selector([feature]));
}

/** Does any of these features select the series, by its title or by one of its mails? */
export function selector(features: readonly Feature[]): (series: Series) => boolean {
  const patterns = features
    .flatMap(({ selectors }) => selectors.titles)
    .map((title) => new RegExp(title, 'i'));
  const messages = new Set(features.flatMap(({ selectors }) => selectors.messages));
  return (series) =>
    patterns.some((pattern) => pattern.test(series.title)) ||
    [series.cover, ...series.patches.map((patch) => patch.messageId)].some(
      (id) => id !== null && messages.has(id),
    );
}

function stageOf(feature: Feature, facts: Facts, asOf: Epoch): Stage {
  const merged = feature.merged.filter(({ tree, date }) => tree === 'mainline' && statedDate(date) <= asOf);
  const isUsed = feature.used.some(({ date }) => statedDate(date) <= asOf);
  const series = seriesOf(feature, facts);
  const current = series.filter((one) => one.supersededBy === null);
  const isIn = (roles: readonly Landing['role'][]): boolean =>
    current.some(
      (one) =>
        one.received > 0 &&
        new Set(one.landings.filter(({ role }) => roles.includes(role)).map(({ n }) => n)).size >=
          one.received,
    );
  if (merged.length > 0 || isIn(['mainline'])) return isUsed ? 'used' : 'merged';
  if (isIn(['mm', 'next', 'subsystem', 'mainline'])) return 'queued';
  if (current.some((one) => one.complete && one.reviewedPatches.length >= one.expected)) return 'reviewed';
  if (series.some((one) => one.isDiscussed)) return 'in review';
  return series.length > 0 ? 'proposed' : 'idea';
}
