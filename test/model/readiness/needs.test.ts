/** A piece goes with what it needs, or after it, whatever the strategy. */
import { describe, expect, test } from 'vitest';
import { assess } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

/** `tool` is useful to two projects, and needs `base`, which only makes sense for others. */
function setOf(base: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  const users = ['farm', 'grid'].map((id) => ({
    id,
    name: id,
    kind: 'project',
    exists: true,
    evidence: onDay(1),
  }));
  return dossierOf({
    stakeholders: [{ id: 'ann', name: 'Ann Author' }],
    users,
    features: [
      {
        id: 'tool',
        title: 'A tool',
        requires: ['base'],
        classes: [{ class: 'enabler', evidence: onDay(1) }],
        users: users.map(({ id }) => ({ user: id, evidence: onDay(1) })),
        selectors: { titles: ['^tool'] },
      },
      {
        id: 'base',
        title: 'A base',
        classes: [{ class: 'set-only', evidence: onDay(1) }],
        selectors: { titles: ['^base'] },
        ...base,
      },
    ],
    ...more,
  });
}

const [reviewedTool, reviewedBase] = ['tool', 'base'].map((id) => series({ id, reviewed: 2 }));

const ofTool = (dossier: ReturnType<typeof setOf>, posted = [reviewedTool!, reviewedBase!]) =>
  assess(dossier, factsOf(posted), day(5)).features[0]!.verdicts;

describe('what a feature needs', () => {
  test('comes along under b without a use of its own, once it is reviewed', () => {
    const { b } = ofTool(setOf({}));
    expect(b.verdict).toBe('merge now');
    expect(b.holds.map((one) => one.sentence)).toContain('it needs base, which can come with it');
  });

  test('keeps a feature back that would be ready by itself, and is named', () => {
    const { b } = ofTool(setOf({}), [reviewedTool!, series({ id: 'base' })]);
    expect(b.verdict).toBe('not yet');
    expect(b.fails.map((one) => one.sentence)).toContain('it needs base, which cannot come with it yet');
    expect(b.flip).toContainEqual(['what it needs is ready under b']);
  });

  test('blocks it where somebody objects to it, or nobody works on it any more', () => {
    const objection = { stakeholder: 'ann', on: { feature: 'base' }, stance: 'object', evidence: onDay(2) };
    expect(ofTool(setOf({}, { positions: [objection] })).b.verdict).toBe('blocked');
    expect(ofTool(setOf({ withdrawn: { date: '2026-01-03', why: 'no time' } })).b.verdict).toBe('blocked');
  });

  test('is asked for nothing once it is merged', () => {
    const { a, b, c, d } = ofTool(setOf({ merged: [{ tree: 'mainline', date: '2026-01-02' }] }), [
      reviewedTool!,
    ]);
    for (const { holds } of [a, b, c, d])
      expect(holds.map((one) => one.sentence)).toContain('what it needs is merged: base');
    expect(b.verdict).toBe('merge now');
  });

  test('has to be held in a tree with it under c', () => {
    const held = (id: string) => series({ id, role: 'mm' });
    const settled = { settings: { tailShare: 1 } };
    expect(ofTool(setOf({}, settled), [held('tool'), held('base')]).c.verdict).toBe('merge now');
    expect(ofTool(setOf({}, settled), [held('tool'), reviewedBase!]).c.verdict).toBe('not yet');
  });
});
