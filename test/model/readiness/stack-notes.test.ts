/** What the maintainer of a stack notes beside a patch is a condition of merging it; what was reverted is said. */
import { expect, test } from 'vitest';
import { commitId, type Landing, type NoteAsks } from '../../../model/facts/index.ts';
import { assess, compareAssessments, featureStory } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

const dossier = dossierOf({
  features: [{ id: 'f0', title: 'f0', evidence: onDay(0), selectors: { titles: ['f0'] } }],
});

const note = (text: string, asks: readonly NoteAsks[], isAcked = false) => ({
  text,
  since: day(2),
  asks,
  isAcked,
});

/** A feature whose first patch stands in -mm with these notes. */
function noted(notes: readonly ReturnType<typeof note>[]) {
  const one = series({ id: 'f0', role: 'mm' });
  const landings = one.landings.map(
    (landing): Landing =>
      landing.n === 1 ? { ...landing, stack: { name: 'f0.patch', section: 'ns', notes } } : landing,
  );
  return assess(dossier, factsOf([{ ...one, landings }]), day(9));
}

function conditions(notes: readonly ReturnType<typeof note>[]) {
  const { fails, holds, unknown } = noted(notes).features[0]!.verdicts.c;
  return [...fails, ...holds, ...unknown]
    .filter(({ name }) => /\bstack\b/.test(name))
    .map(({ name, state, sentence }) => [name, state, sentence]);
}

test('acks that it still waits for fail, those that came hold', () => {
  expect(conditions([note('acks?', ['acks'])])).toEqual([
    [
      'acks that the stack waits for',
      'fails',
      'the maintainer of mm still waits for acks: f0 1 ("acks?", 2026-01-03)',
    ],
  ]);
  expect(conditions([note('acks?', ['acks'], true)])).toEqual([
    ['acks that the stack waits for', 'holds', 'the acks that the maintainer of mm wanted came'],
  ]);
});

test('a note may ask for two things; an open remark decides nothing', () => {
  expect(conditions([note('acks? TBU', ['acks', 'update'], true)]).map(([, state]) => state)).toEqual([
    'fails',
    'holds',
  ]);
  expect(conditions([note('-stable?', ['remark'])]).map(([, state]) => state)).toEqual(['unknown']);
  expect(conditions([])).toEqual([]);
});

test('a NACK that it notes blocks', () => {
  const { verdicts } = noted([note('Bob nack', ['nack'])]).features[0]!;
  expect([verdicts.a, verdicts.b, verdicts.c, verdicts.d].map(({ verdict }) => verdict)).toEqual(
    Array(4).fill('blocked'),
  );
});

test('when the note is gone, the weekly says what holds now', () => {
  const changed = compareAssessments(noted([note('TBU', ['update'])]), noted([]));
  expect(changed.filter(({ kind }) => kind === 'condition')).toMatchObject([
    { what: 'updates that the stack waits for', before: 'fails', after: 'holds' },
  ]);
});

test('a feature that was merged and reverted is not merged, and says by what', () => {
  const merged = series({ id: 'f0', role: 'mainline', isAnswered: true });
  const by = commitId('b'.repeat(40));
  const reverted = merged.landings.map((one) => ({ ...one, revert: { by, at: day(5) } }));
  const facts = factsOf([{ ...merged, landings: [], reverted }]);
  const after = assess(dossier, facts, day(9));
  expect(after.features[0]).toMatchObject({
    stage: 'in review',
    reverted: [
      { n: 1, tree: 'mainline', by, at: day(5) },
      { n: 2, tree: 'mainline', by, at: day(5) },
    ],
  });
  const changed = compareAssessments(assess(dossier, factsOf([merged]), day(4)), after);
  expect(changed.find(({ kind }) => kind === 'stage')).toMatchObject({
    before: 'merged',
    after: 'in review',
    detail: 'reverted in mainline',
    evidence: [{ commit: by }],
  });
  expect(featureStory(dossier, facts, day(9), 'f0')).toContainEqual(
    expect.objectContaining({ kind: 'landed', state: 'reverted', date: day(5) }),
  );
});
