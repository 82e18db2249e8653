/** Patches left behind and commits without a review, told from made-up facts. */
import { expect, test } from 'vitest';
import {
  changeId,
  commitId,
  epoch,
  type Landing,
  messageId,
  type Series,
  seriesId,
} from '../../model/facts/index.ts';
import { leftBehind, type ReviewedCommit, unreviewed } from '../../model/landing/index.ts';

const DAY = 86_400;
const at = (day: number) => epoch(1_772_445_600 + day * DAY);

function series(id: string, version: number, titles: readonly string[], landed: readonly number[]) {
  const patches = titles.map((title, index) => ({
    n: index + 1,
    messageId: messageId(`${id}-${index + 1}@example.org`),
    subject: `[PATCH ${index + 1}/${titles.length}] ${title}`,
    patchId: null,
    date: at(0),
    files: [],
  }));
  const landings = landed.map(
    (n): Landing => ({
      messageId: patches[n - 1]!.messageId,
      seriesId: seriesId(id),
      n,
      commit: commitId(String(n).repeat(40)),
      tree: 'linux',
      role: 'mainline',
      landedAt: at(10 + n),
      method: 'patch-id',
      score: 1,
    }),
  );
  const one: Series = {
    id: seriesId(id),
    changeId: changeId('c'),
    version,
    order: version,
    versionFrom: 'stated',
    title: titles[0]!,
    prefixes: [],
    author: { name: 'Ann Author', email: 'ann@example.org' },
    date: at(version),
    expected: titles.length,
    received: titles.length,
    complete: true,
    isPartial: false,
    cover: null,
    patches,
    supersededBy: null,
    follows: null,
    isAnswered: false,
    lists: [],
  };
  return { ...one, landings };
}

test('a patch is left behind a day after the last of the others landed', () => {
  const one = series('a', 1, ['ns: a', 'ns: b', 'ns: c'], [1, 3]);
  expect(leftBehind(one, [one], at(13))).toEqual([]);
  expect(leftBehind(one, [one], at(14)).map(({ n, landed, since }) => ({ n, landed, since }))).toEqual([
    { n: 2, landed: [1, 3], since: at(13) },
  ]);
});

test('what landed as part of another version is there', () => {
  const [old, now] = [series('a', 1, ['ns: a', 'ns: b'], [2]), series('b', 2, ['ns: a', 'ns: b'], [1])];
  expect(leftBehind(now, [old, now], at(30))).toEqual([]);
});

test('what a newer version takes up again is on its way', () => {
  const [old, now] = [series('a', 1, ['ns: a', 'ns: b'], [1]), series('b', 2, ['ns: b'], [])];
  expect(leftBehind(old, [old, now], at(30))).toEqual([]);
});

test('of a long series a maintainer who says to have taken a few takes what is theirs', () => {
  const titles = ['a', 'b', 'c', 'd', 'e', 'f'].map((area) => `${area}: Do`);
  const one = series('a', 1, titles, [3]);
  const said = {
    ...one,
    landings: one.landings.map((landing) => ({ ...landing, method: 'notice' as const })),
  };
  expect(leftBehind(said, [said], at(30))).toEqual([]);
  expect(leftBehind(one, [one], at(30))).toHaveLength(5);
});

const ann = { name: 'Ann Author', email: 'ann@example.org' };
const bob = { name: 'Bob Builder', email: 'bob@example.org' };
const commit: ReviewedCommit = {
  id: commitId('1'.repeat(40)),
  subject: 'ns: a',
  author: ann,
  committer: bob,
  tree: 'linux',
  role: 'mainline',
  landedAt: at(10),
  reviewers: [],
  patch: { messageId: messageId('a-1@example.org'), seriesId: seriesId('a') },
  voices: ['ann author'],
};

test.each<[string, Partial<ReviewedCommit>, string | null]>([
  ['nobody posted it', { patch: null, voices: [] }, 'never posted'],
  ['only its author spoke', {}, 'unanswered'],
  ['somebody spoke', { voices: ['bob builder'] }, 'not reviewed'],
  ['its author acked it', { reviewers: [ann] }, 'unanswered'],
  ['somebody acked it', { reviewers: [bob] }, null],
  ['somebody acked it elsewhere', { reviewers: [bob], patch: null }, null],
])('%s', (_, change, how) => {
  expect(unreviewed({ ...commit, ...change })?.how ?? null).toBe(how);
});

test('a series of which several maintainers take their own patches leaves none behind', () => {
  const one = series('a', 1, ['net: x', 'spi: x', 'mmc: x', 'um: x', 'drm: x'], [1, 2, 3]);
  const owners = ['net-next', 'spi', 'net-next'];
  const landings = one.landings.map((landing, n) => ({ ...landing, tree: owners[n]! }));
  expect(leftBehind({ ...one, landings }, [], at(40))).toEqual([]);
  expect(leftBehind(one, [], at(40)).map(({ n }) => n)).toEqual([4, 5]);
});
