/** What the commit of a patch tells of the remarks on it. */
import { expect, test } from 'vitest';
import { commitId, type Landing, lineHash } from '../../../model/facts/index.ts';
import { type LandedCommit, readReview } from '../../../model/review/index.ts';
import { type Draft, diff, END } from '../../support/mails.ts';
import { bobSays, minute, posting } from '../../support/review.ts';

const CAT = { name: 'Cat Keeper', email: 'cat@example.org' };
const commit = commitId('c'.repeat(40));
const posted: Draft = {
  id: 'p',
  subject: '[PATCH] ns: One',
  body: `Count the tasks that sleep.\n${diff('a.c')}`,
};
const nit = bobSays('r', '> +int x;\n\nNit: needs a better name.\n');

/** States of the comments once the patch landed. */
function landed(
  replies: readonly Draft[],
  differing: Partial<LandedCommit> = {},
  at = 50,
): readonly string[] {
  const { series, thread } = posting([posted, ...replies]);
  const landing: Landing = {
    messageId: series.patches[0]!.messageId,
    seriesId: series.id,
    n: 1,
    commit,
    tree: 'linux',
    role: 'mainline',
    landedAt: minute(at),
    method: 'patch-id',
    score: 1,
  };
  const asPosted: LandedCommit = {
    committer: CAT,
    approvedBy: [],
    lines: new Set([lineHash('+int x;')]),
    message: 'Count the tasks that sleep.\n\nSigned-off-by: Cat Keeper <cat@example.org>\n',
  };
  const commits = new Map([[commit, { ...asPosted, ...differing }]]);
  return readReview(series, thread, [], [landing], END, [], commits).comments.map(({ state }) => state);
}

const bob = { name: 'Bob Builder', email: 'bob@example.org' };

test('a remark on what somebody else applied as it was stays open', () => {
  expect(landed([nit])).toEqual(['open']);
});

test('whoever applied the patch himself has nothing left to ask', () => {
  expect(landed([nit], { committer: bob })).toEqual(['acknowledged']);
});

test('but what he asks afterwards is open', () => {
  expect(landed([nit], { committer: bob }, 5)).toEqual(['acknowledged']);
  expect(
    landed([bobSays('r', '> +int x;\n\nCould you send a test for it?\n')], { committer: bob }, 5),
  ).toEqual(['open']);
});

test('a nit beside an approval is settled by the landing', () => {
  const body = '> +int x;\n\nNit: needs a better name.\n\nReviewed-by: Bob Builder <bob@example.org>\n';
  expect(landed([bobSays('r', body)])).toEqual(['acknowledged']);
  expect(landed([nit], { approvedBy: [bob] })).toEqual(['acknowledged']);
});

test('a remark is taken up where the commit differs', () => {
  expect(landed([nit], { lines: new Set([lineHash('+int count;')]) })).toEqual(['overtaken']);
  expect(landed([nit], { lines: new Set(['+int x;', '+int y;'].map(lineHash)) })).toEqual(['overtaken']);
});

test('and a remark on the message where the message differs', () => {
  const wording = bobSays('r', '> Count the tasks that sleep.\n\nThose that wait too.\n');
  expect(landed([wording])).toEqual(['open']);
  expect(landed([wording], { message: 'Count all tasks that sleep or wait.\n' })).toEqual(['overtaken']);
});

test('what came after the landing is not taken up by it', () => {
  expect(landed([nit], { lines: new Set([lineHash('+int count;')]) }, 5)).toEqual(['open']);
});
