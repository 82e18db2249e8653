import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lossesBetween } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { lossLine } from '../../reports/losses.ts';
import { type Draft, diff, mail, workspaceOf } from '../support/mails.ts';
import { diffOf, Story } from '../support/story.ts';

const BOB = 'Bob Builder <bob@example.org>';
const CAT = 'Cat Keeper <cat@example.org>';
const DAY = 24 * 60;
const day = (n: number) => epoch(Date.UTC(2026, 2, 2 + n, 12) / 1000);

const patch = (id: string, tag: string, line: string, more: Partial<Draft> = {}): Draft => ({
  id,
  subject: `[${tag}] ns: One`,
  body: `Why.\n\nSigned-off-by: Ann Author <ann@example.org>\n${diff('a.c', line)}`,
  ...more,
});

const reply = (to: string, body: string, at: number, from = BOB): Draft => ({
  id: `r-${to}-${at}`,
  subject: 'Re: [PATCH] ns: One',
  to,
  at,
  from,
  body,
});

const lost = async (drafts: readonly Draft[], until = 60): Promise<readonly string[]> =>
  (await lossesBetween(await workspaceOf(drafts.map(mail)), day(-1), day(until))).map(
    (one) => lossLine(one).text,
  );

describe('a review is lost', () => {
  const given = reply('p', 'Reviewed-by: Bob Builder <bob@example.org>\n', 10);

  test('where the next version changed the patch', async () => {
    expect(
      await lost([patch('p', 'PATCH', 'int x;'), given, patch('q', 'PATCH v2', 'long x;', { at: DAY })]),
    ).toEqual(['v2 ns: One lost Reviewed-by of Bob Builder, given to v1: patch 1 has it no more']);
  });

  test('where its author had it in the patch, and left it out again', async () => {
    const own = patch('p', 'PATCH', 'int x;');
    const body = own.body!.replace('Signed-off', 'Acked-by: Bob Builder <bob@example.org>\nSigned-off');
    expect(await lost([{ ...own, body }, patch('q', 'PATCH v2', 'int x;', { at: DAY })])).toEqual([
      'v2 ns: One lost Acked-by of Bob Builder, given to v1: patch 1 has it no more',
    ]);
  });

  test('in the version that had it no more first: a later one is no news', async () => {
    const workspace = await workspaceOf(
      [
        patch('p', 'PATCH', 'int x;'),
        given,
        patch('q', 'PATCH v2', 'long x;', { at: DAY }),
        patch('r', 'PATCH v3', 'char x;', { at: 9 * DAY }),
      ].map(mail),
    );
    const lines = async (after: number) =>
      (await lossesBetween(workspace, day(after), day(60))).map((one) => lossLine(one).text);
    expect(await lines(5)).toEqual([]);
    expect(await lines(-1)).toEqual([
      'v3 ns: One lost Reviewed-by of Bob Builder, given to v1: patch 1 has it no more since v2',
    ]);
  });

  test('not in a version that was there before it was given', async () => {
    expect(
      await lost([
        patch('p', 'PATCH', 'int x;'),
        patch('q', 'PATCH v2', 'long x;', { at: 5 }),
        given,
        patch('r', 'PATCH v3', 'char x;', { at: 9 * DAY }),
      ]),
    ).toEqual(['v3 ns: One lost Reviewed-by of Bob Builder, given to v1: patch 1 has it no more']);
  });

  test('but not where the next version has it, or changed nothing', async () => {
    const next = patch('q', 'PATCH v2', 'long x;', { at: DAY });
    const body = next.body!.replace('Signed-off', 'Reviewed-by: Bob Builder <bob@example.org>\nSigned-off');
    expect(await lost([patch('p', 'PATCH', 'int x;'), given, { ...next, body }])).toEqual([]);
    expect(
      await lost([patch('p', 'PATCH', 'int x;'), given, patch('q', 'PATCH v2', 'int x;', { at: DAY })]),
    ).toEqual([]);
  });
});

test.each([
  ['without it', '', 1],
  ['with it', `Reviewed-by: ${BOB}\n`, 0],
])('a review that the next version left out is lost where the commit landed %s', async (_, back, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-lost-'));
  try {
    const story = new Story(folder, 'tree');
    const after = (line: string) => ({ 'a.c': `${line}\n` });
    story.post({ id: 'p', subject: '[PATCH] ns: One' }, diffOf({}, after('int x;')));
    story.post(reply('p', `Reviewed-by: ${BOB}\n`, 10));
    story.post({ id: 'q', subject: '[PATCH v2] ns: One', at: DAY }, diffOf({}, after('long x;')));
    const signed = 'Signed-off-by: Cat Keeper <cat@example.org>';
    story.commit(after('long x;'), `ns: One\n\nWhy.\n\n${back}${signed}`, 30, 24);
    const { workspace } = await story.read();
    const found = await lossesBetween(workspace, day(-1), day(60));
    expect(found.filter(({ kind }) => kind === 'trailer')).toHaveLength(count);
    await workspace.store.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a comment is lost', () => {
  const asked = reply('p', '> +int x;\n\nWhy not static?\n', 10, CAT);

  test('that nobody answered for two weeks, and no day earlier', async () => {
    const drafts = [patch('p', 'PATCH', 'int x;'), asked];
    expect(await lost(drafts, 15)).toEqual([
      'v1 ns: One: no answer in two weeks, the comment of Cat Keeper on patch 1 (Why not static?)',
    ]);
    expect(await lost(drafts, 13)).toEqual([]);
  });

  test('that the next version passed over', async () => {
    const next = patch('q', 'PATCH v2', 'int x;', { at: DAY });
    expect(await lost([patch('p', 'PATCH', 'int x;'), asked, next], 3)).toEqual([
      'v1 ns: One: superseded without an answer, the comment of Cat Keeper on patch 1 (Why not static?)',
    ]);
  });

  test('but not one that was answered', async () => {
    const answer = reply(
      'r-p-10',
      '> Why not static?\n\nIt is used elsewhere.\n',
      20,
      'Ann Author <ann@example.org>',
    );
    expect(await lost([patch('p', 'PATCH', 'int x;'), asked, answer])).toEqual([]);
  });
});
