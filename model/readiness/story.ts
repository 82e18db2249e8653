/** What happened to one feature, in order: postings, landings, what was said, raised, answered and decided. */
import { type Dossier, dateOf, type Evidence, statedDate } from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import { type CheckedEvidence, check, foundCommit } from './cited.ts';
import { type Facts, targetOf, type Whole, wholeAsOf } from './context.ts';
import { nameOf } from './shared.ts';

export type StoryKind = 'posted' | 'landed' | 'position' | 'blocker' | 'question';

export interface StoryEvent {
  readonly kind: StoryKind;
  /** Null where neither a mail nor the dossier dates it. */
  readonly date: Epoch | null;
  /** A stance, `raised`, `answered`, `resolved`, `asked`, `favoured`, `decided`, `reverted`, or the tree that it landed in. */
  readonly state: string;
  readonly text: string;
  /** Who said it; null for postings and landings. */
  readonly who: string | null;
  /** Null for postings. */
  readonly evidence: CheckedEvidence | null;
  /** Null for what somebody said. */
  readonly series: string | null;
}

/** Oldest first; what has no date comes first. */
export function featureStory(dossier: Dossier, facts: Facts, asOf: Epoch, id: string): readonly StoryEvent[] {
  const whole = wholeAsOf(dossier, facts, asOf);
  const events = [
    ...postings(whole, id),
    ...landings(whole, id),
    ...positions(whole, id),
    ...blockers(whole, id),
    ...questions(whole, id),
  ];
  return events.sort((a, b) => (a.date ?? 0) - (b.date ?? 0));
}

type Claim = Dossier['blockers'][number]['answers'][number];

const told = (evidence: Evidence, { facts }: Whole): Pick<StoryEvent, 'date' | 'evidence' | 'series'> => ({
  date: dateOf(evidence, facts),
  evidence: check(evidence, facts),
  series: null,
});

const postings = (whole: Whole, id: string): readonly StoryEvent[] =>
  whole.series.get(id)!.map((one) => ({
    kind: 'posted',
    date: one.date,
    state: `v${one.version}`,
    text: one.title,
    who: null,
    evidence: null,
    series: one.id,
  }));

function landings(whole: Whole, id: string): readonly StoryEvent[] {
  const found = whole.series.get(id)!.flatMap((series) =>
    [...Map.groupBy(series.landings, ({ tree }) => tree)].map(([tree, all]): StoryEvent => {
      const first = all.reduce((a, b) => (b.landedAt < a.landedAt ? b : a));
      return {
        kind: 'landed',
        date: first.landedAt,
        state: tree,
        text: `${new Set(all.map(({ n }) => n)).size} of ${series.expected} patches of v${series.version}`,
        who: null,
        evidence: { message: first.notice ?? null, commit: first.commit, words: null, verified: 'verified' },
        series: series.id,
      };
    }),
  );
  const taken = whole.series.get(id)!.flatMap((series) =>
    [...Map.groupBy(series.reverted ?? [], ({ revert, tree }) => `${tree} ${revert!.by}`).values()].map(
      (all): StoryEvent => ({
        kind: 'landed',
        date: all[0]!.revert!.at,
        state: 'reverted',
        text: `patch ${all.map(({ n }) => n).join(', ')} of v${series.version}, in ${all[0]!.tree}`,
        who: null,
        evidence: foundCommit(all[0]!.revert!.by),
        series: series.id,
      }),
    ),
  );
  const feature = whole.dossier.features.find((one) => one.id === id)!;
  const stated = feature.merged.map(({ tree, release, date, evidence }): StoryEvent => {
    const text = release ? `merged, in ${release}` : 'merged';
    const base = { kind: 'landed' as const, state: tree, text, who: null };
    return evidence
      ? { ...base, ...told(evidence, whole), date: statedDate(date) }
      : { ...base, date: statedDate(date), evidence: null, series: null };
  });
  return [...found, ...taken, ...stated];
}

/** Every position, also those that a newer one of the same stakeholder replaced. */
const positions = (whole: Whole, id: string): readonly StoryEvent[] =>
  whole.dossier.positions
    .filter(({ on }) => on.feature === id)
    .map((one) => ({
      kind: 'position',
      state: one.stance,
      text: [targetOf(one).replace(`feature ${id}`, '').replace(/^, /, ''), one.condition ?? '']
        .filter(Boolean)
        .join(': '),
      who: nameOf(one.stakeholder, whole),
      ...told(one.evidence, whole),
    }));

function blockers(whole: Whole, id: string): readonly StoryEvent[] {
  return whole.blockers
    .filter(({ on }) => on.includes(id))
    .flatMap(({ title, kind, raisedBy, evidence, answers, resolved }) => {
      const event = (state: string, { by, evidence: cited }: Claim): StoryEvent => ({
        kind: 'blocker',
        state,
        text: `${title} (${kind})`,
        who: nameOf(by, whole),
        ...told(cited, whole),
      });
      return [
        event('raised', { by: raisedBy, evidence }),
        ...answers.map((one) => event('answered', one)),
        ...(resolved ? [event('resolved', resolved)] : []),
      ];
    });
}

function questions(whole: Whole, id: string): readonly StoryEvent[] {
  return whole.dossier.questions
    .filter(({ on }) => on === id)
    .flatMap(({ title, evidence, options, favours, decided }) => {
      const base = { kind: 'question' as const };
      const option = (wanted: string): string => options.find((one) => one.id === wanted)?.title ?? wanted;
      return [
        {
          ...base,
          state: 'asked',
          text: `${title}: ${options.map((one) => one.title).join(' / ')}`,
          who: null,
          ...told(evidence, whole),
        },
        ...favours.map((one) => ({
          ...base,
          state: 'favoured',
          text: `${title}: ${option(one.option)}`,
          who: nameOf(one.by, whole),
          ...told(one.evidence, whole),
        })),
        ...(decided
          ? [
              {
                ...base,
                state: 'decided',
                text: title,
                who: nameOf(decided.by, whole),
                ...told(decided.evidence, whole),
              },
            ]
          : []),
      ];
    });
}
