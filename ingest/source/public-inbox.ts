/**
 * public-inbox repositories (public-inbox-v1-format(5), public-inbox-v2-format(5)). v2 keeps one commit a mail, the
 * mail in the blob `m`, a removed mail in `d`, in epochs of one repository each; v1 keeps every mail in a file of its
 * own. The commit date is when the archive got the mail.
 */
import { epoch } from '../../model/facts/index.ts';
import { git, readBlobs } from './git.ts';
import type { Cursor, MailItem, MailSource } from './types.ts';

/** Commits asked for at once. */
const PIECE = 2000;

interface Change {
  readonly commit: string;
  readonly date: number;
  readonly blob: string;
  readonly isRemoval: boolean;
}

/** @param epochs the repositories, oldest epoch first */
export function publicInboxSource(
  kind: 'public-inbox-v1' | 'public-inbox-v2',
  epochs: readonly string[],
): MailSource {
  return { kind, read: (cursor) => readEpochs(kind, epochs, cursor) };
}

async function* readEpochs(
  kind: MailSource['kind'],
  epochs: readonly string[],
  cursor: Cursor | null,
): AsyncIterable<MailItem> {
  const seen = (cursor === null ? {} : JSON.parse(cursor)) as Record<string, string>;
  for (const [at, repository] of epochs.entries()) {
    const head = (await git(['-C', repository, 'rev-parse', '--verify', 'HEAD'])).trim();
    const last = seen[at];
    if (last === head) continue;
    const changes = await listChanges(kind, repository, await rangeFrom(repository, last));
    for (let from = 0; from < changes.length; from += PIECE) {
      const piece = changes.slice(from, from + PIECE);
      yield* readPiece(repository, at, piece, { before: from, total: changes.length });
    }
    seen[at] = head;
    yield { kind: 'cursor', cursor: JSON.stringify(seen) };
  }
}

/** What is new; everything if the history was rewritten. */
async function rangeFrom(repository: string, last: string | undefined): Promise<string> {
  if (last === undefined) return 'HEAD';
  try {
    await git(['-C', repository, 'merge-base', '--is-ancestor', last, 'HEAD']);
    return `${last}..HEAD`;
  } catch {
    return 'HEAD';
  }
}

async function listChanges(
  kind: MailSource['kind'],
  repository: string,
  range: string,
): Promise<readonly Change[]> {
  const format = ['--reverse', '--format=%x00%H %ct', '--raw', '--no-abbrev', '--no-renames', '--root'];
  const log = await git(['-C', repository, 'log', ...format, range]);
  const changes: Change[] = [];
  for (const entry of log.split('\0').slice(1)) {
    const [head = '', ...lines] = entry.split('\n');
    const [commit = '', date = '0'] = head.split(' ');
    // The mail of the commit before once more: nothing changed, and it is counted as what it is.
    if (kind === 'public-inbox-v2' && !lines.some((line) => line.startsWith(':')))
      changes.push({ commit, date: Number(date), blob: `${commit}:m`, isRemoval: false });
    for (const line of lines) {
      const raw = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([AMD])\t(.*)$/.exec(line);
      if (!raw) continue;
      const [, before, after, status, path] = raw as unknown as [string, string, string, string, string];
      const isRemoval = kind === 'public-inbox-v2' ? path === 'd' : status === 'D';
      if (status === 'D' && !isRemoval) continue;
      if (kind === 'public-inbox-v2' && path !== 'm' && path !== 'd') continue;
      changes.push({ commit, date: Number(date), blob: status === 'D' ? before : after, isRemoval });
    }
  }
  return changes;
}

async function* readPiece(
  repository: string,
  epochNumber: number,
  changes: readonly Change[],
  progress: { readonly before: number; readonly total: number },
): AsyncIterable<MailItem> {
  let at = 0;
  for await (const { bytes } of readBlobs(
    repository,
    changes.map((change) => change.blob),
  )) {
    const change = changes[at++]!;
    const position = `${epochNumber}:${change.commit}`;
    if (bytes === null) yield { kind: 'unreadable', position, problem: 'the repository lacks this mail' };
    else if (change.isRemoval) yield { kind: 'removed', bytes, messageId: null, position };
    else yield { kind: 'mail', bytes, archivedAt: epoch(change.date), position };
    if (at % 256 === 0) yield { kind: 'progress', done: progress.before + at, total: progress.total };
  }
}
