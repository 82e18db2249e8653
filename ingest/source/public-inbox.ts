/**
 * public-inbox repositories (public-inbox-v1-format(5), public-inbox-v2-format(5)). v2 keeps one commit a mail, the
 * mail in the blob `m`, a removed mail in `d`, in epochs of one repository each; v1 keeps every mail in a file of its
 * own. The commit date is when the archive got the mail.
 */
import { epoch, InputError } from '../../model/facts/index.ts';
import type { InboxEpoch } from './copies.ts';
import { ByteReader, git, gitStream, readBlobs } from './git.ts';
import type { Cursor, MailItem, MailSource } from './types.ts';

interface Change {
  readonly commit: string;
  readonly date: number;
  readonly blob: string;
  readonly isRemoval: boolean;
}

/** @param epochs oldest first */
export function publicInboxSource(
  kind: 'public-inbox-v1' | 'public-inbox-v2',
  epochs: readonly InboxEpoch[],
): MailSource {
  return { kind, read: (cursor) => readEpochs(kind, epochs, cursor) };
}

async function* readEpochs(
  kind: MailSource['kind'],
  epochs: readonly InboxEpoch[],
  cursor: Cursor | null,
): AsyncIterable<MailItem> {
  const seen = (cursor === null ? {} : JSON.parse(cursor)) as Record<string, string>;
  for (const { number, repository } of epochs) {
    const head = await headOf(repository);
    const last = seen[number];
    // An epoch has no mails yet where it was just begun, or was left out (public-inbox-clone(1), `--epoch`).
    if (last === head || (head === '' && last === undefined)) continue;
    if (head === '') throw new InputError(repository, 'it had mails, and has no commits now: get it again');
    const range = await rangeFrom(repository, last);
    if (last !== undefined && range === 'HEAD') yield { kind: 'rewritten', prefix: `${number}:` };
    yield* readEpoch(kind, repository, number, range);
    seen[number] = head;
    yield { kind: 'cursor', cursor: JSON.stringify(seen) };
  }
}

/** Its newest commit; empty if it has none. @throws OutsideError if it is no repository */
const headOf = (repository: string): Promise<string> =>
  git(['-C', repository, 'rev-parse', '--verify', 'HEAD']).then(
    (head) => head.trim(),
    async (error) => {
      if ((await git(['-C', repository, 'for-each-ref', '--count=1'])) !== '') throw error;
      return '';
    },
  );

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

async function* readEpoch(
  kind: MailSource['kind'],
  repository: string,
  epochNumber: number,
  range: string,
): AsyncIterable<MailItem> {
  let total: number | null = null;
  const count = (): void => {
    git(['-C', repository, 'rev-list', '--count', range]).then(
      (all) => {
        total = Number(all);
      },
      () => {
        // Only the progress line lacks its end; git log says what is wrong.
      },
    );
  };
  const asked: Change[] = [];
  async function* names(): AsyncIterable<string> {
    for await (const change of listChanges(kind, repository, range)) {
      asked.push(change);
      yield change.blob;
    }
  }
  let done = 0;
  for await (const { bytes } of readBlobs(repository, names())) {
    const change = asked.shift()!;
    const position = `${epochNumber}:${change.commit}`;
    if (bytes === null) yield { kind: 'unreadable', position, problem: 'the repository lacks this mail' };
    else if (change.isRemoval) yield { kind: 'removed', bytes, position };
    else yield { kind: 'mail', bytes, archivedAt: epoch(change.date), position };
    // A sync of a few mails is over before anybody could see how far it is.
    if (++done === PROGRESS_EVERY) count();
    if (done % PROGRESS_EVERY === 0) yield { kind: 'progress', done, total };
  }
}

const PROGRESS_EVERY = 256;

/** Oldest first, while git still looks for the next: an epoch has up to a million. */
async function* listChanges(
  kind: MailSource['kind'],
  repository: string,
  range: string,
): AsyncIterable<Change> {
  const format = ['--reverse', '--format=%x00%H %ct', '--raw', '--no-abbrev', '--no-renames', '--root'];
  const log = gitStream(['-C', repository, 'log', ...format, range]);
  log.stdin.end();
  const reader = new ByteReader(log.stdout);
  try {
    let commit = '';
    let date = 0;
    let hasChange = true;
    for (;;) {
      const line = await reader.line();
      if (line === null || line.startsWith('\0')) {
        // The mail of the commit before once more: nothing changed, and it is counted as what it is.
        if (kind === 'public-inbox-v2' && !hasChange)
          yield { commit, date, blob: `${commit}:m`, isRemoval: false };
        if (line === null) break;
        const [id = '', time = '0'] = line.slice(1).split(' ');
        [commit, date, hasChange] = [id, Number(time), false];
      } else if (line.startsWith(':')) {
        hasChange = true;
        const change = changeIn(line, kind);
        if (change) yield { commit, date, ...change };
      }
    }
    await log.done;
  } finally {
    log.stop();
  }
}

/** A line of `git log --raw`; null for a file that holds no mail. */
function changeIn(line: string, kind: MailSource['kind']): Pick<Change, 'blob' | 'isRemoval'> | null {
  const raw = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([AMD])\t(.*)$/.exec(line);
  if (!raw) return null;
  const [, before, after, status, path] = raw as unknown as [string, string, string, string, string];
  const isRemoval = kind === 'public-inbox-v2' ? path === 'd' : status === 'D';
  if (status === 'D' && !isRemoval) return null;
  if (kind === 'public-inbox-v2' && path !== 'm' && path !== 'd') return null;
  return { blob: status === 'D' ? before : after, isRemoval };
}
