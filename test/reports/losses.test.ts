/** How losses are told to whoever reads about a week. */
import { expect, test } from 'vitest';
import { epoch, messageId, seriesId } from '../../model/facts/index.ts';
import { type Loss, lossGroups, lossItem } from '../../reports/losses.ts';

const comment = (mail: string, patch: number): Loss => ({
  kind: 'comment',
  since: epoch(Date.UTC(2026, 4, 2) / 1000 + patch),
  series: { id: seriesId('aaaaaaaaaaaa'), version: 3, title: 'jobs: count them' },
  neglected: {
    comment: {
      messageId: messageId(mail),
      author: { name: 'Rui Costa', email: 'rui@example.org' },
      date: epoch(0),
      appliesTo: patch,
      quoted: '',
      text: 'Why not here?',
      state: 'open',
      answeredBy: null,
    },
    since: epoch(0),
    how: 'no answer in two weeks',
  },
  count: 2,
});

test('many comments on one series that nobody took up are one line', () => {
  const losses = ['a', 'a', 'b', 'c', 'd'].map((mail, at) => comment(`${mail}@example.org`, at + 1));
  const items = lossGroups(losses).map(lossItem);
  expect(items.map(({ text }) => text[0])).toEqual([
    '2026-05-02: v3 jobs: count them: no answer in two weeks, 10 comments of Rui Costa',
  ]);
  expect(items[0]?.text.slice(1).map((cited) => (typeof cited === 'string' ? cited : cited.message))).toEqual(
    ['a@example.org', 'b@example.org', 'c@example.org'],
  );
});

test('two of them are two lines, with what they say', () => {
  const items = lossGroups([comment('a@example.org', 1), comment('b@example.org', 2)]).map(lossItem);
  expect(items.map(({ text }) => text[0])).toEqual([
    '2026-05-02: v3 jobs: count them: no answer in two weeks, 2 comments of Rui Costa on patch 1 (Why not here?)',
    '2026-05-02: v3 jobs: count them: no answer in two weeks, 2 comments of Rui Costa on patch 2 (Why not here?)',
  ]);
});

test('reviews of one kind that a version lost are one line, whoever gave them', () => {
  const lost = (name: string, patches: readonly number[]): Loss => ({
    kind: 'trailer',
    since: epoch(Date.UTC(2026, 4, 2) / 1000),
    series: { id: seriesId('aaaaaaaaaaaa'), version: 3, title: 'jobs: count them' },
    trailer: {
      kind: 'Reviewed-by',
      name,
      email: `${name}@example.org`,
      value: '',
      appliesTo: 1,
      messageId: messageId(`${name}@example.org`),
      date: epoch(0),
      own: false,
      onBehalf: false,
      isInWords: false,
      givenTo: seriesId('bbbbbbbbbbbb'),
    },
    patches,
    from: 2,
    by: 3,
  });
  const items = lossGroups([lost('Rui', [1]), lost('Ann', [1]), lost('Bob', [1, 2])]).map(lossItem);
  expect(items.map(({ text }) => text[0])).toEqual([
    '2026-05-02: v3 jobs: count them lost Reviewed-by of Rui, Ann, given to v2: patch 1 has them no more',
    '2026-05-02: v3 jobs: count them lost Reviewed-by of Bob, given to v2: patches 1, 2 have it no more',
  ]);
});
