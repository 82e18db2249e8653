/** That what is told of a feature is true, and told once. */
import { expect, test } from 'vitest';
import { assess } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

const ofOne = (more: Readonly<Record<string, unknown>> = {}) =>
  dossierOf({ features: [{ id: 'gate', title: 'Gates', selectors: { titles: ['^gate'] }, ...more }] });

test('of what a tree took without all reviews nobody says that every patch was reviewed', () => {
  const said = (reviewed: number) =>
    assess(
      ofOne(),
      factsOf([series({ id: 'gate', role: 'next', reviewed })]),
      day(5),
    ).features[0]!.verdicts.b.holds.find(({ name }) => name === 'reviewed')!.sentence;
  expect(said(1)).toBe('a tree took it, though not every patch has a review');
  expect(said(2)).toBe('every patch was reviewed');
});

test('a tree that the dossier names by the commit that is found is named once', () => {
  const facts = factsOf([series({ id: 'gate', role: 'next' })]);
  const places = (evidence: object) =>
    assess(
      ofOne({ merged: [{ tree: 'next', date: '2026-01-02', evidence }] }),
      facts,
      day(5),
    ).features[0]!.places.map(({ stated }) => stated !== null);
  expect(places({ commit: 'a'.repeat(12) })).toEqual([false]);
  expect(places(onDay(1))).toEqual([true, false]);
});
