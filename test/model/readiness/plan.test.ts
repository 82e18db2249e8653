/** Where each piece stands in the two orders, which trees have it, and why. */
import { describe, expect, test } from 'vitest';
import { assess, type SeriesFacts } from '../../../model/readiness/index.ts';
import { featureListReport } from '../../../reports/feature-list.ts';
import { planReport } from '../../../reports/plan.ts';
import { renderText } from '../../../reports/render/text.ts';
import { strategiesReport } from '../../../reports/strategies.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

const judged = (given: Readonly<Record<string, unknown>>, facts: readonly SeriesFacts[] = []) =>
  assess(dossierOf(given), factsOf(facts), day(9));

describe('the order of discussion', () => {
  const gina = { id: 'gina', name: 'Gina Gate', people: ['gina@example.org'], maintains: ['wall'] };

  test('of what weighs the same, what is compulsory comes before what many wait for', () => {
    const { discussFirst } = judged({
      stakeholders: [{ ...gina, maintains: [] }],
      features: [
        { id: 'base', title: 'base' },
        { id: 'more', title: 'more', requires: ['base'] },
        { id: 'most', title: 'most', requires: ['base'] },
        { id: 'wall', title: 'wall', compulsory: { claimed: [{ by: 'gina', evidence: onDay(1) }] } },
      ],
    });
    expect(discussFirst.map(({ id }) => id).slice(0, 2)).toEqual(['wall', 'base']);
  });

  test('a maintainer whose stand nobody knows is a reason to ask, unless it is their own series', () => {
    const given = {
      stakeholders: [gina],
      features: [{ id: 'wall', title: 'wall', selectors: { titles: ['^wall'] } }],
    };
    const why = (facts: readonly SeriesFacts[], more: object = {}): readonly string[] =>
      judged({ ...given, ...more }, facts).discussFirst[0]!.why;
    expect(why([])).toEqual(['not known where its maintainer Gina Gate stands']);
    const own = { ...series({ id: 'wall' }), author: { name: 'Gina Gate', email: 'gina@example.org' } };
    expect(why([own])).toEqual([]);
    const support = { stakeholder: 'gina', on: { feature: 'wall' }, stance: 'support', evidence: onDay(2) };
    expect(why([], { positions: [support] })).toEqual([]);
  });
});

test('who is not there yet uses nothing at once', () => {
  const users = [
    { id: 'farm', name: 'Farm', kind: 'project', exists: true, evidence: onDay(1) },
    { id: 'moon', name: 'Moon', kind: 'project', exists: false, evidence: onDay(1) },
  ];
  const { mergeOrder } = judged({
    users,
    features: [
      { id: 'wall', title: 'wall', users: users.map(({ id }) => ({ user: id, evidence: onDay(1) })) },
    ],
  });
  expect(mergeOrder[0]!.why).toEqual([
    'needs nothing that is missing',
    'used at once by Farm',
    'wanted by Moon, not there yet',
  ]);
});

test('the list says which tree has a feature since when, and how that is known', () => {
  const text = renderText(
    featureListReport(
      judged(
        {
          features: [
            {
              id: 'gate',
              title: 'gate',
              merged: [{ tree: 'mainline', release: '7.1', date: '2026-01-04' }],
            },
            {
              id: 'wall',
              title: 'wall',
              selectors: { titles: ['^wall'] },
              merged: [{ tree: 'mm', date: '2026-01-04', evidence: onDay(3) }],
            },
          ],
        },
        [series({ id: 'wall', role: 'mainline', landedOn: 4 })],
      ),
      '',
    ),
  );
  expect(text).toContain('- in mainline since 2026-01-04 (stated, 7.1)\n');
  expect(text).toContain('- in mm since 2026-01-04 (they say) [');
  expect(text).toContain('- in mainline since 2026-01-05: 2 of 2 patches [');
});

test('a strategy names what it lacks once, however many conditions lack it', () => {
  const report = strategiesReport(judged({ features: [{ id: 'wall', title: 'wall' }] }), '');
  expect(renderText(report).match(/no series of it is known/g)).toHaveLength(1);
});

test('what the set lacks is said in a word, of each thing that it lacks', () => {
  const gina = { id: 'gina', name: 'Gina Gate', people: [], required: true };
  const text = (more: object): string =>
    renderText(featureListReport(judged({ features: [{ id: 'wall', title: 'wall' }], ...more }), '')).replace(
      /\s+/g,
      ' ',
    );
  const against = { stakeholder: 'gina', on: { strategy: 'c' }, stance: 'object', evidence: onDay(1) };
  expect(text({ stakeholders: [gina], positions: [against] })).toContain(
    'objections to strategy c; more than the tail of the set is left',
  );
  expect(text({ stakeholders: [gina] })).toContain('the list is not agreed by all who have to');
  expect(text({})).toContain('1 feature, 0 merged; 0 only within the set. The dossier names nobody');
  expect(text({})).toContain('the dossier names nobody whose agreement the list needs');
});

test('a plan in which nothing is left says what became of it', () => {
  const merged = { id: 'gate', title: 'gate', merged: [{ tree: 'mainline', date: '2026-01-04' }] };
  const gone = { id: 'wall', title: 'wall', withdrawn: { date: '2026-01-05', why: 'too slow' } };
  const lead = (...features: readonly object[]): string =>
    planReport(judged({ features }), '').lead.flat().join(' ');
  expect(lead(merged)).toContain('All of it is merged.');
  expect(lead(merged, gone)).toContain('All of it is merged or given up.');
  const text = renderText(planReport(judged({ features: [merged, gone] }), ''));
  expect(text).not.toContain('Merge in this order');
});

test('what needs a piece that was given up says so', () => {
  const gate = { id: 'gate', title: 'gate', withdrawn: { date: '2026-01-05', why: 'too slow' } };
  const { mergeOrder } = judged({ features: [gate, { id: 'wall', title: 'wall', requires: ['gate'] }] });
  expect(mergeOrder[0]!.why[0]).toBe('needs what nobody works on any more: gate');
});

test('a: what may prove irreconcilable on a compulsory feature, or no approach to it, holds up every piece', () => {
  const claim = { by: 'gina', evidence: onDay(1) };
  const given = (compulsory: object, stance: string) => ({
    stakeholders: [{ id: 'gina', name: 'Gina Gate', people: [], required: true }],
    features: [
      { id: 'gate', title: 'gate' },
      { id: 'wall', title: 'wall', compulsory },
    ],
    blockers: [
      { id: 'slow', title: 'slow', on: ['wall'], kind: 'overhead', raisedBy: 'gina', evidence: onDay(2) },
    ],
    positions: [{ stakeholder: 'gina', on: { feature: 'wall' }, stance, evidence: onDay(2) }],
  });
  const gate = (compulsory: object, stance: string) => {
    const { fails, unknown } = judged(given(compulsory, stance)).features[0]!.verdicts.a;
    return [...fails, ...unknown].filter(({ isBlocking }) => isBlocking).map(({ sentence }) => sentence);
  };
  const notAsked = 'Gina Gate has not spoken on the goal or on strategy a, and nobody is known to have asked';
  expect(gate({}, 'object')).toEqual([notAsked]);
  const risk = 'wall is compulsory, and not settled: slow (open)';
  expect(gate({ claimed: [claim] }, 'support')).toEqual([risk, notAsked]);
  expect(gate({ claimed: [claim] }, 'object')).toEqual([
    risk,
    'wall is compulsory, and every approach to it is objected to',
    notAsked,
  ]);
  expect(gate({ claimed: [claim], disputed: [claim] }, 'object')).toContain(
    'wall is claimed to be compulsory, which is disputed, and every approach to it is objected to',
  );
});

test('what is merged ends no goal, whoever objected to it', () => {
  const over = (merged: readonly object[]) =>
    judged({
      stakeholders: [{ id: 'gina', name: 'Gina Gate', people: [] }],
      features: [
        { id: 'wall', title: 'wall', compulsory: { claimed: [{ by: 'gina', evidence: onDay(1) }] }, merged },
      ],
      positions: [{ stakeholder: 'gina', on: { feature: 'wall' }, stance: 'object', evidence: onDay(2) }],
    }).gameOver;
  expect(over([])).toHaveLength(1);
  expect(over([{ tree: 'mainline', date: '2026-01-04' }])).toEqual([]);
});

test('a chain of ten thousand features is put in order, and a star of three thousand', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, at) => `f${at}`);
  const orderOf = (count: number, requires: (at: number) => readonly string[]): readonly string[] =>
    judged({
      features: names(count).map((id, at) => ({ id, title: id, requires: requires(at) })),
    }).mergeOrder.map(({ id }) => id);
  expect(orderOf(10_000, (at) => (at === 9999 ? [] : [`f${at + 1}`]))).toEqual(names(10_000).toReversed());
  expect(orderOf(3000, (at) => (at === 0 ? names(3000).slice(1) : [])).at(-1)).toBe('f0');
});
