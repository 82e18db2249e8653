/** `series diff`, from mails alone, beside git range-diff of what git am makes of the same mails on LTP's tree. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource, diffSeries, openWorkspace, seriesMbox, type Workspace } from '../../app/index.ts';
import type { Series } from '../../model/facts/index.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { END } from '../support/mails.ts';

/** Series ids of two versions: patches kept, changed, added, dropped, renumbered, and rewritten under their title. */
const VERSIONS = [
  ['303e55eeb318', '4498438128e9'],
  ['1c506a4ca7fb', 'b46a4b3b34be'],
  ['4423d6c8dbc3', 'c615cbb3a8cf'],
  ['9402ad2490a1', '08abfbd74134'],
  ['62733ab87766', 'f86ce035ddb5'],
  ['273314e45609', '2ac3600a163a'],
] as const;

describeCorpus('two versions compared as git range-diff compares them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-range-diff-'));
  let workspace: Workspace;
  const git = (args: readonly string[], input = ''): string =>
    execFileSync(
      'git',
      ['-C', join(folder, 'ltp'), '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args],
      {
        encoding: 'utf8',
        input,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    ).trim();

  beforeAll(async () => {
    workspace = openWorkspace(join(folder, 'ltp.sqlite'), true);
    await addSource(workspace, corpus('ltp-list-2024.bundle'), { now: END });
    execFileSync('tar', ['xf', corpus('ltp.git.tar'), '-C', folder]);
    execFileSync('git', ['clone', '-q', join(folder, 'ltp.git'), join(folder, 'ltp')], { stdio: 'pipe' });
  });
  afterAll(async () => {
    await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  /** The range of commits that git am makes of a version, on the tree of its day. */
  async function rangeOf({ id, date }: Series): Promise<string> {
    git([
      'checkout',
      '-q',
      '--detach',
      git(['rev-list', '-1', '--first-parent', `--before=${date}`, 'origin/HEAD']),
    ]);
    const base = git(['rev-parse', 'HEAD']);
    git(['am', '-q'], (await seriesMbox(workspace, id, END, { isThisVersion: true, isBare: true })).text);
    return `${base}..${git(['rev-parse', 'HEAD'])}`;
  }

  test.each(VERSIONS)('%s and %s', async (older, newer) => {
    const { before, after, pairs } = await diffSeries(workspace, older, newer, END);
    const lines = git(['range-diff', '-s', await rangeOf(before), await rangeOf(after)]).split('\n');
    const theirs = lines.flatMap((line) => {
      const found = /^\s*(\d+):\s+\S+ [=!]\s+(\d+):/.exec(line);
      return found ? [`${found[1]} ${found[2]}`] : [];
    });
    const ours = pairs.filter((pair) => pair.before && pair.after);
    const numbers = ours.map((pair) => `${pair.before!.n} ${pair.after!.n}`);
    for (const pair of theirs) expect(numbers).toContain(pair);
    // git gives up on a patch that was rewritten; the title tells that it is the same.
    for (const pair of ours)
      if (!theirs.includes(`${pair.before!.n} ${pair.after!.n}`))
        expect(pair.after!.title).toBe(pair.before!.title);
  });
});
