/** Several programs at one database at the same time: the facts are as if one had come after the other. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { exportFacts, openWorkspace, type Workspace } from '../../app/index.ts';
import { addSource, rebuild, syncSources } from '../../app/sources.ts';
import { withDb, withWorkspace } from '../../cli/context.ts';
import { inboxV2 } from '../support/archives.ts';
import { diff, END, mail } from '../support/mails.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-together-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'one-'));
});

const patch = (id: string, at = 0): string =>
  mail({ id, at, subject: `[PATCH] ns: ${id}`, body: `Why.\n\n${diff(`${id}.c`)}` });

function mbox(name: string, ids: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    ids.map((id) => `From x@example.org Mon Mar  2 10:00:00 2026\n${patch(id)}\n`).join(''),
  );
  return path;
}

/** As another program opens it. */
const open = (name = 'db.sqlite'): Workspace => openWorkspace(join(folder, name), true);
const facts = ({ store }: Workspace): readonly string[] => [...exportFacts(store)];
const now = { now: END };

test('sources that are added at the same time are all taken in', async () => {
  const [a, b] = [mbox('a.mbox', ['one', 'both']), mbox('b.mbox', ['two', 'both'])];
  const together = [open(), open(), open()];
  await Promise.all([a, b, a].map((source, at) => addSource(together[at]!, source, now)));
  const alone = open('alone.sqlite');
  for (const source of [a, b]) await addSource(alone, source, now);
  expect(facts(together[0]!)).toEqual(facts(alone));
});

test('what is added while a rebuild runs is there after it, for whoever had the database open', async () => {
  const reader = open();
  await addSource(reader, mbox('a.mbox', ['one']), now);
  const source = mbox('b.mbox', ['two']);
  await Promise.all([rebuild(open(), now), addSource(open(), source, now), rebuild(open(), now)]);
  const alone = open('alone.sqlite');
  for (const name of ['a.mbox', 'b.mbox']) await addSource(alone, join(folder, name), now);
  expect(facts(reader)).toEqual(facts(alone));
});

test('one mirror of a bundle serves all that want it at once, and a clone that was broken off is no mirror', async () => {
  const inbox = inboxV2(join(folder, 'list'), [patch('one'), patch('two')]);
  const address = `file://${inbox}`;
  const databases = ['a', 'b', 'c'].map((name) => open(`${name}.sqlite`));
  const [one] = databases as [Workspace];
  await addSource(one, address, now);
  const mirror = readdirSync(one.repositories).find((name) => name.endsWith('.git'))!;
  for (const name of ['HEAD', 'packed-refs', 'objects'])
    rmSync(join(one.repositories, mirror, name), { recursive: true });
  const results = await Promise.all([
    syncSources(one, now),
    ...databases.slice(1).map(async (other) => [(await addSource(other, address, now)).result]),
  ]);
  expect(results.map(([result]) => [result!.problem, result!.stored])).toEqual([
    [null, 0],
    [null, 2],
    [null, 2],
  ]);
  expect(readdirSync(one.repositories).filter((name) => name.includes('.part'))).toEqual([]);
});

test('a command that reads sees one state, whatever is written meanwhile', async () => {
  await addSource(open(), mbox('a.mbox', ['one']), now);
  const command = withDb(new Command()).parse(['--db', join(folder, 'db.sqlite')], { from: 'user' });
  const [before, after] = await withWorkspace(command, 'reads', async (workspace) => {
    const first = facts(workspace);
    await addSource(open(), mbox('b.mbox', ['two']), now);
    await rebuild(open(), now);
    return [first, facts(workspace)];
  });
  expect(after).toEqual(before);
  expect(facts(open())).not.toEqual(before);
});
