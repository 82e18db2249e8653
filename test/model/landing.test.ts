/** Patches on a list and what a maintainer makes of them, in real repositories. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addSource, listLandings, syncSources } from '../../app/index.ts';
import { git } from '../support/archives.ts';
import { END } from '../support/mails.ts';
import { diffOf, type Files, hour, ID, lines, Story } from '../support/story.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-landing-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what a maintainer changes', () => {
  const story = new Story(folder, 'edits');
  const commits: Record<string, string> = {};
  beforeAll(async () => {
    const code = (name: string, to = 12): Files => ({ [`${name}/main.c`]: lines(name, 1, to) });
    const posted = (id: string, subject: string, at = 0): void =>
      story.post({ id, subject, at }, diffOf({}, code(id)));

    posted('prefix', '[PATCH] prefix: do not sleep with a lock held');
    commits['prefix'] = story.commit(
      { 'prefix/main.c': lines('prefix', 1, 8) },
      'lib/prefix: do not sleep with a lock held',
      5,
    );
    posted('message', '[PATCH] message: say it');
    commits['message'] = story.commit(code('message', 10), 'message: say it\n\nIn other words.', 5);
    posted('space', '[PATCH] space: count');
    commits['space'] = story.commit(
      { 'space/main.c': lines('space', 1, 12).replaceAll('_();', '_ ();').replace(/^/gm, '\t').trimEnd() },
      'space: count them all',
      5,
    );
    posted('list', '[PATCH] list: add a word');
    commits['list'] = story.commit(
      code('list', 7),
      'list: add a word',
      6,
      6,
      'Ann Author via list <list@example.org>',
    );

    story.post({ id: 's1', subject: '[PATCH 1/2] squash: add the lock' }, diffOf({}, code('squash', 6)));
    story.post(
      { id: 's2', subject: '[PATCH 2/2] squash: use it', to: 's1', at: 1 },
      diffOf(code('squash', 6), { 'squash/main.c': lines('squash', 1, 5) + lines('used', 1, 8) }),
    );
    commits['squash'] = story.commit(
      { 'squash/main.c': lines('squash', 1, 5) + lines('used', 1, 8) },
      'squash: add the lock',
      7,
    );

    story.post(
      { id: 'split', subject: '[PATCH] split: both halves' },
      diffOf({}, { 'split/a.c': lines('split_a', 1, 10), 'split/b.c': lines('split_b', 1, 10) }),
    );
    commits['split a'] = story.commit({ 'split/a.c': lines('split_a', 1, 10) }, 'split: both halves', 8, 0);
    commits['split b'] = story.commit(
      { 'split/b.c': lines('split_b', 1, 10) },
      'split: the other half',
      8,
      0,
    );

    for (const [n, id] of ['t1', 't2'].entries())
      story.post(
        { id, subject: `[PATCH ${n + 1}/2] twins: fix typo`, at: n, ...(n ? { to: 't1' } : {}) },
        diffOf({}, { [`twins/${id}.c`]: lines(id, 1, 4) }),
      );
    commits['t1'] = story.commit({ 'twins/t1.c': lines('t1', 1, 4) }, 'twins: fix typo', 9);
    commits['t2'] = story.commit({ 'twins/t2.c': lines('t2', 1, 4) }, 'twins: fix typo', 9);

    story.commit({ 'gone/main.c': lines('gone', 1, 30) }, 'gone: begin', -500);
    story.post(
      { id: 'gone', subject: '[PATCH] gone: remove the driver' },
      diffOf({ 'gone/main.c': lines('gone', 1, 30) }, {}),
    );
    commits['rewrite'] = story.commit(
      { 'gone/main.c': lines('rewritten', 1, 25) },
      'gone: use the new API',
      10,
    );
    await story.read();
  });
  afterAll(() => story.workspace.store.close());

  test.each(['prefix', 'message', 'space', 'list'])('%s: is still the patch', async (id) => {
    expect(await story.of(id)).toEqual([commits[id]]);
  });

  test('two patches squashed into one commit both landed', async () => {
    const found = (await story.landings()).filter(([, commit]) => commit === commits['squash']);
    expect(found.map(([id, , method]) => [id, method])).toEqual([
      ['s1', 'subject-author-diff'],
      ['s2', 'squash'],
    ]);
  });

  test('a patch split into two commits is in both', async () => {
    expect(new Set(await story.of('split'))).toEqual(new Set([commits['split a'], commits['split b']]));
  });

  test('two patches of one title in one series are two', async () => {
    expect([await story.of('t1'), await story.of('t2')]).toEqual([[commits['t1']], [commits['t2']]]);
  });

  test('to rewrite a file is not to delete it', async () => {
    expect(await story.of('gone')).toEqual([]);
  });
});

describe('versions', () => {
  const story = new Story(folder, 'versions');
  const commits: Record<string, string> = {};
  beforeAll(async () => {
    const version = (n: number): Files => ({ 'ns.c': lines('ns', 1, 10) + lines(`v${n}`, 1, n) });
    for (const n of [1, 2, 3])
      story.post({ id: `v${n}`, subject: `[PATCH v${n}] ns: add them`, at: n * 60 }, diffOf({}, version(n)));
    commits['v2'] = story.commit(version(2), 'ns: add them', 10, 2);

    for (const [n, id] of ['r1', 'r2'].entries())
      story.post(
        { id, subject: `[PATCH${n ? ' RESEND' : ''}] again: the same`, at: n * 600 },
        diffOf({}, { 'again.c': lines('again', 1, 5) }),
      );
    commits['resent'] = story.commit({ 'again.c': lines('again', 1, 5) }, 'again: the same', 30, 10);

    const [one, two] = [
      { 'late.c': lines('late', 1, 9) },
      { 'late.c': lines('late', 1, 1) + lines('new', 1, 8) },
    ];
    story.post({ id: 'l1', subject: '[PATCH] late: begin' }, diffOf({}, one));
    story.post({ id: 'l2', subject: '[PATCH v2] late: begin', at: 60 }, diffOf({}, two));
    commits['l1'] = story.commit(one, 'late: begin', 40, 0);
    commits['l2'] = story.commit(two, 'late: make it v2', 50);

    story.post(
      { id: 'backport', subject: '[PATCH 6.1] again: the same', at: 60 * 24 * 30 },
      diffOf({}, { 'again.c': lines('again', 1, 5) }),
    );
    await story.read();
  });
  afterAll(() => story.workspace.store.close());

  test('the version that was applied landed, though a newer one was there', async () => {
    expect(await story.of('v2')).toEqual([commits['v2']]);
    expect([...(await story.of('v1')), ...(await story.of('v3'))]).toEqual([]);
  });

  test('of two postings of one diff the newer landed, and a backport posted later did not', async () => {
    expect(await story.of('r2')).toEqual([commits['resent']]);
    expect([...(await story.of('r1')), ...(await story.of('backport'))]).toEqual([]);
  });

  test('an old version applied by mistake counts until a commit makes the newer one of it', async () => {
    expect(await story.of('l1', 45)).toEqual([commits['l1']]);
    expect([await story.of('l1'), await story.of('l2')]).toEqual([[], [commits['l2']]]);
  });
});

test('who takes a patch over may keep its date: then the title tells which version it is', async () => {
  const story = new Story(folder, 'taken');
  const diff = diffOf({}, { 'taken.c': lines('taken', 1, 12) });
  story.post({ id: 'hers', subject: '[PATCH] taken.c: use the new macro' }, diff);
  story.post(
    {
      id: 'his',
      subject: '[PATCH v2] taken: Use the new macro',
      from: 'Bob Builder <bob@example.org>',
      to: 'hers',
      at: 900,
      body: 'From: Ann Author <ann@example.org>\n\nWhy.\n',
    },
    diff,
  );
  const ann = 'Ann Author <ann@example.org>';
  const commit = story.commit({ 'taken.c': lines('taken', 1, 12) }, 'taken: Use the new macro', 40, 0, ann);
  await story.read();
  expect(await story.landings()).toEqual([['his', commit, 'patch-id']]);
});

describe('reverts, merges, trees', () => {
  const story = new Story(folder, 'history');
  const commits: Record<string, string> = {};
  let stable: string;
  beforeAll(async () => {
    const files = { 'r.c': lines('r', 1, 6) };
    story.post({ id: 'r', subject: '[PATCH] rev: add' }, diffOf({}, files));
    commits['r'] = story.commit(files, 'rev: add', 5, 0);
    commits['revert'] = story.commit(
      { 'r.c': '' },
      `Revert "rev: add"\n\nThis reverts commit ${commits['r']!.slice(0, 12)} ("rev: add").`,
      10,
    );
    commits['again'] = story.commit(files, 'Reapply "rev: add"', 15);

    const short = { 's.c': 'one();\n' };
    story.post({ id: 's', subject: '[PATCH] short: add' }, diffOf({}, short));
    commits['s'] = story.commit(short, 'short: add', 5, 0);
    commits['out'] = story.commit(
      { 's.c': '' },
      `short: revert\n\nRevert ${commits['s']!.slice(0, 9)} in order to wait.`,
      16,
    );
    commits['in'] = story.commit(
      { 's.c': 'one();\n' },
      `Revert "short: revert"\n\nThis reverts commit ${commits['out']}.`,
      17,
      17,
      'Bob Builder <bob@example.org>',
    );

    story.post({ id: 'm', subject: '[PATCH] m: add' }, diffOf({}, { 'm.c': lines('m', 1, 6) }));
    git(story.path, ['checkout', '-q', '-b', 'topic']);
    commits['m'] = story.commit({ 'm.c': lines('m', 1, 6) }, 'm: add', 20, 0);
    git(story.path, ['checkout', '-q', 'master']);
    story.commit({ 'other.c': 'x\n' }, 'other: add', 25);
    git(story.path, ['merge', '-q', '--no-ff', '-m', 'Merge topic', 'topic'], hour(30));

    stable = join(folder, 'stable');
    git(folder, ['clone', '-q', story.path, stable]);
    git(stable, ['checkout', '-q', `${commits['r']}~`]);
    git(stable, ['cherry-pick', '-x', commits['m']!], hour(60));
    await story.read();
    await addSource(story.workspace, stable, { now: END, role: 'subsystem' });
  });
  afterAll(() => story.workspace.store.close());

  test('a reverted patch has not landed, and has again when it is applied again', async () => {
    const days = [7, 12, 18].map((at) => story.of('r', at));
    expect(await Promise.all(days)).toEqual([[commits['r']], [], [commits['again']]]);
  });

  test('what was reverted is listed with the commit that did it, and what came again says so', async () => {
    const found = (at: number) =>
      listLandings(story.workspace, hour(at), false).then((all) =>
        all
          .filter(({ messageId }) => messageId === ID('r'))
          .map(({ commit, revert, appliedAgain }) => [commit, revert, appliedAgain?.by]),
      );
    const revert = { by: commits['revert'], at: hour(10) };
    expect(await found(7)).toEqual([[commits['r'], undefined, undefined]]);
    expect(await found(12)).toEqual([[commits['r'], revert, undefined]]);
    expect(await found(18)).toEqual([
      [commits['r'], revert, undefined],
      [commits['again'], undefined, commits['revert']],
    ]);
  });

  test('the revert of a revert brings the patch in again, though it has too few lines to be told by', async () => {
    const hours = [6, 16, 18].map((at) => story.of('s', at));
    expect(await Promise.all(hours)).toEqual([[commits['s']], [], [commits['in']]]);
  });

  test('what came by a merge landed with the merge; and each tree has its own landing', async () => {
    const found = (await listLandings(story.workspace, END, false)).filter(
      ({ messageId }) => messageId === ID('m'),
    );
    expect(found.map(({ tree, landedAt }) => [tree, landedAt])).toEqual([
      ['history', hour(30)],
      ['stable', hour(60)],
    ]);
  });
});

describe('mails that a commit names', () => {
  const story = new Story(folder, 'links');
  const commits: Record<string, string> = {};
  /** Another title and other lines, so that only the link tells. */
  const rewritten = (name: string): Files => ({ [`${name}.c`]: lines(name, 1, 5) + lines('mine', 1, 9) });
  beforeAll(async () => {
    const trailers: Readonly<Record<string, string>> = {
      lore: 'Link: https://lore.kernel.org/all/lore@example.org/',
      msgid: 'Link: https://patch.msgid.link/msgid@example.org',
      short: 'Link: https://lkml.kernel.org/r/short@example.org # v1',
      drm: 'Link: https://patchwork.freedesktop.org/patch/msgid/drm@example.org',
      id: 'Message-ID: <id@example.org>',
      several: 'Link: https://bugs.example.org/1\nLink: https://lore.kernel.org/r/several@example.org',
      encoded: 'Link: https://inbox.example.org/list/encoded%40example.org/T/#u',
    };
    for (const [id, trailer] of Object.entries(trailers)) {
      story.post({ id, subject: `[PATCH] ${id}: add` }, diffOf({}, { [`${id}.c`]: lines(id, 1, 9) }));
      commits[id] = story.commit(
        rewritten(id),
        `mine: ${id} differs\n\n${trailer}`,
        5,
        5,
        'Max <max@example.org>',
      );
    }
    story.post({ id: 'cover', subject: '[PATCH 0/1] threaded' });
    story.post(
      { id: 'threaded', subject: '[PATCH 1/1] threaded: add', to: 'cover' },
      diffOf({}, { 'threaded.c': lines('threaded', 1, 9) }),
    );
    commits['threaded'] = story.commit(
      rewritten('threaded'),
      'mine: threaded\n\nLink: https://lore.kernel.org/r/cover@example.org',
      6,
      6,
      'Max <max@example.org>',
    );
    story.post(
      { id: 'noted', subject: '[PATCH] noted: add' },
      diffOf({}, { 'noted.c': lines('noted', 1, 9) }),
    );
    commits['noted'] = story.commit(rewritten('noted'), 'mine: noted', 7, 7, 'Max <max@example.org>');
    for (const id of ['meant', 'pasted'])
      story.post({ id, subject: `[PATCH] ${id}: add` }, diffOf({}, { [`${id}.c`]: lines(id, 1, 9) }));
    commits['meant'] = story.commit(
      { 'meant.c': lines('meant', 1, 9) },
      'meant: add\n\nLink: https://lore.kernel.org/r/pasted@example.org',
      8,
      0,
    );
    await story.read();
  });
  afterAll(() => story.workspace.store.close());

  test.each(['lore', 'msgid', 'short', 'drm', 'id', 'several', 'encoded', 'threaded'])('%s', async (id) => {
    expect(await story.of(id)).toEqual([commits[id]]);
  });

  test('without the trailers nothing is left to tell by', async () => {
    expect((await story.landings(100_000, true)).map(([id]) => id)).toEqual(['meant']);
  });

  test('the link of another patch, pasted by mistake, does not count', async () => {
    expect([await story.of('meant'), await story.of('pasted')]).toEqual([[commits['meant']], []]);
  });

  test('a git note that comes later names the mail', async () => {
    expect(await story.of('noted')).toEqual([]);
    git(story.path, [
      'notes',
      '--ref=amlog',
      'add',
      '-m',
      'Message-Id: <noted@example.org>',
      commits['noted']!,
    ]);
    await syncSources(story.workspace, { now: END });
    expect(await story.of('noted')).toEqual([commits['noted']]);
  });
});
