import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addSource, openWorkspace, showSeries, type Workspace } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { compareMarked, figures, type Marked, precision, recall } from '../support/judgement.ts';
import { END } from '../support/mails.ts';

/** Bundle → a mail of the series → reply → states of the comments in it, as a reader judged them; `unclear` ones do not count. */
type Judged = Record<string, Record<string, Record<string, readonly string[]>>>;

/** Whom a series waited for on that day, and since which; several where more than one is right. */
interface Waits {
  readonly sample: 'first' | 'second' | 'third' | 'fourth' | 'fifth';
  readonly bundle: string;
  readonly series: string;
  readonly asOf: string;
  readonly who: readonly string[];
  readonly since: readonly string[];
}

const read = <Data>(name: string): Data =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Data;

const judged = read<Judged>('review-judged.json');
const blind = read<Judged>('review-blind.json');
const marked = read<Readonly<Record<string, Marked>>>('review-marked.json');
const judgedOpen = read<Readonly<Record<string, Judged>>>('review-open.json');
/** As of when series of the ninth sample, and those from the eleventh on, were judged; the others at the end of their archive. */
const openDays = read<Readonly<Record<string, string>>>('review-open-days.json');
const waits = read<readonly Waits[]>('review-waits.json');

/** Floors of precision and recall: of `open`, and of comments at all. */
const FLOORS = {
  first: [0.8, 0.88, 0.95, 0.92],
  second: [0.9, 0.9, 0.95, 0.87],
  third: [0.9, 0.9, 0.95, 0.87],
  fourth: [0.85, 0.85, 0.92, 0.93],
  tenth: [0.9, 0.9, 0.95, 0.8],
  eleventh: [0.93, 0.93, 0.95, 0.85],
  twelfth: [0.9, 0.9, 0.92, 0.9],
  thirteenth: [0.85, 0.88, 0.88, 0.9],
  fourteenth: [0.9, 0.9, 0.95, 0.85],
} as const;
const SAMPLES = Object.keys(FLOORS) as readonly (keyof typeof FLOORS)[];
/** Judged a minute before the next version came, where one did. */
const BEFORE_THE_NEXT: ReadonlySet<string> = new Set(['eleventh', 'twelfth', 'thirteenth', 'fourteenth']);

describeCorpus('review comments of random series, against a reader’s judgement', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-review-'));
  const workspaces = new Map<string, Workspace>();
  beforeAll(async () => {
    for (const bundle of Object.keys(judged)) {
      const workspace = openWorkspace(join(folder, `${bundle}.sqlite`), true);
      await addSource(workspace, corpus(bundle), { now: END });
      workspaces.set(bundle, workspace);
    }
    execFileSync('tar', ['xf', corpus('ltp.git.tar'), '-C', folder]);
    const tree = join(folder, 'ltp.git');
    await addSource(workspaces.get('ltp-list-2024.bundle')!, tree, { now: END, role: 'mainline' });
  });
  afterAll(async () => {
    for (const workspace of workspaces.values()) await workspace.store.close();
    rmSync(folder, { recursive: true });
  });

  /** Precision and recall of `open`, and how many were judged so. */
  async function compare(
    set: Judged,
    days: Readonly<Record<string, string>> = {},
  ): Promise<readonly [number, number]> {
    let [right, found, wanted] = [0, 0, 0];
    for (const [bundle, series] of Object.entries(set)) {
      for (const [name, replies] of Object.entries(series)) {
        const asOf = days[name] === undefined ? END : epoch(Date.parse(days[name]) / 1000);
        const { comments } = await showSeries(workspaces.get(bundle)!, name, asOf);
        const ids = new Set([...Object.keys(replies), ...comments.map(({ messageId }) => messageId)]);
        for (const id of ids) {
          const here = comments.filter((one) => one.messageId === id && one.state === 'open').length;
          const there = (replies[id] ?? []).filter((state) => state === 'open').length;
          const unclear = (replies[id] ?? []).filter((state) => state === 'unclear').length;
          const both = Math.min(here, there);
          right += both;
          found += Math.max(both, here - unclear);
          wanted += there;
          if (process.env['DIFFERENCES'] && here !== there)
            console.log(`${name} <${id}>: judged ${there} open, ${unclear} unclear; said ${here}`);
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

  test.each([
    ['fifth', 0.5, 0.5],
    ['sixth', 0.88, 0.95],
    ['seventh', 0.94, 0.94],
    ['eighth', 0.9, 0.95],
    ['ninth', 0.88, 0.88],
  ] as const)('the %s sample, of which the open remarks were judged', async (sample, precise, complete) => {
    const days = sample === 'ninth' ? openDays : {};
    const [precision, recall] = await compare(judgedOpen[sample]!, days);
    expect(precision).toBeGreaterThanOrEqual(precise);
    expect(recall).toBeGreaterThanOrEqual(complete);
  });

  test.each(SAMPLES)('the %s sample of series, each remark of which was judged', async (sample) => {
    const days = BEFORE_THE_NEXT.has(sample) ? openDays : {};
    const { open, comments, states, differences } = await compareMarked(workspaces, marked[sample]!, days);
    console.log(
      [
        `${sample} sample: ${figures('open', open)}`,
        figures('comments', comments),
        `states right: ${states.right} of ${states.wanted}`,
        ...(process.env['DIFFERENCES'] ? differences : []),
      ].join('\n  '),
    );
    const found = [precision(open), recall(open), precision(comments), recall(comments)];
    found.forEach((figure, at) => {
      expect(figure).toBeGreaterThanOrEqual(FLOORS[sample][at]!);
    });
  });

  test.each(['first', 'second', 'third', 'fourth', 'fifth'] as const)(
    'whom the series of the %s sample wait for',
    async (sample) => {
      let [right, dated] = [0, 0];
      const ones = waits.filter((one) => one.sample === sample);
      for (const { bundle, series, asOf, who, since } of ones) {
        const date = epoch(Date.parse(asOf) / 1000);
        const { waitsFor } = await showSeries(workspaces.get(bundle)!, series, date);
        if (!who.includes(waitsFor.who)) {
          if (process.env['DIFFERENCES']) console.log(`${series} ${asOf}: ${waitsFor.who}, ${waitsFor.why}`);
          continue;
        }
        right++;
        const day = new Date(waitsFor.since * 1000).toISOString().slice(0, 10);
        if (since.length === 0 || since.includes(day)) dated++;
      }
      console.log(`${sample} sample: waits for, ${right} right of ${ones.length}; since when, ${dated}`);
      expect(right / ones.length).toBeGreaterThanOrEqual(0.93);
      expect(dated / ones.length).toBeGreaterThanOrEqual(0.9);
    },
  );
});
