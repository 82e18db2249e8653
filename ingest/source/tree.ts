/** A git tree: each commit once, with its diff read by the same code that reads diffs of mails. */
import { hash } from 'node:crypto';
import { type Commit, commitId, type Epoch, epoch, type TreeRole } from '../../model/facts/index.ts';
import { messageTrailers, readDiff, stablePatchId } from '../mail/index.ts';
import { ByteReader, git, gitStream, readBlobs } from './git.ts';
import { revertedBy, revertedTitles } from './reverts.ts';
import type { Cursor, TreeItem, TreeSource } from './types.ts';

/** @param since what the first-parent history got before is not read; null for all */
export function gitTree(repository: string, role: TreeRole, since: Epoch | null): TreeSource {
  return { kind: 'git', role, read: (cursor) => readTree(repository, since, cursor) };
}

/** One record a commit; the diff follows up to the next one. \x01 cannot stand in a commit message's first line. */
const FORMAT = ['%H', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x00');
const RECORD = '\x01commit\x01';
const MESSAGE_END = '\x01end\x01';

async function* readTree(
  repository: string,
  since: Epoch | null,
  cursor: Cursor | null,
): AsyncIterable<TreeItem> {
  const head = (await git(['-C', repository, 'rev-parse', '--verify', 'HEAD'])).trim();
  const notes = await noteRefs(repository);
  const [last = null, lastNotes = ''] = cursor?.split('\n') ?? [];
  if (last !== head) yield* readCommits(repository, head, last, since);
  if (notes !== lastNotes) yield* readNotes(repository, notes);
  if (last !== head || notes !== lastNotes)
    yield { kind: 'cursor', cursor: notes === '' ? head : `${head}\n${notes}` };
}

async function* readCommits(
  repository: string,
  head: string,
  last: string | null,
  since: Epoch | null,
): AsyncIterable<TreeItem> {
  const isGrown = last !== null && (await isAncestor(repository, last));
  const base = isGrown || since === null ? null : await newestBefore(repository, since);
  const from = isGrown ? last : base;
  const range = from === null ? head : `${from}..${head}`;
  if (last !== null && !isGrown) yield await whatIsGone(repository, last, range);
  const landed = await landingDates(repository, range);
  let done = 0;
  for await (const record of records(repository, range)) {
    const commit = readCommit(record, landed);
    if (commit) yield { kind: 'commit', commit };
    if (++done % 100 === 0) yield { kind: 'progress', done, total: landed.size };
  }
  yield* readFile(repository, base, range, 'MAINTAINERS', 'maintainers');
  yield* readFile(repository, base, range, '.mailmap', 'mailmap');
}

/** The last commit that the first-parent history got before a date; null if it began later. */
async function newestBefore(repository: string, date: Epoch): Promise<string | null> {
  const options = ['-1', '--first-parent', `--until=${date - 1}`];
  return (await git(['-C', repository, 'rev-list', ...options, 'HEAD'])).trim() || null;
}

/** So many versions of a file are all kept; of more, the last of each month: a kernel has tens of thousands. */
const ALL_VERSIONS = 100;

/** A file as the first-parent history has it: as it was at `base`, if there is one, and in the commits that are read. */
async function* readFile(
  repository: string,
  base: string | null,
  range: string,
  path: string,
  kind: 'maintainers' | 'mailmap',
): AsyncIterable<TreeItem> {
  const options = ['--first-parent', '-m', '--reverse', '--format=%H %ct', '--diff-filter=AM'];
  const log = await git(['-C', repository, 'log', ...options, range, '--', path]);
  const before =
    base === null ? '' : await git(['-C', repository, 'log', '-1', ...options, base, '--', path]);
  const versions = `${before}${log}`
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ') as [string, string]);
  const month = ([, date]: [string, string]): string =>
    new Date(Number(date) * 1000).toISOString().slice(0, 7);
  const kept =
    versions.length <= ALL_VERSIONS
      ? versions
      : [...Map.groupBy(versions, month).values()].map((group) => group.at(-1)!);
  let at = 0;
  for await (const { bytes } of readBlobs(
    repository,
    kept.map(([commit]) => `${commit}:${path}`),
  )) {
    const since = epoch(Number(kept[at++]![1]));
    if (bytes) yield { kind, since, text: bytes.toString('utf8') };
  }
}

/** Where each ref of notes stands: `name commit`, one blank between them. */
async function noteRefs(repository: string): Promise<string> {
  const refs = await git([
    '-C',
    repository,
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    'refs/notes',
  ]);
  return refs.trim().replaceAll('\n', ' ');
}

/** All notes, since nothing says which are new: `git am` with a hook, and patch trackers, keep Message-IDs in them. */
async function* readNotes(repository: string, refs: string): AsyncIterable<TreeItem> {
  for (const ref of refs.split(' ').filter((word) => word.startsWith('refs/notes/'))) {
    const list = (await git(['-C', repository, 'notes', `--ref=${ref}`, 'list'])).split('\n').filter(Boolean);
    const pairs = list.map((line) => line.split(' ') as [string, string]);
    let at = 0;
    for await (const { bytes } of readBlobs(
      repository,
      pairs.map(([blob]) => blob),
    )) {
      const commit = pairs[at++]![1];
      if (bytes) yield { kind: 'note', commit, text: bytes.toString('utf8') };
    }
  }
}

async function isAncestor(repository: string, commit: string): Promise<boolean> {
  try {
    await git(['-C', repository, 'merge-base', '--is-ancestor', commit, 'HEAD']);
    return true;
  } catch {
    return false;
  }
}

/** Commits of the old history that the new one lacks. None can be named if git has thrown them away: then what there is. */
const whatIsGone = (repository: string, old: string, range: string): Promise<TreeItem> => {
  const list = async (...revisions: readonly string[]): Promise<readonly string[]> =>
    (await git(['-C', repository, 'rev-list', ...revisions])).split('\n').filter(Boolean);
  return list(old, '--not', 'HEAD').then(
    (commits) => ({ kind: 'gone', commits }),
    async () => ({ kind: 'gone', butFor: await list(range) }),
  );
};

/**
 * When the first-parent history got each commit: the date of the first commit of that history from which it can be
 * reached (git-log(1), "--first-parent").
 */
async function landingDates(repository: string, range: string): Promise<ReadonlyMap<string, number>> {
  const log = await git(['-C', repository, 'log', '--topo-order', '--reverse', '--format=%H %ct %P', range]);
  const commits = log
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '));
  const parents = new Map(commits.map(([id, , ...rest]) => [id!, rest]));
  const dates = new Map(commits.map(([id, date]) => [id!, Number(date)]));
  const first: string[] = [];
  for (let at: string | undefined = commits.at(-1)?.[0]; at && parents.has(at); at = parents.get(at)![0])
    first.push(at);
  const landed = new Map<string, number>();
  for (const mainline of first.toReversed()) {
    const date = dates.get(mainline)!;
    const open = [mainline];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (landed.has(id) || !parents.has(id)) continue;
      landed.set(id, date);
      open.push(...parents.get(id)!);
    }
  }
  return landed;
}

/** Bytes of a diff that are read. No mail brings as much; the import of a whole tree has ten times more. */
const MOST_BYTES = 32 * 1024 * 1024;

/** Bytes as latin1: files need not be UTF-8, and a patch-id is one of bytes. */
async function* records(repository: string, range: string): AsyncIterable<string> {
  const options = [
    '--reverse',
    '--topo-order',
    '-p',
    '-M',
    '--full-index',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
  ];
  const format = `--format=${RECORD.replaceAll('\x01', '%x01')}%n${FORMAT}${MESSAGE_END.replaceAll('\x01', '%x01')}`;
  const stream = gitStream([
    '-C',
    repository,
    'log',
    ...options,
    '--diff-merges=off',
    '--encoding=UTF-8',
    format,
    range,
  ]);
  stream.stdin.end();
  const reader = new ByteReader(stream.stdout);
  let lines: string[] = [];
  let size = 0;
  for (let line = await reader.line('latin1'); line !== null; line = await reader.line('latin1')) {
    if (line === RECORD) {
      if (lines.length > 0) yield lines.join('\n');
      [lines, size] = [[], 0];
    } else if (size < MOST_BYTES) {
      lines.push(line);
      size += line.length + 1;
    }
  }
  if (lines.length > 0) yield lines.join('\n');
  await stream.done;
}

function readCommit(record: string, landed: ReadonlyMap<string, number>): Commit | null {
  const end = record.indexOf(MESSAGE_END);
  if (end < 0) return null;
  const [id, parents, an, ae, at, cn, ce, ct, message = ''] = utf8(record.slice(0, end)).split('\0');
  const diffBytes = record.slice(end + MESSAGE_END.length);
  const diff = readDiff(utf8(diffBytes));
  const [subject = '', ...body] = message.trim().split('\n');
  return {
    id: commitId(id!),
    parents: parents!.split(' ').filter(Boolean).map(commitId),
    author: { name: an!, email: ae!.toLowerCase() },
    authorDate: epoch(Number(at)),
    committer: { name: cn!, email: ce!.toLowerCase() },
    commitDate: epoch(Number(ct)),
    subject,
    body: body.join('\n').trim(),
    trailers: messageTrailers(message),
    reverts: revertedBy(message),
    revertsTitles: revertedTitles(message),
    patchId: diff && stablePatchId(diffBytes, sha1, 'latin1'),
    files: diff?.files ?? [],
    lines: diff?.lines ?? [],
    landedAt: epoch(landed.get(id!) ?? Number(ct)),
  };
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const sha1 = (text: string, encoding: 'utf8' | 'latin1'): Uint8Array =>
  hash('sha1', Buffer.from(text, encoding), 'buffer');
