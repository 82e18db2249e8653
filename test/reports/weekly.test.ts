/** What the weekly puts before a busy person: three lines, and what is about the dossier's features first. */
import { describe, expect, test } from 'vitest';
import { changeId, epoch } from '../../model/facts/index.ts';
import { assess, compareAssessments, type SeriesFacts } from '../../model/readiness/index.ts';
import type { Loss } from '../../reports/losses.ts';
import { renderText } from '../../reports/render/text.ts';
import type { Waiting } from '../../reports/triage.ts';
import { type Weekly, weeklyReport } from '../../reports/weekly.ts';
import { DAY, day, dossierOf, factsOf, onDay, series } from '../support/dossiers.ts';

const STAKEHOLDERS = [
  { id: 'gina', name: 'Gina Gate', required: true, people: ['gina@example.org'] },
  { id: 'will', name: 'Will Wall', required: true, people: ['will@example.org'] },
];

const blocker = (id: string, on: readonly string[], more: object = {}) => ({
  id,
  title: `${id} is wrong`,
  on,
  kind: 'technical',
  raisedBy: 'gina',
  evidence: onDay(2),
  ...more,
});

function weekOf(
  given: Readonly<Record<string, unknown>>,
  facts: readonly SeriesFacts[] = [],
  more: Partial<Weekly> = {},
): Weekly {
  const dossier = dossierOf({
    stakeholders: STAKEHOLDERS,
    features: [{ id: 'gate', title: 'Gates', selectors: { titles: ['^gate'] }, evidence: onDay(1) }],
    ...given,
  });
  const [since, asOf] = [day(1), day(8)];
  const [before, after] = [since, asOf].map((at) => assess(dossier, factsOf(facts), at));
  return {
    since,
    asOf,
    lists: [],
    assessment: after!,
    mails: 0,
    posted: [],
    landed: [],
    reverted: [],
    changed: compareAssessments(before!, after!),
    waiting: [],
    lost: [],
    ...more,
  };
}

const leadOf = (week: Weekly): readonly string[] =>
  weeklyReport(week, '').lead.map((line) => line.map(String).join(''));

const waiting = (id: string, who: Waiting['who'], features: readonly string[] = []): Waiting => ({
  series: series({ id }),
  state: 'new',
  who,
  since: epoch(day(2)),
  why: 'nobody has said anything yet',
  features,
  delegate: null,
});

describe('the third line says what is wanted from whom', () => {
  test('an answer is wanted from the sender of the series', () => {
    const queue = { waiting: [waiting('gate', 'author', ['gate'])] };
    const week = weekOf({ blockers: [blocker('lock', ['gate'])] }, [series({ id: 'gate' })], queue);
    expect(leadOf(week)[2]).toBe('Wanted: from Ann Author an answer on gate.');
  });

  test('several blockers are counted, and told one by one below', () => {
    const week = weekOf(
      {
        blockers: [
          blocker('lock', ['gate']),
          blocker('leak', ['gate']),
          blocker('cost', ['gate'], { answers: [{ by: 'will', evidence: onDay(3) }] }),
          blocker('race', ['gate'], { answers: [{ by: 'will', evidence: onDay(3) }], raisedBy: 'will' }),
        ],
        questions: [
          {
            id: 'q',
            title: 'how?',
            on: 'gate',
            evidence: onDay(2),
            options: [
              { id: 'a', title: 'so' },
              { id: 'b', title: 'or so' },
            ],
          },
        ],
      },
      [series({ id: 'gate' })],
    );
    expect(leadOf(week)[2]).toBe(
      'Wanted: from Gina Gate, Will Wall a word whether 2 answers on gate settle it; from Ann Author answers to 2 blockers of gate; 1 decision on gate.',
    );
    const text = renderText(weeklyReport(week, ''));
    expect(text).toContain(
      'What is wanted from whom\n------------------------\n* Gina Gate: is this settled? cost is wrong (gate)',
    );
    expect(text).toContain('* Ann Author: an answer to Gina Gate: lock is wrong (gate)');
    expect(text).toContain('* whoever decides on gate: how?');
  });

  test('of many who owe an answer the first are named, and the others counted', () => {
    const ids = ['one', 'two', 'three', 'four', 'five'];
    const facts = ids.map((id) => ({ ...series({ id }), author: { name: `Author of ${id}`, email: '' } }));
    const week = weekOf(
      {
        features: ids.map((id) => ({ id, title: id, selectors: { titles: [`^${id}`] }, evidence: onDay(1) })),
        blockers: ids.map((id) => blocker(`lock-${id}`, [id])),
      },
      facts,
    );
    expect(leadOf(week)[2]).toBe(
      'Wanted: from Author of one an answer on one; from Author of two an answer on two; from Author of three an answer on three; from 2 others answers to 2 blockers.',
    );
  });

  test('series of features are named, the others of the lists are counted', () => {
    const queue = [
      waiting('old', 'reviewer'),
      waiting('older', 'author'),
      waiting('gate', 'reviewer', ['gate']),
      waiting('wall', 'author', ['wall']),
    ];
    const week = weekOf({}, [], { waiting: queue });
    expect(leadOf(week)[2]).toBe(
      'Wanted: a reviewer for gate; from Ann Author the next step on wall; on the lists 1 other series waits for a reviewer, 1 for its author.',
    );
    const text = renderText(weeklyReport(week, ''));
    expect(text.indexOf('v1 gate')).toBeLessThan(text.indexOf('v1 old'));
  });
});

describe('the second line says what broke', () => {
  test('an objection to a strategy is about that strategy', () => {
    const positions = STAKEHOLDERS.map(({ id }) => ({
      stakeholder: id,
      on: { strategy: 'd' },
      stance: 'object',
      evidence: onDay(3),
    }));
    expect(leadOf(weekOf({ positions }))[1]).toBe('Broke: strategy d (objected to by Gina Gate, Will Wall).');
  });

  test('of many features some are named', () => {
    const features = Array.from({ length: 9 }, (_, at) => ({
      id: `f${at}`,
      title: 'one of many',
      evidence: onDay(1),
      withdrawn: { date: '2026-01-05', why: 'too slow' },
    }));
    expect(leadOf(weekOf({ features }))[1]).toMatch(/^Broke: f0 \(withdrawn\), .* and 3 more\.$/);
  });

  test('what nobody works on any more is no surprise to who reads on', () => {
    const features = [
      { id: 'gate', title: 'Gates', evidence: onDay(1), withdrawn: { date: '2026-01-05', why: 'too slow' } },
    ];
    expect(leadOf(weekOf({ features }))[1]).toBe('Broke: gate (withdrawn).');
  });

  test('losses of its features come first, and those of others are counted', () => {
    const gate = { id: 'gate', title: 'Gates', selectors: { titles: ['^gate'] }, evidence: onDay(1) };
    const posted = [series({ id: 'gate' }), series({ id: 'wall' })];
    const lost = [...posted, posted[1]!].map(
      (one): Loss => ({
        kind: 'patch',
        since: epoch(day(3)),
        series: one,
        left: {
          ...one.patches[0]!,
          seriesId: one.id,
          tree: 'linux',
          role: 'mainline',
          landed: [1],
          commit: null,
          since: epoch(day(3)),
        },
      }),
    );
    expect(leadOf(weekOf({ features: [gate] }, posted, { lost }))[1]).toBe(
      'Broke: lost on the way: 1 patch left behind; elsewhere 2 patches left behind.',
    );
    expect(leadOf(weekOf({ features: [gate] }, [], { lost }))[1]).toBe(
      'Broke: lost elsewhere: 3 patches left behind.',
    );
  });
});

test('a dossier of which nothing was known yet says so, without an empty plot', () => {
  const features = [{ id: 'gate', title: 'Gates', evidence: onDay(20) }];
  const text = renderText(weeklyReport(weekOf({ features }), ''));
  expect(text).toContain('Nobody had named a feature by then.');
  expect(text).not.toContain('[]');
});

test('verdicts that changed alike are one line, and what follows from a blocker is not told twice', () => {
  const week = weekOf({ blockers: [blocker('lock', ['gate'])] }, [series({ id: 'gate' })]);
  const text = renderText(weeklyReport(week, ''));
  expect(text).toContain('- strategies b, c, d: not yet -> blocked\n');
  expect(text.match(/lock is wrong/g)).toHaveLength(3);
  expect(week.asOf - week.since).toBe(7 * DAY);
});

test('of a patch that landed its version is told', () => {
  const facts = { ...series({ id: 'gate', patches: 1, role: 'mainline', landedOn: 3 }), version: 4 };
  const landed = facts.landings.map((one) => ({ ...one, title: '[PATCH v4] gate: Open', series: facts }));
  expect(renderText(weeklyReport(weekOf({}, [facts], { landed }), ''))).toContain('* v4 gate: Open: in ');
});

test('versions of one change that came within the week are one line', () => {
  const version = (at: number): SeriesFacts => ({
    ...series({ id: `gate-${at}`, title: 'gate: Open' }),
    changeId: changeId('gate'),
    version: at,
  });
  const text = renderText(weeklyReport(weekOf({}, [], { posted: [version(2), version(3)] }), ''));
  expect(text).toContain('New and revised series (2, in 0 mails)');
  expect(text).toContain('* v2, v3 gate: Open (2), Ann Author [');
});

test('of a title that is a whole message the beginning is told', () => {
  const posted = [series({ id: 'gate', title: 'gate: Open '.repeat(40) })];
  const text = renderText(weeklyReport(weekOf({}, [], { posted }), ''));
  expect(text).toMatch(/gate:\s+Open… \(2\), Ann Author/);
});
