/** What comes after a day changes nothing that is said of that day: the same with trees, landings and the reports. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  addSource,
  listLandings,
  listSeries,
  lossesBetween,
  queueReport,
  render,
  showSeries,
  triageQueue,
  type Workspace,
  weekly,
  weeklyJson,
} from '../../app/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { dossierOf } from '../support/dossiers.ts';
import { type Draft, diff, END, mail, receive, workspaceOf } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-as-of-'));
afterAll(() => rmSync(folder, { recursive: true }));

const START = Date.UTC(2026, 2, 2, 10) / 1000;
/** Hours between two things that happen. */
const STEP = 30;
const hour = (at: number): number => START + at * 3600;

const FILES = ['gate.c', 'door.c', 'wall.c'] as const;

const post = fc.record({
  kind: fc.constant('post' as const),
  version: fc.integer({ min: 1, max: 3 }),
  count: fc.integer({ min: 1, max: 2 }),
  from: fc.nat(1),
  line: fc.nat(1),
});
const reply = fc.record({ kind: fc.constant('reply' as const), to: fc.nat(), word: fc.nat(4) });
const apply = fc.record({
  kind: fc.constant('apply' as const),
  patch: fc.nat(),
  isEdited: fc.boolean(),
  hasLink: fc.boolean(),
});
const revert = fc.record({ kind: fc.constant('revert' as const), commit: fc.nat() });
const stack = fc.record({ kind: fc.constant('stack' as const), patch: fc.nat(), isEdited: fc.boolean() });
const keepers = fc.record({ kind: fc.constant('keepers' as const), who: fc.nat(2) });

const event = fc.oneof(
  { weight: 3, arbitrary: post },
  { weight: 3, arbitrary: reply },
  { weight: 4, arbitrary: apply },
  { weight: 3, arbitrary: revert },
  { weight: 2, arbitrary: stack },
  { weight: 1, arbitrary: keepers },
);
/** Something is posted and applied in every history. */
const histories = fc
  .tuple(post, apply, fc.array(event, { minLength: 3, maxLength: 9 }))
  .map(([first, second, rest]): readonly Event[] => [first, second, ...rest]);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const WORDS = [
  'Reviewed-by: Bob Builder <bob@example.org>\n',
  '> +int x;\n\nWhy not static?\n',
  'Applied, thanks!\n',
  'Patches 1-2 applied.\n',
  'NACK\n',
];

interface Post extends Draft {
  readonly file: string;
  readonly line: string;
  readonly title: string;
}

interface HistoryCommit {
  readonly at: number;
  readonly message: string;
  readonly file: string;
  readonly content: string;
}

/** A commit's name follows from what it holds: computed here, since a revert names it before git has made it. */
const blobName = (text: string): string => objectName('blob', Buffer.from(text));

function objectName(kind: string, bytes: Buffer): string {
  const header = Buffer.from(`${kind} ${bytes.length}\0`);
  return createHash('sha1').update(header).update(bytes).digest('hex');
}

const AUTHOR = 'Ann Author <ann@example.org>';
const KEEPER = 'Olaf Owner <olaf@example.org>';

class History {
  readonly commits: HistoryCommit[] = [];
  readonly names: string[] = [];
  readonly #files = new Map<string, string>();

  add(commit: HistoryCommit): void {
    this.#files.set(commit.file, commit.content);
    const entries = [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1));
    const tree = objectName(
      'tree',
      Buffer.concat(
        entries.map(([name, text]) =>
          Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(blobName(text), 'hex')]),
        ),
      ),
    );
    const parent = this.names.length > 0 ? `parent ${this.names.at(-1)}\n` : '';
    const when = `${hour(commit.at)} +0000`;
    const body = `tree ${tree}\n${parent}author ${AUTHOR} ${when}\ncommitter ${KEEPER} ${when}\n\n${commit.message}`;
    this.names.push(objectName('commit', Buffer.from(body)));
    this.commits.push(commit);
  }

  content(file: string): string {
    return this.#files.get(file) ?? '';
  }

  /** A repository that has the commits up to that hour. */
  repository(name: string, until: number): string {
    const path = join(folder, name);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=master', path]);
    const stream = this.commits
      .filter(({ at }) => at <= until)
      .map(({ at, message, file, content }) => {
        const when = `${hour(at)} +0000`;
        const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
        return `commit refs/heads/master\nauthor ${AUTHOR} ${when}\ncommitter ${KEEPER} ${when}\n${data(message)}M 100644 inline ${file}\n${data(content)}`;
      });
    execFileSync('git', ['-C', path, 'fast-import', '--quiet'], { input: stream.join('\n') });
    return path;
  }
}

/** A quilt stack kept in git: patches enter it, are refreshed, and leave it. */
class StackHistory {
  readonly #snapshots: { readonly at: number; readonly patches: ReadonlyMap<string, string> }[] = [];

  /** Puts the patch in, or takes out what is there and not refreshed. */
  change(at: number, post: Post, isEdited: boolean): void {
    const patches = new Map(this.#snapshots.at(-1)?.patches);
    const name = `ns-${post.file.replace('.c', '')}.patch`;
    if (patches.has(name) && !isEdited) patches.delete(name);
    else
      patches.set(
        name,
        `From: ${AUTHOR}\nSubject: ${post.title}\n\nWhy.\n${diff(post.file, isEdited ? `${post.line} // ${at}` : post.line)}`,
      );
    this.#snapshots.push({ at, patches });
  }

  /** A repository that has the snapshots up to that hour; null where there are none. */
  repository(name: string, until: number): string | null {
    const snapshots = this.#snapshots.filter(({ at }) => at <= until);
    if (snapshots.length === 0) return null;
    const path = join(folder, name);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=master', path]);
    const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
    const stream = snapshots.map(({ at, patches }) => {
      const files = [...patches].map(([file, text]) => `M 100644 inline broken-out/${file}\n${data(text)}`);
      const series = `M 100644 inline series\n${data(`#NEXT_PATCHES_START mm\n${[...patches.keys()].map((file) => `${file}\n`).join('')}`)}`;
      const when = `${hour(at)} +0000`;
      return `commit refs/heads/master\nauthor ${KEEPER} ${when}\ncommitter ${KEEPER} ${when}\n${data('Snapshot\n')}deleteall\n${series}M 100644 inline broken-out/README\n${data('The patches.\n')}${files.join('')}`;
    });
    execFileSync('git', ['-C', path, 'fast-import', '--quiet'], { input: stream.join('\n') });
    return path;
  }
}

interface Told {
  readonly drafts: readonly Draft[];
  readonly tree: History;
  readonly stack: StackHistory;
}

function historyOf(events: readonly Event[]): Told {
  const stack = new StackHistory();
  const drafts: Draft[] = [];
  const posts: Post[] = [];
  const tree = new History();
  for (const file of FILES) tree.add({ at: -10, message: `Begin ${file}\n`, file, content: 'a\nb\n' });
  const applied: { readonly name: string; readonly title: string; readonly file: string }[] = [];
  events.forEach((one, n) => {
    const at = (n + 1) * STEP;
    if (one.kind === 'post') {
      const tag = one.version === 1 ? 'PATCH' : `PATCH v${one.version}`;
      for (let k = 0; k < one.count; k++) {
        const file = FILES[(one.from + k) % FILES.length]!;
        const title = `ns: Add ${file}`;
        const line = `int x${one.line === 0 ? '' : one.version};`;
        const number = one.count === 1 ? '' : ` ${k + 1}/${one.count}`;
        const post: Post = {
          id: `p${n}.${k}`,
          subject: `[${tag}${number}] ${title}`,
          at: at * 60 + k,
          body: `Why.\n${diff(file, line)}`,
          ...(k > 0 ? { to: `p${n}.0` } : {}),
          file,
          line,
          title,
        };
        posts.push(post);
        drafts.push(post);
      }
    } else if (one.kind === 'reply') {
      const to = posts[one.to % Math.max(1, posts.length)];
      if (to)
        drafts.push({
          id: `r${n}`,
          subject: `Re: ${to.subject}`,
          to: to.id,
          at: at * 60,
          from: 'Bob Builder <bob@example.org>',
          body: WORDS[one.word]!,
        });
    } else if (one.kind === 'apply') {
      const post = posts[one.patch % Math.max(1, posts.length)];
      if (!post) return;
      const link = one.hasLink ? `\nLink: https://lore.kernel.org/r/${post.id}@example.org\n` : '';
      const content = `a\n${post.line}\n${one.isEdited ? `edited ${n};\n` : ''}b\n`;
      tree.add({ at, message: `${post.title}\n\nWhy.\n${link}`, file: post.file, content });
      applied.push({ name: tree.names.at(-1)!, title: post.title, file: post.file });
    } else if (one.kind === 'revert') {
      const commit = applied[one.commit % Math.max(1, applied.length)];
      if (!commit) return;
      const message = `Revert "${commit.title}"\n\nThis reverts commit ${commit.name}.\n`;
      tree.add({
        at,
        message,
        file: commit.file,
        content: `a\nb\n${tree.content(commit.file) === 'a\nb\n' ? `${n}\n` : ''}`,
      });
      applied.push({ name: tree.names.at(-1)!, title: `Revert "${commit.title}"`, file: commit.file });
    } else if (one.kind === 'stack') {
      const post = posts[one.patch % Math.max(1, posts.length)];
      if (post) stack.change(at, post, one.isEdited);
    } else {
      const who = [
        'Bob Builder <bob@example.org>',
        'Cat Keeper <cat@example.org>',
        'Olaf Owner <olaf@example.org>',
      ];
      tree.add({
        at,
        message: 'MAINTAINERS: change\n',
        file: 'MAINTAINERS',
        content: `GATES\nM:\t${who[one.who]}\nF:\t${FILES[n % FILES.length]}\n`,
      });
    }
  });
  return { drafts, tree, stack };
}

const dossier = dossierOf({
  features: [{ id: 'gates', title: 'gates', selectors: { titles: ['^ns: '] } }],
});

let count = 0;

async function workspaceAt({ drafts, tree, stack }: Told, until: number): Promise<Workspace> {
  const workspace = await workspaceOf();
  const path = tree.repository(`tree${count++}`, until);
  await receive(workspace.store, drafts.filter((draft) => (draft.at ?? 0) <= until * 60).map(mail));
  await addSource(workspace, path, { now: END, role: 'mainline', name: 'tree' });
  const patches = stack.repository(`stack${count++}`, until);
  if (patches !== null) await addSource(workspace, patches, { now: END, role: 'mm', name: 'stack' });
  return workspace;
}

/** Everything that is said of a day. */
async function answers(workspace: Workspace, asOf: Epoch): Promise<string> {
  const series = await listSeries(workspace, asOf);
  const said = {
    series,
    shown: await Promise.all(series.map(({ id }) => showSeries(workspace, id, asOf))),
    landings: await listLandings(workspace, asOf, false),
    blind: await listLandings(workspace, asOf, true),
    queue: await triageQueue(workspace, null, asOf, { all: true }),
    lost: await lossesBetween(workspace, epoch(0), asOf),
    report: render(await queueReport(workspace, dossier, asOf, {}), 'text'),
    week: weeklyJson(await weekly(workspace, dossier, asOf)),
  };
  await workspace.store.close();
  return JSON.stringify(said, null, 1);
}

test('mails and commits that come later change no answer as of a day', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(histories, fc.double({ min: 0.2, max: 1, noNaN: true }), async (events, cut) => {
      const told = historyOf(events);
      const until = Math.floor(cut * (events.length + 1) * STEP);
      const asOf = epoch(hour(until));
      const then = await answers(await workspaceAt(told, until), asOf);
      const now = await answers(await workspaceAt(told, Number.MAX_SAFE_INTEGER), asOf);
      expect(now).toBe(then);
    }),
    { numRuns: 15, unbiased: true },
  );
});
