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

  test('an empty commit carries no patch, whatever its title', async () => {
    const story = new Story(folder, 'empty');
    story.post({ id: 'there', subject: '[PATCH] there: do it' }, diffOf({}, { 'there.c': lines('t', 1, 9) }));
    story.commit({}, 'there: do it', 5, 0);
    await story.read();
    expect(await story.landings()).toEqual([]);
    await story.workspace.store.close();
  });
});
