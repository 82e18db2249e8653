/** What is wanted from whom, in one sentence. */
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import type { Waiting } from './triage.ts';

/** More names than this are for the lists below. */
const MOST = 3;

/** @param assessment null where there is no dossier: then only the queue wants something */
export function wantedFrom(assessment: Assessment | null, waiting: readonly Waiting[]): string {
  return [...(assessment ? judged(assessment) : []), ...queued(waiting)].join('; ');
}

function judged(assessment: Assessment): readonly string[] {
  const nameOf = (id: string): string => assessment.stakeholders.find((one) => one.id === id)?.name ?? id;
  const open = assessment.features.filter((one) => !one.withdrawn && !['merged', 'used'].includes(one.stage));
  // Once all is merged or given up, what was asked is history.
  const silent = open.length > 0 ? assessment.notHeard.map(({ stakeholder }) => stakeholder) : [];
  return [
    ...(silent.length > 0 ? [`an answer from ${few(silent)}`] : []),
    ...toSettle(open, nameOf),
    ...toAnswer(open),
    ...toDecide(open),
  ];
}

/** Whoever raised a blocker says whether the answer settles it. */
function toSettle(features: readonly FeatureReadiness[], nameOf: (id: string) => string): readonly string[] {
  const answered = blockersOf(features, 'answered');
  return [...Map.groupBy(answered, (one) => one.raisedBy)].map(
    ([by, all]) => `a word from ${nameOf(by)} whether this is settled: ${few(all.map(({ title }) => title))}`,
  );
}

function toAnswer(features: readonly FeatureReadiness[]): readonly string[] {
  const open = blockersOf(features, 'open').map(({ title }) => title);
  return open.length > 0 ? [`an answer to: ${few(open)}`] : [];
}

/** Each blocker once, on however many features it stands. */
function blockersOf(features: readonly FeatureReadiness[], state: string): FeatureReadiness['blockers'] {
  const all = features.flatMap(({ blockers }) => blockers).filter((one) => one.state === state);
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

function toDecide(features: readonly FeatureReadiness[]): readonly string[] {
  const asked = features.filter(({ questions }) => questions.length > 0);
  const about = asked.map(({ id, questions }) => `${questions.length} about ${id}`);
  return about.length > 0 ? [`decisions: ${few(about)}`] : [];
}

function queued(waiting: readonly Waiting[]): readonly string[] {
  return (['reviewer', 'maintainer', 'author'] as const).flatMap((who) => {
    const count = waiting.filter((one) => one.who === who).length;
    if (count === 0) return [];
    if (count === 1) return [`1 series waits for ${who === 'author' ? 'its author' : `a ${who}`}`];
    return [`${count} series wait for ${who === 'author' ? 'their authors' : `a ${who}`}`];
  });
}

const few = (names: readonly string[]): string =>
  names.length <= MOST
    ? names.join(', ')
    : `${names.slice(0, MOST).join(', ')} and ${names.length - MOST} more`;
