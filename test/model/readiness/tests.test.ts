/** What tests found of a series counts where reviews count. */
import { expect, test } from 'vitest';
import { assess, type SeriesFacts } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

type Tests = NonNullable<SeriesFacts['tests']>;

const dossier = dossierOf({
  features: [{ id: 'f0', title: 'f0', evidence: onDay(0), selectors: { titles: ['f0'] } }],
});

function judged(states: readonly Tests[number]['state'][] | null) {
  const one = series({ id: 'f0', reviewed: 2, isAnswered: true });
  const tests = states?.map((state, at) => ({ patch: `f0.${at + 1}@example.org`, context: 'ci-run', state }));
  const facts = factsOf([tests ? { ...one, tests } : one]);
  const feature = assess(dossier, facts, day(9)).features[0]!;
  const { holds, fails, unknown } = feature.verdicts.b;
  const about = [...holds, ...fails, ...unknown].find(({ name }) => name === 'tests pass');
  return { stage: feature.stage, condition: about && [about.state, about.sentence, about.evidence] };
}

test('a failing test holds the stage back, and the verdict names it', () => {
  expect(judged(['success', 'fail'])).toEqual({
    stage: 'in review',
    condition: ['fails', 'tests failing: ci-run on 1 patch', ['f0.2@example.org']],
  });
});

test('a warning does not, nor does a test that still runs', () => {
  expect(judged(['success', 'warning'])).toEqual({
    stage: 'reviewed',
    condition: ['holds', 'tests pass', []],
  });
  expect(judged(['success', 'pending'])).toEqual({
    stage: 'reviewed',
    condition: ['unknown', 'tests are still running', []],
  });
});

test('where no test said anything, none is asked for', () => {
  expect(judged(null)).toEqual({ stage: 'reviewed', condition: undefined });
});
