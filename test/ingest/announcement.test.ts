/** What mails announce, and which patches they mean by it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listLandings, listSeries, showSeries, type Workspace } from '../../app/index.ts';
import { announcementOf } from '../../ingest/mail/announcement.ts';
import { epoch } from '../../model/facts/index.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const said = (words: string, n: number | null = 1, subject = 'Re: [PATCH 1/3] ns: add a') =>
  announcementOf({
    subject,
    isReply: true,
    n,
    title: 'ns: add a',
    text: words,
    own: () => words.split('\n'),
  });

test.each([
  'Applied, thanks.',
  'Thanks, applied.',
  'Good catch, fixed and merged!',
  'Patch applied.  Thanks!',
  "I've picked this up now.",
  'Thanks! I have applied the patch with small\nchanges.',
  'I fixed the typo and pushed, thanks.',
  'This patch has been applied.',
  "It's sitting in linux-next:\nhttps://git.example.org/x",
  'I added your tag and pushed it, thanks!',
  'I reworded the subject and merged together with the other one.',
  'I boldly pushed the patches.',
  'This patch merged, thanks.',
  'Both patches merged.',
  'Thanks a lot merged!',
  'Merged rebased, as we said.',
  'Pushed without the break.',
  'Pushed after sorting the entries.',
  "I've fixed what was pointed out by you and pushed.",
  'Pushed, thanks for reviews and testing.',
  'Series applied to net-next, thanks.',
  'Now queued up for 5.10.y, thanks.',
  'Queued for v7.1.',
  'Applied to nfsd-next for v7.1, thanks!',
  'Thanks, applied to for-next.',
  'Picked up for 7.1',
  'Looks good, applied.',
  'Applied this one, thank you.',
  'I took both, thanks.',
])('done: %s', (words) => {
  expect(said(words)?.kind).toBe('queued');
});

test.each([
  'Once applied, this breaks the build.',
  'Has this been merged?',
  'Can this be merged?',
  "I'll apply it when the merge window has closed.",
  'I hope we can get this merged soon.',
  'Andrew already picked up your suggestion.',
  'You have already applied this patch.',
  'This patch applied and went through the full test run.',
  'Applied cleanly on top of 5.4.',
  'This is only the first stab that came to mind, and the way I took.',
  'I picked up comments from that commit.',
  'This has not been applied yet.',
  'The lock must be taken before.',
  'I pushed it to my github for testing.',
  "I've just pushed v2 with these changes.",
  'Sure, I merged the patch into 5/8.',
  'The patches are in -next, so the rest may follow.',
  'But now that the other patches are in -next, this is worth a look.',
  'I also merged a cleanup of the definitions.',
  'It was already merged anyway.',
  'Merged the original version.',
  'Please take this through your tree.',
  'Thanks, merged these two.',
])('not done: %s', (words) => {
  expect(said(words)).toBeNull();
});

test('numbers in the words are the patches meant', () => {
  expect(said('Applied 1-2 to ns/for-next.', 0)).toMatchObject({
    tree: 'ns/for-next',
    patches: [{ n: 1 }, { n: 2 }],
  });
  expect(said("I've picked up the first two patches, thanks!", 0)?.patches.map(({ n }) => n)).toEqual([1, 2]);
  const upToThis = said('I merged all patches up to this one as they are correct.', 2);
  expect(upToThis).toMatchObject({ isWhole: false, patches: [{ n: 1 }, { n: 2 }] });
  expect(said('I merged patches up to 3/11, thanks.', 0)?.patches.map(({ n }) => n)).toEqual([1, 2, 3]);
});

test.each([
  ['Right, merged this and the second patch.', 1, [1, 2]],
  ['Good, merged with the second commit.', 1, [1, 2]],
  ['Merged rebased versions of this and the previous patch.', 3, [2, 3]],
  ['The previous 4 got a review thus merged, this one is left out.', 5, [1, 2, 3, 4]],
  ['I merged the first 3 commits.', 1, [1, 2, 3]],
])('%s', (words, answered, numbers) => {
  expect(
    said(words, answered)
      ?.patches.map(({ n }) => n)
      .sort(),
  ).toEqual(numbers);
});

test.each([
  ['Applied to nfsd-next for v7.1, thanks!', 'nfsd-next'],
  ['applied to mips-fixes.', 'mips-fixes'],
  ['Applied to 7.1/scsi-queue, thanks!', '7.1/scsi-queue'],
  ['Pushed to mmc-next for .38, thanks.', 'mmc-next'],
])('the tree of "%s" is %s', (words, tree) => {
  expect(said(words)?.tree).toBe(tree);
});

test('what failed to apply to a stable tree is no landing; what was added to its queue is', () => {
  const about = (subject: string, text: string) =>
    announcementOf({ subject, isReply: false, n: null, title: subject, text, own: () => text.split('\n') });
  expect(
    about(
      'Patch "ns: add a" has been added to the 7.1-stable tree',
      "This is a note to let you know that I've just added the patch titled\n\n    ns: add a\n\nto the 7.1-stable tree which can be found at:\n    https://git.example.org/queue\n",
    ),
  ).toMatchObject({ kind: 'queued', tree: '7.1-stable', patches: [{ title: 'ns: add a' }] });
  expect(
    about(
      'FAILED: patch "[PATCH] ns: add a" failed to apply to 7.1-stable tree',
      'The patch below does not apply to the 7.1-stable tree.\nIf someone wants it applied there, then please email the backport.\n',
    ),
  ).toBeNull();
});

describe('mails about a series', () => {
  const COMMIT = '1234567890abcdef1234567890abcdef12345678';
  const bob = 'Bob Builder <bob@example.org>';
  let workspace: Workspace;
  const patch = (id: string, subject: string, to: string, at = 1) =>
    mail({ id, subject, to, at, body: `Why.\n${diff(`${id}.c`)}` });
  const series = (id: string, title: string): readonly string[] => [
    mail({ id: `${id}-0`, subject: `[PATCH 0/2] ${title}` }),
    patch(`${id}-1`, `[PATCH 1/2] ${title}: one`, `${id}-0`),
    patch(`${id}-2`, `[PATCH 2/2] ${title}: two`, `${id}-0`),
  ];
  const answer = (id: string, to: string, subject: string, body: string, from = bob, at = 60): string =>
    mail({ id, to, subject, body, from, at });
  beforeAll(async () => {
    workspace = await workspaceOf([
      ...series('b4', 'ns'),
      answer(
        'ty',
        'b4-0',
        'Re: (subset) [PATCH 0/2] ns',
        `On Mon, 02 Mar 2026 10:00:00 +0000, Ann Author wrote:\n> words\n\nApplied, thanks!\n\n[2/2] ns: two\n      commit: ${COMMIT}\n\nBest regards,\n-- \nBob\n`,
      ),
      ...series('net', 'net'),
      answer(
        'bot',
        'net-0',
        'Re: [PATCH 0/2] net',
        'Hello:\n\nThis series was applied to netdev/net-next.git (main)\nby Bob Builder <bob@example.org>:\n\nOn Mon you wrote:\n> words\n\nHere is the summary with links:\n  - [net-next,1/2] net: one\n    https://git.example.org/netdev/net-next/c/1234567890ab\n  - [net-next,2/2] net: two\n    https://git.example.org/netdev/net-next/c/234567890abc\n',
        'Robot <bot@example.org>',
      ),
      ...series('mm', 'mm'),
      mail({
        id: 'akpm',
        subject: '+ mm-one.patch added to mm-unstable branch',
        from: 'Andrew <andrew@example.org>',
        at: 90,
        body: 'The patch titled\n     Subject: mm: one\nhas been added to the -mm mm-unstable branch.  Its filename is\n     mm-one.patch\n',
      }),
      mail({
        id: 'akpm-drop',
        subject: '[obsolete] mm-one.patch removed from -mm tree',
        from: 'Andrew <andrew@example.org>',
        at: 900,
        body: 'The quilt patch titled\n     Subject: mm: one\nhas been removed from the -mm tree.  Its filename was\n     mm-one.patch\n\nThis patch was dropped because it is obsolete\n',
      }),
      ...series('tip', 'sched'),
      answer(
        'tip-bot',
        'tip-1',
        '[tip: sched/core] sched: one',
        `The following commit has been merged into the sched/core branch of tip:\n\nCommit-ID:     ${COMMIT}\nGitweb:        https://git.example.org/tip/${COMMIT}\n`,
        'tip-bot2 for Ann <tip-bot2@example.org>',
      ),
      ...series('pr', 'fs'),
      mail({
        id: 'pull',
        subject: '[GIT PULL] fs for 7.1',
        from: bob,
        at: 120,
        body: 'Hi,\n\nThe following changes since commit 1:\n\nare available in the Git repository at:\n\n  git://git.example.org/fs tags/fs-7.1\n\nAnn Author (2):\n      fs: one\n      fs: two\n\n fs/a.c | 2 +-\n',
      }),
      answer(
        'tracker',
        'pull',
        'Re: [GIT PULL] fs for 7.1',
        `The pull request you sent on Mon, 2 Mar 2026 12:00:00 +0000:\n\n> git://git.example.org/fs tags/fs-7.1\n\nhas been merged into torvalds/linux.git:\nhttps://git.example.org/torvalds/c/${COMMIT}\n\nThank you!\n`,
        'pr-tracker-bot <tracker@example.org>',
        200,
      ),
      ...series('own', 'proc'),
      answer(
        'own-reply',
        'own-1',
        'Re: [PATCH 1/2] proc: one',
        "> do it so\n\nLooks good! I've applied that.\n",
        'Ann Author <ann@example.org>',
      ),
    ]);
  });
  afterAll(() => workspace.store.close());

  const landings = async (id: string, at = END) =>
    (await showSeries(workspace, `${id}-0@example.org`, at)).landings.map((one) => [
      one.n,
      one.tree,
      one.role,
      one.notice?.replace('@example.org', ''),
    ]);

  test('b4 ty names the patches that were taken', async () => {
    expect(await landings('b4')).toEqual([[2, 'the tree of Bob Builder', 'subsystem', 'ty']]);
  });

  test("Patchwork's robot lists them", async () => {
    expect((await landings('net')).map(([n, tree]) => [n, tree])).toEqual([
      [1, 'netdev/net-next.git main'],
      [2, 'netdev/net-next.git main'],
    ]);
    const listed = await listSeries(workspace, END);
    expect(listed.find(({ title }) => title === 'net')?.state).toBe('queued');
  });

  test('what entered -mm is there until it is dropped', async () => {
    const before = epoch(Date.UTC(2026, 2, 2, 20) / 1000);
    expect(await landings('mm', before)).toEqual([[1, '-mm', 'mm', 'akpm']]);
    expect(await landings('mm')).toEqual([]);
  });

  test('tip says which commit, so it is listed', async () => {
    expect(await landings('tip')).toEqual([[1, 'tip sched/core', 'subsystem', 'tip-bot']]);
    const listed = await listLandings(workspace, END, false);
    expect(listed.map(({ messageId, method }) => [messageId, method])).toEqual([
      ['b4-2@example.org', 'notice'],
      ['tip-1@example.org', 'notice'],
    ]);
  });

  test('a pull request that was taken brings its patches to mainline', async () => {
    expect(await landings('pr')).toEqual([
      [1, 'torvalds/linux.git', 'mainline', 'tracker'],
      [2, 'torvalds/linux.git', 'mainline', 'tracker'],
    ]);
  });

  test('an author who applied a suggestion has not applied the series', async () => {
    expect(await landings('own')).toEqual([]);
  });
});

test('all patches up to one of them are not the whole series', () => {
  expect(said('I merged all patches in this series.', 4)).toMatchObject({ isWhole: true });
  expect(said('I merged all patches up to this one.', 4)).toMatchObject({ isWhole: false });
});
