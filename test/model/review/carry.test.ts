/** What goes to `git am`, and what was lost between versions: with a real git. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { diffSeries, type MboxOptions, seriesMbox, showSeries } from '../../../app/index.ts';
import { commitFiles, git, repository } from '../../support/archives.ts';
import { type Draft, END, mail, workspaceOf } from '../../support/mails.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-carry-'));
afterAll(() => rmSync(root, { recursive: true }));

const BOB = 'Bob Builder <bob@example.org>';
const SIGNED = 'Signed-off-by: Ann Author <ann@example.org>';

/** A patch that adds a line to a file of two lines. */
const patch = (file: string, line: string, extra = ''): string =>
  `Because.\n\n${SIGNED}\n${extra}---\n ${file} | 1 +\n\ndiff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,3 @@\n a\n+${line}\n b\n-- \n2.39.5\n`;

const v1: readonly Draft[] = [
  { id: 'c', subject: '[PATCH 0/2] ns: Thing' },
  { id: 'p1', subject: '[PATCH 1/2] ns: One', to: 'c', at: 1, body: patch('one.c', 'int x;') },
  { id: 'p2', subject: '[PATCH 2/2] ns: Two', to: 'c', at: 2, body: patch('two.c', 'int y;') },
];
const reply = (to: string, body: string, more: Partial<Draft> = {}): Draft => ({
  id: `r-${to}-${body.length}`,
  subject: 'Re: [PATCH] x',
  to,
  at: 20,
  from: BOB,
  body,
  ...more,
});

const workspaceWith = (...drafts: readonly Draft[]) => workspaceOf(drafts.map(mail));

/** The log that `git am` makes of the mbox. */
async function applied(drafts: readonly Draft[], name: string, options: MboxOptions = {}): Promise<string> {
  const found = await seriesMbox(await workspaceWith(...drafts), name, END, options);
  const path = repository(mkdtempSync(join(root, 'tree-')));
  commitFiles(path, { 'one.c': 'a\nb\n', 'two.c': 'a\nb\n' }, 'base');
  git(path, ['am', '--quiet'], undefined, found.text);
  return git(path, ['log', '--reverse', '--format=%an: %s%n%n%b', 'HEAD~2..']);
}

describe('series mbox', () => {
  test('puts trailers of replies behind those of the patch, each once', async () => {
    const log = await applied(
      [
        ...v1,
        reply('p1', 'Nice.\n\nReviewed-by: Bob Builder <bob@example.org>\n'),
        reply('c', 'Acked-by: Cat Keeper <cat@example.org>\n', {
          from: 'Cat Keeper <cat@example.org>',
          at: 25,
        }),
        reply('p1', 'reviewed-by:  Bob Builder  <bob@example.org>\n\nagain\n'),
        reply('p2', 'Nacked-by: Bob Builder <bob@example.org>\n'),
      ],
      'c@example.org',
    );
    expect(log.split('\n').filter((line) => line !== '')).toEqual([
      'Ann Author: ns: One',
      'Because.',
      SIGNED,
      'Reviewed-by: Bob Builder <bob@example.org>',
      'Acked-by: Cat Keeper <cat@example.org>',
      'Ann Author: ns: Two',
      'Because.',
      SIGNED,
      'Nacked-by: Bob Builder <bob@example.org>',
      'Acked-by: Cat Keeper <cat@example.org>',
    ]);
  });

  test('leaves out what somebody else sent, unless it may be sloppy', async () => {
    const drafts = [...v1, reply('p1', 'Tested-by: Dan Digger <dan@example.net>\n')];
    expect(await applied(drafts, 'c@example.org')).not.toContain('Dan');
    expect(await applied(drafts, 'c@example.org', { isSloppy: true })).toContain('Tested-by: Dan Digger');
  });

  test('puts a partial reroll in the place of what it replaces', async () => {
    const log = await applied(
      [
        ...v1,
        reply('p2', 'Reviewed-by: Bob Builder <bob@example.org>\n'),
        reply('p1', 'Reviewed-by: Bob Builder <bob@example.org>\n'),
        {
          id: 'p2b',
          subject: '[PATCH v1.1 2/2] ns: Two',
          to: 'p2',
          at: 30,
          body: patch('two.c', 'long y;'),
        },
      ],
      'c@example.org',
    );
    expect(log.match(/Reviewed-by/g)).toHaveLength(1);
    expect(log).toContain('ns: Two');
  });
});

test('a review of a patch that a partial reroll replaced is lost, and said to be', async () => {
  const workspace = await workspaceWith(...v1, reply('p2', 'Reviewed-by: Bob Builder <bob@example.org>\n'), {
    id: 'p2b',
    subject: '[PATCH v1.1 2/2] ns: Two',
    to: 'p2',
    at: 30,
    body: patch('two.c', 'long y;'),
  });
  const { text, lost } = await seriesMbox(workspace, 'c@example.org', END);
  expect(text).not.toContain('Reviewed-by');
  expect(lost.map(({ kind, appliesTo }) => [kind, appliesTo])).toEqual([['Reviewed-by', 2]]);
});

describe('a new version', () => {
  const v2: readonly Draft[] = [
    { id: 'c2', subject: '[PATCH v2 0/3] ns: Thing', at: 60 },
    { id: 'p21', subject: '[PATCH v2 1/3] ns: One', to: 'c2', at: 61, body: patch('one.c', 'int x;') },
    { id: 'p22', subject: '[PATCH v2 2/3] ns: Two', to: 'c2', at: 62, body: patch('two.c', 'long y;') },
    { id: 'p23', subject: '[PATCH v2 3/3] ns: Three', to: 'c2', at: 63, body: patch('three.c', 'int z;') },
  ];
  const given = [
    reply('p1', 'Reviewed-by: Bob Builder <bob@example.org>\n'),
    reply('p2', 'Reviewed-by: Bob Builder <bob@example.org>\n'),
  ];

  test('keeps the review of a patch that did not change, and loses that of one that did', async () => {
    const { carried, lost } = await showSeries(
      await workspaceWith(...v1, ...given, ...v2),
      'c2@example.org',
      END,
    );
    expect(carried.map(({ kind, appliesTo }) => [kind, appliesTo])).toEqual([['Reviewed-by', 1]]);
    expect(lost.map(({ kind, appliesTo }) => [kind, appliesTo])).toEqual([['Reviewed-by', 2]]);
  });

  test('is compared patch by patch', async () => {
    const { pairs } = await diffSeries(await workspaceWith(...v1, ...v2), 'c2@example.org', null, END);
    expect(pairs.map(({ before, after, change }) => [before?.n, after?.n, change])).toEqual([
      [1, 1, 'kept'],
      [2, 2, 'changed'],
      [undefined, 3, 'added'],
    ]);
    expect(pairs[1]!.diff).toContain('-+int y;');
    expect(pairs[1]!.diff).toContain('++long y;');
  });
});
