/** What is wanted from whom: in one sentence, and one by one. */
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { isMerged } from './strategies.ts';
import type { Waiting, Who } from './triage.ts';
import { counted, day, FEW, few, type Item, item, list, type Section } from './view.ts';

/** @param assessment null where there is no dossier: then only the queue wants something */
export function wantedFrom(assessment: Assessment | null, waiting: readonly Waiting[]): string {
  if (assessment === null) return queued(waiting).join('; ');
  // Who owes an answer on a feature is not asked for the next step on it as well.
  const owed = new Set(blockersOf(openFeatures(assessment), 'open').flatMap(({ on }) => on));
  const rest = waiting.filter(
    ({ who, features }) => who !== 'author' || features.length === 0 || features.some((id) => !owed.has(id)),
  );
  return [...judged(assessment), ...queued(rest)].join('; ');
}

function judged(assessment: Assessment): readonly string[] {
  const open = openFeatures(assessment);
  const silent = silentOf(assessment).map(({ stakeholder }) => stakeholder);
  return [
    ...(silent.length > 0 ? [`an answer from ${few(silent)}`] : []),
    ...toSettle(blockersOf(open, 'answered'), assessment),
    ...toAnswer(blockersOf(open, 'open')),
    ...toDecide(open),
  ];
}

const openFeatures = ({ features }: Assessment): readonly FeatureReadiness[] =>
  features.filter((one) => !one.withdrawn && !isMerged(one));

/** Once all is merged or given up, what was asked is history. */
const silentOf = (assessment: Assessment): Assessment['notHeard'] =>
  openFeatures(assessment).length > 0 ? assessment.notHeard : [];

/** A blocker with what it stands on, and who sent that. */
interface Blocked {
  readonly blocker: FeatureReadiness['blockers'][number];
  readonly on: readonly string[];
  readonly senders: readonly string[];
}

/** Each blocker once, on however many features it stands. */
function blockersOf(features: readonly FeatureReadiness[], state: string): readonly Blocked[] {
  const all = features.flatMap((feature) =>
    feature.blockers.filter((one) => one.state === state).map((blocker) => ({ blocker, feature })),
  );
  return [...Map.groupBy(all, ({ blocker }) => blocker.id).values()].map((of) => ({
    blocker: of[0]!.blocker,
    on: of.map(({ feature }) => feature.id),
    senders: unique(of.flatMap(({ feature }) => feature.senders)),
  }));
}

/** Whoever raised a blocker says whether the answer settles it. */
function toSettle(answered: readonly Blocked[], assessment: Assessment): readonly string[] {
  if (answered.length === 0) return [];
  const raisers = unique(answered.map(({ blocker }) => nameIn(assessment, blocker.raisedBy)));
  const on = few(unique(answered.flatMap((one) => one.on)));
  const what =
    answered.length === 1
      ? `the answer on ${on} settles it`
      : `${answered.length} answers on ${on} settle it`;
  return [`from ${few(raisers)} a word whether ${what}`];
}

/** Whoever sent the series answers, where one is known. */
function toAnswer(open: readonly Blocked[]): readonly string[] {
  const groups = [...Map.groupBy(open, ({ senders }) => few(senders))];
  const rest = groups.slice(FEW);
  const blockers = rest.reduce((sum, [, all]) => sum + all.length, 0);
  const others = rest.length === 1 ? 'one other' : `${rest.length} others`;
  return [
    ...groups.slice(0, FEW).map(([senders, all]) => {
      const from = senders === '' ? '' : `from ${senders} `;
      const on = few(unique(all.flatMap((one) => one.on)));
      return `${from}${all.length === 1 ? `an answer on ${on}` : `answers to ${all.length} blockers of ${on}`}`;
    }),
    ...(rest.length > 0
      ? [`from ${others} ${blockers === 1 ? 'an answer to a blocker' : `answers to ${blockers} blockers`}`]
      : []),
  ];
}

function toDecide(features: readonly FeatureReadiness[]): readonly string[] {
  const asked = features.filter(({ questions }) => questions.length > 0);
  const on = asked.map(
    ({ id, questions }) => `${counted(questions.length, 'decision', 'decisions')} on ${id}`,
  );
  return on.length > 0 ? [few(on)] : [];
}

const WHO = ['reviewer', 'maintainer', 'author'] as const satisfies readonly Who[];

/** Whom one series waits for, and several. */
const TURN = {
  reviewer: ['a reviewer', 'a reviewer'],
  maintainer: ['a maintainer', 'a maintainer'],
  author: ['its author', 'their authors'],
} as const;

/** Series of the dossier's features by name, the others as a number. */
function queued(waiting: readonly Waiting[]): readonly string[] {
  const own = WHO.flatMap((who) => {
    const all = waiting.filter((one) => one.who === who && one.features.length > 0);
    if (all.length === 0) return [];
    const features = few(unique(all.map((one) => one.features.join(' and '))));
    const authors = few(unique(all.map(({ series: { author } }) => author.name || author.email)));
    return [
      who === 'author' ? `from ${authors} the next step on ${features}` : `${TURN[who][0]} for ${features}`,
    ];
  });
  const others = waiting.filter(({ features }) => features.length === 0);
  const counts = WHO.flatMap((who) => {
    const count = others.filter((one) => one.who === who).length;
    return count > 0 ? [{ who, count }] : [];
  });
  if (counts.length === 0) return own;
  const [other, on] = own.length > 0 ? ['other ', 'on the lists '] : ['', ''];
  const told = counts.map(({ who, count }, at) =>
    at > 0
      ? `${count} for ${TURN[who][count === 1 ? 0 : 1]}`
      : `${on}${count} ${other}series ${count === 1 ? 'waits' : 'wait'} for ${TURN[who][count === 1 ? 0 : 1]}`,
  );
  return [...own, told.join(', ')];
}

/** Each wish with its evidence; what waits is in the queue. */
export function wantedSection(assessment: Assessment): readonly Section[] {
  const open = openFeatures(assessment);
  const items: readonly Item[] = [
    ...silentOf(assessment).map(({ stakeholder, since, askedIn }) =>
      item(`${stakeholder}: an answer, asked by name${since === null ? '' : ` ${day(since)}`}`, {
        message: askedIn,
        commit: null,
      }),
    ),
    ...blockersOf(open, 'answered').map(({ blocker, on }) =>
      item(
        `${nameIn(assessment, blocker.raisedBy)}: is this settled? ${blocker.title} (${on.join(', ')})`,
        ...blocker.evidence,
      ),
    ),
    ...blockersOf(open, 'open').map(({ blocker, on, senders }) =>
      item(
        `${few(senders) || 'whoever works on it'}: an answer to ${nameIn(assessment, blocker.raisedBy)}: ${blocker.title} (${on.join(', ')})`,
        ...blocker.evidence,
      ),
    ),
    ...open.flatMap(({ id, questions }) =>
      questions.map(({ title, evidence }) => item(`whoever decides on ${id}: ${title}`, evidence)),
    ),
  ];
  return items.length > 0 ? [{ title: 'What is wanted from whom', blocks: [list(items)] }] : [];
}

const nameIn = ({ stakeholders }: Assessment, id: string): string =>
  stakeholders.find((one) => one.id === id)?.name ?? id;

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
