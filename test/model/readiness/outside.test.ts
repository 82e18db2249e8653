/** Strategy d: which commits of a tree did anybody outside it look at? */
import { expect, test } from 'vitest';
import { commitId, type MessageId, messageId, seriesId } from '../../../model/facts/index.ts';
import { assess, treeFacts, type Voice } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

const ANN = { name: 'Ann Author', email: 'ann@example.org' };
const BEN = { name: 'Ben Author', email: 'ben@example.org' };
const OUT = { name: 'Olaf Outside', email: 'olaf@example.net' };
const id = (name: string): MessageId => messageId(`${name}@example.org`);

const commit = (digit: string, patch: string | null, author = ANN) => ({
  id: commitId(digit.repeat(40)),
  subject: `commit ${digit}`,
  author,
  patch: patch === null ? null : { messageId: id(patch), cover: id('cover'), series: seriesId('f0') },
});

const voice = (person: string, references: readonly string[], reviewers: Voice['reviewers'] = []): Voice => ({
  person,
  date: day(1),
  references: references.map(id),
  reviewers,
});

const measured = (voices: readonly Voice[], patches: readonly (string | null)[] = ['p1', 'p2']) =>
  treeFacts(
    'ours',
    [...patches.map((patch, at) => commit(String(at + 1), patch)), commit('9', null, BEN)],
    () => voices,
  ).commits.map(({ isReviewedOutside, isMentionedOutside }) =>
    isReviewedOutside ? 'reviewed' : isMentionedOutside ? 'mentioned' : 'silent',
  );

test('a review by an author of the tree is not one from outside', () => {
  expect(measured([voice('ben author', ['p1', 'cover'], [BEN])])).toEqual(['silent', 'silent', 'silent']);
});

test('a review under one patch counts for it alone, and one under the cover for all', () => {
  expect(measured([voice('olaf outside', ['p1', 'cover'], [OUT])])).toEqual(['reviewed', 'silent', 'silent']);
  expect(measured([voice('olaf outside', ['cover'], [OUT])])).toEqual(['reviewed', 'reviewed', 'silent']);
});

test('a word without a review is a mention', () => {
  expect(measured([voice('olaf outside', ['p2', 'cover'])])).toEqual(['silent', 'mentioned', 'silent']);
});

test('a review that an author passes on for somebody outside is theirs', () => {
  expect(measured([voice('ann author', ['p1'], [OUT])])).toEqual(['reviewed', 'silent', 'silent']);
});

test('a commit that no list ever saw is silent', () => {
  expect(measured([voice('olaf outside', ['p1'], [OUT])], [null, 'p1'])).toEqual([
    'silent',
    'reviewed',
    'silent',
  ]);
});

test('the verdict is the measurement, and the silent commits are named', () => {
  const dossier = dossierOf({
    tree: 'ours',
    stakeholders: [{ id: 'p0', name: 'P' }],
    features: [{ id: 'f0', title: 'F', selectors: { titles: ['^f0'] }, evidence: onDay(0) }],
  });
  const facts = factsOf([series({ id: 'f0', reviewed: 2, isAnswered: true })]);
  const verdict = (voices: readonly Voice[]) =>
    assess(
      dossier,
      { ...facts, tree: treeFacts('ours', [commit('1', 'p1'), commit('2', 'p2')], () => voices) },
      day(20),
    ).features[0]!.verdicts.d;
  expect(verdict([voice('olaf outside', ['cover'], [OUT])]).verdict).toBe('merge now');
  const half = verdict([voice('olaf outside', ['p1'], [OUT])]);
  expect(half.verdict).toBe('not yet');
  expect(half.fails.map(({ sentence }) => sentence)).toEqual([
    '1 of 2 commits were reviewed on a public list by somebody outside ours',
    'nobody from outside said a word on: commit 2',
  ]);
  expect(
    assess(dossier, facts, day(20)).features[0]!.verdicts.d.fails.map(({ sentence }) => sentence),
  ).toEqual(['no commit of ours carries it']);
});
