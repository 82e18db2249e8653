/**
 * Threads as people post them, each drawn as a tree of subjects: what is one posting, and what is a version of what.
 * A line is `id subject`, indented below the mail that it answers; behind the id `@n`: n minutes after the first, `:Bob`:
 * by Bob, `!n`: without a diff.
 */
import { expect, test } from 'vitest';
import { listSeries } from '../../app/series.ts';
import { type Draft, diff, END, mail, workspaceOf } from '../support/mails.ts';

/** Shapes with the series that they make: `version received/expected title`, oldest first. */
const SHAPES: readonly (readonly [rule: string, thread: string, series: readonly string[]])[] = [
  ['a patch alone is a series', `p [PATCH] test: Add some text`, ['v1 1/1 test: Add some text']],
  [
    'a series whose last patch came first and whose cover came last',
    `c@2 [PATCH 0/2] A sample
       p1@1 [PATCH 1/2] test: Add some text
       p2@0 [PATCH 2/2] test: Use markup`,
    ['v1 2/2+cover A sample'],
  ],
  [
    'a cover may be tagged otherwise than its patches',
    `c [PATCH net-next v3 0/2] net: Ground work (v3)
       p1 [PATCH 1/2] net: Remove a field
       p2 [PATCH 2/2] net: Move the calls`,
    ['v3 2/2+cover net: Ground work'],
  ],
  [
    'nothing refers to anything, and one tag is written otherwise',
    `c [PATCH 0/2] powerpc: Show hot-added processors
     p1@1 [PATCH 1/2] powerpc/numa: Update the topology
     p2@2 [Patch 2/2]: powerpc/mm: Fix the node of added memory`,
    ['v1 2/2+cover powerpc: Show hot-added processors'],
  ],
  [
    'nothing refers to anything, and the cover was not relabelled',
    `c [PATCH 0/2] A sample
     p1@1 [PATCH v2 1/2] test: Add some text
     p2@2 [PATCH v2 2/2] test: Use markup`,
    ['v2 2/2+cover A sample'],
  ],
  [
    'nothing refers to anything, and the cover counts otherwise',
    `c [PATCH 0/3] A sample
     p1@1 [PATCH 1/2] test: Add some text
     p2@2 [PATCH 2/2] test: Use markup`,
    ['v1 2/2+cover A sample'],
  ],
  [
    'but patches that go on with what is there leave the next cover alone',
    `p1 [PATCH 1/2] test: Add some text
     c@1 [PATCH 0/3] Another sample
     p2@2 [PATCH 2/2] test: Use markup`,
    ['v1 2/2 test: Add some text', 'v1 0/3+cover Another sample'],
  ],
  [
    'a patch more than the cover said, of how many nobody knows',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
       p3@60 [PATCH 3/n] test: Take markup out`,
    ['v1 3/2+cover A sample'],
  ],
  [
    'a mail in the thread with a diff and a subject of its own is a series of its own',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       x@1 This one has no number`,
    ['v1 1/2+cover A sample', 'v1 1/1 This one has no number'],
  ],
  [
    'numbers alone, as in old mail',
    `c [0/2] A sample
       p1 [1/2] test: Add some text
       p2 [2/2] test: Use markup`,
    ['v1 2/2+cover A sample'],
  ],
  [
    'Mercurial counts "1 of 2"',
    `c [PATCH 0 of 2] Sample patches
       p1 [PATCH 1 of 2] contrib: Fix the check
       p2 [PATCH 2 of 2] tests: Work around other output`,
    ['v1 2/2+cover Sample patches'],
  ],
  [
    'v2 below a patch of v1',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
         d@9000 [PATCH v2 0/2] A sample
           q1@9000 [PATCH v2 1/2] test: Add some text
           q2@9000 [PATCH v2 2/2] test: Use markup`,
    ['v1 2/2+cover superseded A sample', 'v2 2/2+cover A sample'],
  ],
  [
    'v2 below a patch of v1, its cover last',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
         d@9002 [PATCH v2 0/2] A sample
           q1@9001 [PATCH v2 1/2] test: Add some text
           q2@9000 [PATCH v2 2/2] test: Use markup`,
    ['v1 2/2+cover superseded A sample', 'v2 2/2+cover A sample'],
  ],
  [
    'v2 below the patch that it revises',
    `p1 [PATCH] test: Add some text
       q1@9000 [PATCH v2] test: Add some text`,
    ['v1 1/1 superseded test: Add some text', 'v2 1/1 test: Add some text'],
  ],
  [
    'v2 without covers, threaded one below the other',
    `p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
         q1@9000 [PATCH v2 1/2] test: Add some text
           q2@9000 [PATCH v2 2/2] test: Use markup`,
    ['v1 2/2 superseded test: Add some text', 'v2 2/2 test: Add some text'],
  ],
  [
    'an unlabelled revision below the first patch',
    `p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
       q1@9000 [PATCH 1/2] test: Add some text
         q2@9000 [PATCH 2/2] test: Use markup`,
    ['v1 2/2 superseded test: Add some text', 'v2 2/2 test: Add some text'],
  ],
  [
    'an unlabelled revision without its cover',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
     q1@9000 [PATCH 1/2] test: Add some text
       q2@9000 [PATCH 2/2] test: Use markup`,
    ['v1 2/2+cover superseded A sample', 'v2 2/2 test: Add some text'],
  ],
  [
    'an unlabelled revision an hour later, without any references',
    `p1 [PATCH 1/2] net: Take a call out
     p2 [PATCH 2/2] net: Put a reference
     q1@60 [PATCH 1/2] net: Take a call out
     q2@60 [PATCH 2/2] net: Put a reference`,
    ['v1 2/2 superseded net: Take a call out', 'v2 2/2 net: Take a call out'],
  ],
  [
    'one patch of four sent three times within minutes',
    `p1 [PATCH v2 1/4] Rework the tags
     q1@1 [PATCH v2 1/4] Rework the tags
     r1@3 [PATCH v2 1/4] Rework the tags`,
    ['v2 1/4 Rework the tags', 'v2 1/4 Rework the tags', 'v2 1/4 Rework the tags'],
  ],
  [
    'one patch of v2 below what is there of v1',
    `p1 [PATCH 1/2] test: Add some text
       q2@9000 [PATCH v2 2/2] test: Use markup`,
    ['v1 1/2 test: Add some text', 'v2 1/2 test: Use markup'],
  ],
  [
    'one patch of v3 in a thread of its own',
    `c [PATCH v2 0/3] A sample
       p1 [PATCH v2 1/3] test: Add some text
       p2 [PATCH v2 2/3] test: Use markup
       p3 [PATCH v2 3/3] test: Say why
     q2@9000 [PATCH v3 2/3] test: Use markup`,
    ['v2 3/3+cover A sample', 'v3 1/3 test: Use markup'],
  ],
  [
    'pull requests under a cover are no series; patches to be pulled are',
    `c [GIT PULL 0/2] For 7.1
       p1!n [GIT PULL 1/2] Fixes
     d [PULL 0/1] Patches for 7.1
       q1 [PULL 1/1] test: Add some text`,
    ['v1 1/1+cover Patches for 7.1'],
  ],
  [
    "somebody's addition to the series of another is a patch by itself",
    `p1 [PATCH 1/1] test: Add some text
       x@60:Bob [PATCH 2/1] test: Add more`,
    ['v1 1/1 test: Add some text', 'v1 1/1 test: Add more'],
  ],
  [
    'brackets within brackets',
    `c [PATCH [net-next] v2 0/1] A sample
       p1 [[PATCH net-next v2] 1/1] test: Add some text`,
    ['v2 1/1+cover A sample'],
  ],
  [
    'each patch of v2 answers what was said of that of v1',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
         r1@60:Bob!n Re: [PATCH 1/2] test: Add some text
           q1@9000 [PATCH v2 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
         r2@60:Bob!n Re: [PATCH 2/2] test: Use markup
           q2@9002 [PATCH v2 2/2] test: Use markup`,
    ['v1 2/2+cover superseded A sample', 'v2 2/2 test: Add some text'],
  ],
  [
    'two of three patches of v2, each below the one that it replaces',
    `c [PATCH 0/3] A sample
       p1 [PATCH 1/3] test: Add some text
         q1@9000 [PATCH v2 1/3] test: Add some text
       p2 [PATCH 2/3] test: Use markup
       p3 [PATCH 3/3] test: Say why
         q3@9002 [PATCH v2 3/3] test: Say why`,
    ['v1 3/3+cover A sample', 'v2 2/3 test: Add some text'],
  ],
  [
    'a cover whose patches got stuck, and all of it sent again',
    `c [PATCH 0/2] A sample
     d@5 [PATCH 0/2] A sample
       p1@5 [PATCH 1/2] test: Add some text
       p2@5 [PATCH 2/2] test: Use markup`,
    ['v1 0/2+cover superseded A sample', 'v1 2/2+cover A sample'],
  ],
  ['a digest holds the patches of others', `p Devel Digest, Vol 5, Issue 3`, []],
  ['a release comes with its diff', `p Linux 6.6.1\n     q [ANNOUNCE] 6.6.1-rt1`, []],
  [
    'a diff that a robot is asked to try is posted to nobody else',
    `s:Robot!n [syzbot] KASAN: use-after-free in f
       p #syz test
       q [PATCH] a: Keep the buffer`,
    ['v1 1/1 a: Keep the buffer'],
  ],
  [
    'a cover over the one patch that was not counted',
    `c [PATCH v2 0/1] A sample
       p [PATCH v2] test: Add some text`,
    ['v2 1/1+cover A sample'],
  ],
  [
    'tags without brackets, and numbers behind the tag',
    `c!n PATCH v2 0/2: A sample
       p1 PATCH v2 1/2: test: Add some text
       p2 [PATCH v2] 2/2 test: Use markup`,
    ['v2 2/2+cover A sample'],
  ],
  [
    'a cover without a tag over one patch that came with it, and words before a patch that came later',
    `c!n A sample
       p [PATCH] test: Add some text
     d@60!n There is no text
       q@90 [PATCH] test: Use markup`,
    ['v1 1/1+cover A sample', 'v1 1/1 test: Use markup'],
  ],
  [
    'a cover written into an answer, so that it says Re:',
    `x:Bob!n Gates
       c@60 Re: [PATCH 0/2] A sample
         p1@60 [PATCH 1/2] test: Add some text
         p2@60 [PATCH 2/2] test: Use markup`,
    ['v1 2/2+cover A sample'],
  ],
  [
    'an answer to the review of a cover is no cover of the next version below it',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
       r@9000 Re: [PATCH 0/2] A sample
         q1@9001 [PATCH v2 1/2] test: Add some text
         q2@9001 [PATCH v2 2/2] test: Use markup`,
    ['v1 2/2+cover superseded A sample', 'v2 2/2 test: Add some text'],
  ],
  [
    'a patch between two of a series is a series of its own',
    `c [PATCH 0/2] A sample
       p1 [PATCH 1/2] test: Add some text
       p2 [PATCH 2/2] test: Use markup
       x@60 [PATCH 1a/2] test: Mend the text`,
    ['v1 2/2+cover A sample', 'v1 1/1 test: Mend the text'],
  ],
  [
    'v2 for stable names its branch another way',
    `p [PATCH 6.1.y] net: Fix the check
     q@9000 [PATCH v2 6.1] net: Fix the check
     r@9001 [PATCH v6.12] net: Fix the check`,
    ['v1 1/1 superseded net: Fix the check', 'v2 1/1 net: Fix the check', 'v1 1/1 net: Fix the check'],
  ],
];

function draftsOf(thread: string): readonly Draft[] {
  const open: { indent: number; id: string }[] = [];
  return thread.split('\n').map((line, at) => {
    const [, space, id, minutes, from, isBare, subject] = /^( *)(\w+)(?:@(\d+))?(?::(\w+))?(!n)? (.*)$/.exec(
      line,
    )!;
    const indent = at === 0 ? 0 : Math.max(0, space!.length - 5);
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    const to = open.at(-1)?.id;
    open.push({ indent, id: id! });
    const isCover = /\b0(?:\/| of )/.test(subject!);
    const title = subject!.replace(/^\[.*?\]:? /, '').replace(/\W+/g, '-');
    return {
      id: id!,
      subject: subject!,
      at: Number(minutes ?? 0),
      ...(from ? { from: `${from} <${from.toLowerCase()}@example.org>` } : {}),
      body: isCover || isBare ? 'What this is about.\n' : `Why.\n\n${diff(`${title}.c`, `int ${id};`)}`,
      ...(to === undefined ? {} : { to }),
    };
  });
}

test.each(SHAPES)('%s', async (_, thread, expected) => {
  const workspace = await workspaceOf(draftsOf(thread).map(mail));
  const found = await listSeries(workspace, END);
  const lines = found.map(
    (one) =>
      `v${one.version} ${one.received}/${one.expected}${one.cover ? '+cover' : ''}${one.supersededBy ? ' superseded' : ''} ${one.title}`,
  );
  expect(lines).toEqual(expected);
});
