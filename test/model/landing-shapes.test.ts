/** Shapes of trees and lists: what is taken back, carried over, and done to many files alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diffOf, lines, Story } from '../support/story.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-shapes-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('reverts that name no commit of the tree', () => {
  const files = { 'gate.c': lines('gate', 1, 9) };

  /** A patch that landed at 5 and was taken back at 10. */
  async function reverted(name: string, message: string): Promise<readonly (readonly string[])[]> {
    const story = new Story(folder, name);
    story.post({ id: 'gate', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
    const commit = story.commit(files, 'gate: open it at once', 5, 0);
    story.commit({ 'gate.c': '' }, message, 10);
    await story.read();
    const found = [await story.of('gate', 7), await story.of('gate', 12)];
    await story.workspace.store.close();
    return found.map((all) => all.map((id) => (id === commit ? 'landed' : 'other')));
  }

  test.each([
    ['title', 'Revert "gate: open it at once"\n\nIt breaks the boot.'],
    ['prefix', 'gate: Revert "open it at once"'],
    ['bare', 'gate: revert open it at once'],
    ['elsewhere', `Revert "gate: open it at once"\n\nThis reverts commit ${'5'.repeat(40)}.`],
  ])('%s', async (name, message) => {
    expect(await reverted(name, message)).toEqual([['landed'], []]);
  });

  test('what takes back a part leaves the rest landed', async () => {
    const message = 'Revert "gate: open it at once"\n\nThis partially reverts the commit of that name.';
    expect(await reverted('part', message)).toEqual([['landed'], ['landed']]);
  });

  test('"Reverts:" with the name of the commit', async () => {
    const story = new Story(folder, 'trailer');
    story.post({ id: 'gate', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
    const commit = story.commit(files, 'gate: open it at once', 5, 0);
    story.commit({ 'gate.c': '' }, `gate: close it\n\nReverts: ${commit.slice(0, 10)} ("gate: open it")`, 10);
    await story.read();
    expect([await story.of('gate', 7), await story.of('gate', 12)]).toEqual([[commit], []]);
    await story.workspace.store.close();
  });

  test('reverted, applied again, and reverted again by title alone', async () => {
    const story = new Story(folder, 'twice');
    story.post({ id: 'gate', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
    const first = story.commit(files, 'gate: open it at once', 5, 0);
    story.commit({ 'gate.c': '' }, 'Revert "gate: open it at once"', 10);
    const again = story.commit(files, 'Reapply "gate: open it at once"', 15);
    story.commit({ 'gate.c': '' }, 'Revert "gate: open it at once"', 20);
    await story.read();
    const days = [7, 12, 17, 22].map((at) => story.of('gate', at));
    expect(await Promise.all(days)).toEqual([[first], [], [again], []]);
    await story.workspace.store.close();
  });
});

describe('which of several that look alike', () => {
  const driver = (file: string, body: string): Record<string, string> => ({
    [file]: `int probe(void)\n{\n\treturn init();\n}\n${body}`,
  });

  test('one cleanup of many files, edited while it was applied: the file tells', async () => {
    const story = new Story(folder, 'siblings');
    const names = ['one', 'two', 'three'];
    const oldDriver = (name: string) =>
      driver(`${name}.c`, 'int remove(void)\n{\n\tstop();\n\treturn 0;\n}\n');
    const newDriver = (name: string, more = '') =>
      driver(`${name}.c`, `void remove(void)\n{\n\tstop_all();\n${more}}\n`);
    for (const name of names) story.commit(oldDriver(name), `${name}: add`, -500);
    for (const [at, id] of names.entries())
      story.post(
        { id, subject: '[PATCH] drivers: return nothing', at },
        diffOf(oldDriver(id), newDriver(id)),
      );
    const commits = names.map((name) =>
      story.commit(newDriver(name, '\t/* done */\n'), 'drivers: return nothing', 5),
    );
    await story.read();
    expect(await Promise.all(names.map((id) => story.of(id)))).toEqual(commits.map((commit) => [commit]));
    await story.workspace.store.close();
  });

  test.each([
    ['title', 'leak: plug it'],
    ['new title', 'leak: no more of it'],
  ])('one patch from two persons: the author tells (%s)', async (name, title) => {
    const story = new Story(folder, `persons ${name}`);
    const files = { 'leak.c': lines('leak', 1, 9) };
    const bob = 'Bob Builder <bob@example.org>';
    story.post({ id: 'ann', subject: '[PATCH] leak: plug it' }, diffOf({}, files));
    story.post({ id: 'bob', subject: '[PATCH] leak: plug it', at: 600, from: bob }, diffOf({}, files));
    const commit = story.commit(files, title, 30);
    await story.read();
    expect(await story.landings()).toEqual([['ann', commit, 'patch-id']]);
    await story.workspace.store.close();
  });

  test('one cleanup of many files, of which the list has one: not the others of that title', async () => {
    const story = new Story(folder, 'sibling');
    const driver = (name: string, header: string) => ({ [`${name}.c`]: `#include <${header}.h>\nint n;\n` });
    for (const name of ['one', 'two']) story.commit(driver(name, 'old'), `${name}: add`, -500);
    story.post(
      { id: 'one', subject: '[PATCH] drivers: include what is used' },
      diffOf(driver('one', 'old'), driver('one', 'new')),
    );
    story.commit(driver('two', 'new'), 'drivers: include what is used', 5);
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });

  test('an empty commit carries no patch, whatever its title', async () => {
    const story = new Story(folder, 'empty');
    story.post({ id: 'there', subject: '[PATCH] there: do it' }, diffOf({}, { 'there.c': lines('t', 1, 9) }));
    story.commit({}, 'there: do it', 5, 0);
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });
});

describe('several made one, and one made several', () => {
  const MAINTAINER = 'Mia Maintainer <mia@example.org>';
  const code = (name: string, to = 9): Record<string, string> => ({ [`${name}.c`]: lines(name, 1, to) });

  /** `name of the patch: method`, of what the last of these commits carries by an hour. */
  const carried = async (story: Story, commit: string, at?: number): Promise<readonly string[]> =>
    (await story.landings(at))
      .filter(([, id]) => id === commit)
      .map(([patch, , method]) => `${patch}: ${method}`);

  //  [PATCH 1/4] locks: one … [PATCH 4/4] locks: four
  //  "locks: rework them all" by the maintainer has the first three
  test('three patches squashed by another hand under a title of its own', async () => {
    const story = new Story(folder, 'squash of three');
    const names = ['one', 'two', 'three', 'four'];
    for (const [at, id] of names.entries())
      story.post(
        { id, subject: `[PATCH ${at + 1}/4] locks: have ${id}`, at, ...(at > 0 ? { to: 'one' } : {}) },
        diffOf({}, code(id)),
      );
    const commit = story.commit(
      { ...code('one'), ...code('two'), ...code('three') },
      'Rework all locks',
      9,
      9,
      MAINTAINER,
    );
    await story.read();
    expect(await carried(story, commit)).toEqual(['one: squash', 'three: squash', 'two: squash']);
    await story.workspace.store.close();
  });

  //  [PATCH] gate: all of it      a.c, b.c, c.c
  //  "gate: begin", "gate: go on", "gate: end"     days apart, by its author
  test('one patch split into three commits under other titles, from the day that most of it is there', async () => {
    const story = new Story(folder, 'split in three');
    const names = ['a', 'b', 'c'];
    story.post(
      { id: 'all', subject: '[PATCH] gate: all of it' },
      diffOf({}, { ...code('a'), ...code('b'), ...code('c') }),
    );
    const commits = names.map((name, at) => story.commit(code(name), `Part the ${name}`, 30 * (at + 1)));
    await story.read();
    expect(await story.of('all', 40)).toEqual([]);
    expect(await story.of('all', 70)).toEqual(commits.slice(0, 2));
    expect(await story.of('all', 100)).toEqual(commits);
    await story.workspace.store.close();
  });

  test('of one patch in two commits also the few lines that came first', async () => {
    const story = new Story(folder, 'few');
    const few = { 'gate.h': 'int open(void);\n' };
    story.post(
      { id: 'gate', subject: '[PATCH] gate: can be opened' },
      diffOf({}, { ...few, ...code('gate', 12) }),
    );
    const commits = [
      story.commit(few, 'gate: can be opened', 5, 0),
      story.commit(code('gate', 12), 'gate: open it', 5, 0),
    ];
    await story.read();
    expect(await story.of('gate')).toEqual(commits);
    await story.workspace.store.close();
  });

  test('but its author who deletes what the patch rewrote has split nothing', async () => {
    const story = new Story(folder, 'no split');
    const old = { 'old.c': lines('old', 1, 60) };
    story.commit(old, 'Have the old', -500);
    story.post(
      { id: 'rewrite', subject: '[PATCH] old: write it anew' },
      diffOf(old, { 'old.c': lines('new', 1, 20) }),
    );
    story.commit({ 'old.c': '' }, 'old: it was split long ago', 30);
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });
});

describe('another author', () => {
  const MAINTAINER = 'Mia Maintainer <mia@example.org>';

  test('with a word of the title and a line changed has applied it', async () => {
    const story = new Story(folder, 'word');
    story.post(
      { id: 'word', subject: '[PATCH] gate: open it at once' },
      diffOf({}, { 'gate.c': lines('g', 1, 5) }),
    );
    const commit = story.commit({ 'gate.c': lines('g', 1, 4) }, 'gate: open it at last', 5, 5, MAINTAINER);
    await story.read();
    expect(await story.landings()).toEqual([['word', commit, 'diff']]);
    await story.workspace.store.close();
  });

  test('and committer, with the prefix changed and few lines, has', async () => {
    const story = new Story(folder, 'few lines');
    const files = { 'gate.c': lines('g', 1, 2) };
    story.post({ id: 'few', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
    const commit = story.commit(files, 'drivers: gate: open it at once', 5, 5, MAINTAINER);
    await story.read();
    expect(await story.landings()).toEqual([['few', commit, 'patch-id']]);
    await story.workspace.store.close();
  });

  test('whose patch a third person committed has written his own', async () => {
    const story = new Story(folder, 'third');
    const files = { 'gate.c': lines('g', 1, 9) };
    const bob = 'Bob Builder <bob@example.org>';
    story.post({ id: 'ann', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
    story.commit(files, 'gate: open it at once', 5, 5, bob, MAINTAINER);
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });

  test('who removed the same lines and wrote others has not', async () => {
    const story = new Story(folder, 'rewrite');
    const old = { 'gate.c': lines('old', 1, 80) };
    story.commit(old, 'gate: add', -500);
    story.post(
      { id: 'ann', subject: '[PATCH] gate: convert to the new way' },
      diffOf(old, { 'gate.c': lines('ann', 1, 12) }),
    );
    story.commit(
      { 'gate.c': lines('mia', 1, 6) + lines('ann', 7, 12) },
      'Rewrite the old test',
      30,
      30,
      MAINTAINER,
    );
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });
});
