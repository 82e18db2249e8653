/**
 * A quilt stack kept in git: each commit of the first-parent history is a snapshot of what was in the stack. A patch
 * counts as a commit of the tree whose name is that of its blob; a changed patch is another one.
 */
import {
  type Commit,
  commitId,
  DAY,
  type Epoch,
  epoch,
  type QuiltChanges,
  type QuiltNote,
  type QuiltPlace,
  type QuiltStay,
  type QuiltVersion,
} from '../../model/facts/index.ts';
import { parseMail } from '../mime/index.ts';
import { git, readBlobs } from './git.ts';
import { parseDepartures, parseQuiltSeries, type QuiltPatch } from './quilt-series.ts';
import type { Cursor, TreeItem, TreeSource } from './types.ts';

export const SERIES_FILES = ['series', 'patches/series'];

/** Where the patches of a stack are kept, beside `series`. */
export const PATCH_FOLDERS = ['broken-out', 'patches', '.'];

export function quiltTree(repository: string, role: TreeSource['role']): TreeSource {
  return { kind: 'quilt', role, read: (cursor) => readQuilt(repository, cursor) };
}

/** What is in the stack after a snapshot: all that the next one is compared with. */
interface State {
  readonly head: string;
  /** Blobs by path. */
  readonly blobs: Record<string, string>;
  readonly stays: Record<string, { entered: number; blob: string; section: string; topic: string }>;
  /** Open notes: `name\0text` to the date since when. */
  readonly notes: Record<string, number>;
  /** Why patches left, as the file has said so far. */
  readonly departures: Readonly<Record<string, readonly string[]>>;
  /** Stays that ended of late without such a word. */
  readonly ended: Record<string, { entered: number; left: number }>;
}

const EMPTY: State = { head: '', blobs: {}, stays: {}, notes: {}, departures: {}, ended: {} };

async function* readQuilt(repository: string, cursor: Cursor | null): AsyncIterable<TreeItem> {
  const head = (await git(['-C', repository, 'rev-parse', '--verify', 'HEAD'])).trim();
  let state = cursor === null ? EMPTY : { ...EMPTY, ...(JSON.parse(cursor) as Partial<State>) };
  if (state.head === head) return;
  if (state.head !== '' && !(await isAncestor(repository, state.head))) state = EMPTY;
  const snapshots = await snapshotsSince(repository, state.head);
  for (const [at, snapshot] of snapshots.entries()) {
    const { next, changes } = await take(repository, state, snapshot);
    for await (const commit of commitsOf(repository, state, next, snapshot.date))
      yield { kind: 'commit', commit };
    yield { kind: 'quilt', changes };
    yield { kind: 'progress', done: at + 1, total: snapshots.length };
    state = next;
  }
  yield { kind: 'cursor', cursor: JSON.stringify({ ...state, head }) };
}

async function isAncestor(repository: string, commit: string): Promise<boolean> {
  try {
    await git(['-C', repository, 'merge-base', '--is-ancestor', commit, 'HEAD']);
    return true;
  } catch {
    return false;
  }
}

interface Snapshot {
  readonly commit: string;
  readonly date: Epoch;
  /** Path to blob, null where it was removed. */
  readonly changed: ReadonlyMap<string, string | null>;
}

async function snapshotsSince(repository: string, last: string): Promise<readonly Snapshot[]> {
  const range = last === '' ? 'HEAD' : `${last}..HEAD`;
  const options = ['--reverse', '--first-parent', '--root', '-m', '--raw', '--no-abbrev', '--no-renames'];
  const log = await git(['-C', repository, 'log', ...options, '--format=%x00%H %ct', range]);
  return log
    .split('\0')
    .slice(1)
    .map((entry) => {
      const [head = '', ...lines] = entry.split('\n');
      const [commit = '', date = '0'] = head.split(' ');
      const changed = new Map<string, string | null>();
      for (const line of lines) {
        const raw = /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])\t(.*)$/.exec(line);
        if (raw) changed.set(raw[3]!, raw[2] === 'D' ? null : raw[1]!);
      }
      return { commit, date: epoch(Number(date)), changed };
    });
}

async function take(
  repository: string,
  state: State,
  { date, changed }: Snapshot,
): Promise<{ readonly next: State; readonly changes: QuiltChanges }> {
  const blobs = { ...state.blobs };
  for (const [path, blob] of changed) {
    if (blob === null) delete blobs[path];
    else blobs[path] = blob;
  }
  const text = await seriesFile(repository, blobs);
  const departures = parseDepartures(text);
  const listed = parseQuiltSeries(text);
  const present = listed.flatMap((patch) => {
    const blob = PATCH_FOLDERS.map(
      (folder) => blobs[folder === '.' ? patch.name : `${folder}/${patch.name}`],
    ).find(Boolean);
    return blob ? [{ patch, blob }] : [];
  });
  const changes = compare(state, present, date, departures);
  return { next: { head: '', blobs, departures, ...changes.open }, changes };
}

async function seriesFile(repository: string, blobs: State['blobs']): Promise<string> {
  const blob = SERIES_FILES.map((file) => blobs[file]).find((found) => found !== undefined);
  if (blob === undefined) return '';
  for await (const { bytes } of readBlobs(repository, [blob])) return bytes?.toString('utf8') ?? '';
  return '';
}

/** So long after a patch left its stack's maintainer may still say why, in seconds. */
const LATE = 30 * DAY;

/** The newest word on a patch that this snapshot added; null if it added none. */
function wordOn(name: string, before: State['departures'], now: State['departures']): string | null {
  const [old = [], words = []] = [before[name], now[name]];
  return words.length > old.length ? words.at(-1)! : null;
}

interface Present {
  readonly patch: QuiltPatch;
  readonly blob: string;
}

function compare(
  state: State,
  present: readonly Present[],
  date: Epoch,
  departures: State['departures'],
): QuiltChanges & { readonly open: Pick<State, 'stays' | 'notes' | 'ended'> } {
  const stays: QuiltStay[] = [];
  const places: QuiltPlace[] = [];
  const versions: QuiltVersion[] = [];
  const notes: QuiltNote[] = [];
  const open: Pick<State, 'stays' | 'notes' | 'ended'> = { stays: {}, notes: {}, ended: {} };
  for (const { patch, blob } of present) {
    const { name, section, topic } = patch;
    const before = state.stays[name];
    const entered = epoch(before?.entered ?? date);
    open.stays[name] = { entered, blob, section, topic };
    if (!before) stays.push({ name, entered, left: null, why: null, whySince: null });
    if (before?.section !== section || before.topic !== topic)
      places.push({ name, since: date, section, topic });
    if (before?.blob !== blob) versions.push({ name, commit: commitId(blob), since: date });
    for (const text of patch.notes) {
      const key = `${name}\0${text}`;
      const since = epoch(state.notes[key] ?? date);
      open.notes[key] = since;
      if (state.notes[key] === undefined) notes.push({ name, text, since, until: null });
    }
  }
  const gone = Object.entries(state.stays).map(([name, { entered }]) => ({ name, entered, left: date }));
  const late = Object.entries(state.ended).map(([name, stay]) => ({ name, ...stay }));
  for (const { name, entered, left } of [...late, ...gone]) {
    if (open.stays[name] || date - left > LATE) continue;
    const why = wordOn(name, state.departures, departures);
    const ended = { name, entered: epoch(entered), left: epoch(left), why };
    if (why !== null || left === date) stays.push({ ...ended, whySince: why === null ? null : date });
    if (why === null) open.ended[name] = { entered, left };
  }
  for (const [key, since] of Object.entries(state.notes)) {
    const [name = '', text = ''] = key.split('\0');
    if (open.notes[key] === undefined) notes.push({ name, text, since: epoch(since), until: date });
  }
  return { stays, places, versions, notes, open };
}

/** The patches that this snapshot brought or changed. */
async function* commitsOf(
  repository: string,
  before: State,
  after: State,
  date: Epoch,
): AsyncIterable<Commit> {
  const fresh = Object.entries(after.stays).filter(([name, { blob }]) => before.stays[name]?.blob !== blob);
  let at = 0;
  for await (const { bytes } of readBlobs(
    repository,
    fresh.map(([, { blob }]) => blob),
  )) {
    const [name, { blob }] = fresh[at++]!;
    const commit = bytes && (await commitOf(name, blob, bytes, date));
    if (commit) yield commit;
  }
}

/** A patch file has the header of a mail: From, Subject, then the message. */
async function commitOf(name: string, blob: string, bytes: Uint8Array, date: Epoch): Promise<Commit | null> {
  const parsed = await parseMail(bytes);
  if (parsed.kind !== 'mail') return null;
  const { mail } = parsed;
  const subject = mail.tags.title || name.replace(/\.(?:patch|diff)$/, '');
  return {
    id: commitId(blob),
    parents: [],
    author: mail.author,
    authorDate: mail.date ?? date,
    committer: mail.author,
    commitDate: date,
    subject,
    body: mail.text.split(/^---[ \t]*$/m)[0]!.trim(),
    trailers: mail.trailers,
    reverts: [],
    revertsTitles: [],
    patchId: mail.patch?.patchId ?? null,
    files: mail.patch?.files ?? [],
    lines: mail.patch?.lines ?? [],
    landedAt: date,
  };
}
