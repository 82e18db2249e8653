/** Strategy d: which commits of a tree did anybody outside it look at? */
import { expect, test } from 'vitest';
import { commitId, type MessageId, messageId, seriesId } from '../../../model/facts/index.ts';
import { assess, type Posting, treeFacts, type Voice } from '../../../model/readiness/index.ts';
import { day, dossierOf, factsOf, onDay, series } from '../../support/dossiers.ts';

const ANN = { name: 'Ann Author', email: 'ann@example.org' };
const BEN = { name: 'Ben Author', email: 'ben@example.org' };
const OUT = { name: 'Olaf Outside', email: 'olaf@example.net' };
const id = (name: string): MessageId => messageId(`${name}@example.org`);

const posting = (patch: string, sender = 'ann author', reviewers: Posting['reviewers'] = []): Posting => ({
  messageId: id(patch),
  cover: id('cover'),
  person: sender,
  reviewers,
});

const commit = (digit: string, postings: readonly Posting[], author = ANN) => ({
  id: commitId(digit.repeat(40)),
  subject: `commit ${digit}`,
  author,
  from: postings.length === 0 ? null : { series: seriesId('f0'), postings },
});

const voice = (person: string, references: readonly string[], reviewers: Voice['reviewers'] = []): Voice => ({
  person,
  date: day(1),
  references: references.map(id),
  reviewers,
});

const ONE_EACH = [[posting('p1')], [posting('p2')]];

/** Of two commits with their postings, and one that no list ever saw. */
const measured = (voices: readonly Voice[], commits: readonly (readonly Posting[])[] = ONE_EACH) =>
  treeFacts(
    'ours',
    [...commits.map((of, at) => commit(String(at + 1), of)), commit('9', [], BEN)],
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
  expect(measured([voice('olaf outside', ['p1'], [OUT])], [[], [posting('p1')]])).toEqual([
    'silent',
    'reviewed',
    'silent',
  ]);
});

test('what was said of an older version was said, but its review is one of what came then', () => {
  const versions = [[posting('v2'), posting('v1')]];
  expect(measured([voice('olaf outside', ['v1'], [OUT])], versions)).toEqual(['mentioned', 'silent']);
});

test('a patch that somebody outside sends on is mentioned, and reviewed if it brings their review', () => {
  expect(measured([], [[posting('p1', 'olaf outside')], [posting('p2', 'ann author', [OUT])]])).toEqual([
    'mentioned',
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
      {
        ...facts,
        tree: treeFacts('ours', [commit('1', [posting('p1')]), commit('2', [posting('p2')])], () => voices),
      },
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
