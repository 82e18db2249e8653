import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource, openWorkspace, showSeries, type Workspace } from '../../app/index.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { END } from '../support/mails.ts';

/** Bundle → a mail of the series → reply → states of the comments in it, as a reader judged them. */
type Judged = Record<string, Record<string, Record<string, readonly string[]>>>;

const read = (name: string): Judged =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as unknown as Judged;

const judged = read('review-judged.json');
const blind = read('review-blind.json');

describeCorpus('review comments of random series, against a reader’s judgement', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-review-'));
  const workspaces = new Map<string, Workspace>();
  beforeAll(async () => {
    for (const bundle of Object.keys(judged)) {
      const workspace = openWorkspace(join(folder, `${bundle}.sqlite`), true);
      await addSource(workspace, corpus(bundle), { now: END });
      workspaces.set(bundle, workspace);
    }
  });
  afterAll(async () => {
    for (const workspace of workspaces.values()) await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  /** Precision and recall of `open`, and how many were judged so. */
  async function compare(set: Judged): Promise<readonly [number, number]> {
    let [right, found, wanted] = [0, 0, 0];
    for (const [bundle, series] of Object.entries(set)) {
      for (const [name, replies] of Object.entries(series)) {
        const { comments } = await showSeries(workspaces.get(bundle)!, name, END);
        const ids = new Set([...Object.keys(replies), ...comments.map(({ messageId }) => messageId)]);
        for (const id of ids) {
          const here = comments.filter((one) => one.messageId === id && one.state === 'open').length;
          const there = (replies[id] ?? []).filter((state) => state === 'open').length;
          right += Math.min(here, there);
          found += here;
          wanted += there;
        }
      }
    }
    const [precision, recall] = [right / found, right / wanted];
    console.log(
      `open: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, ${wanted} judged open`,
    );
    return [precision, recall];
  }

  test('what is called open is open, and hardly anything open is missed', async () => {
    const [precision, recall] = await compare(judged);
    expect(precision).toBeGreaterThanOrEqual(0.88);
    expect(recall).toBeGreaterThanOrEqual(0.88);
  });

  test('the series that were judged before the program was asked', async () => {
    const [precision, recall] = await compare(blind);
    expect(precision).toBeGreaterThanOrEqual(0.8);
    expect(recall).toBeGreaterThanOrEqual(0.6);
  });
});
