/** The state of a patch in the REST API's listing, after what came later, elsewhere than in its thread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addSource, refreshListing, syncSources, type Workspace } from '../../app/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { diff, END, mail, receive, workspaceOf } from '../support/mails.ts';
import { diffOf, lines, Story } from '../support/story.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-listing-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of the only patch, when somebody asks. */
async function state(workspace: Workspace): Promise<unknown> {
  await refreshListing(workspace, null);
  return workspace.store.sqlite.prepare("SELECT state FROM listed_mail WHERE kind = 'patch'").pluck().get();
}

test('a commit that reverts what carried it', async () => {
  const story = new Story(folder, 'reverted');
  const files = { 'gate.c': lines('gate', 1, 9) };
  story.post({ id: 'gate', subject: '[PATCH] gate: open it at once' }, diffOf({}, files));
  story.commit(files, 'gate: open it at once', 5, 0);
  await story.read();
  const before = await state(story.workspace);
  story.commit({ 'gate.c': '' }, 'Revert "gate: open it at once"', 10);
  await syncSources(story.workspace, { now: END });
  expect([before, await state(story.workspace)]).toEqual(['accepted', 'new']);
  await story.workspace.store.close();
});

test('a stack that it has left', async () => {
  const path = repository(join(folder, 'stack'));
  const workspace = await workspaceOf([
    mail({ id: 'a', subject: '[PATCH] ns: a', body: `Why.\n${diff('a.c')}` }),
  ]);
  const content = diff('a.c').replace(/^diff --git.*\nindex.*\n/m, '');
  const patch = `From: Ann Author <ann@example.org>\nSubject: ns: a\n\nWhy.\n${content}`;
  commitFiles(path, { series: 'a.patch\n', 'broken-out/a.patch': patch }, 'Update', END - 200);
  await addSource(workspace, path, { now: END, role: 'mm' });
  const before = await state(workspace);
  commitFiles(path, { series: '#a.patch: dropped, it breaks\n' }, 'Update', END - 100);
  await syncSources(workspace, { now: END });
  expect([before, await state(workspace)]).toEqual(['awaiting-upstream', 'new']);
  await workspace.store.close();
});

test('a mail in a thread of its own that names it', async () => {
  const workspace = await workspaceOf([
    mail({ id: 'one', subject: '[PATCH] mm: one', body: `Why.\n${diff('a.c')}` }),
  ]);
  const before = await state(workspace);
  await receive(workspace.store, [
    mail({
      id: 'mm',
      subject: '+ mm-one.patch added to mm-unstable branch',
      at: 60,
      from: 'Andrew Morton <akpm@linux-foundation.org>',
      body: 'The patch titled\n     Subject: mm: one\nhas been added to the -mm mm-unstable branch.  Its filename is\n     mm-one.patch\n',
    }),
  ]);
  expect([before, await state(workspace)]).toEqual(['new', 'awaiting-upstream']);
});
