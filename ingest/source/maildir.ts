/**
 * Maildirs (maildir(5)), with the folders of Maildir++. A flag change renames a file and is no new mail. A directory
 * without `cur` and `new` is read as MH has it: each file is a mail, but those that MH took out (`,2`).
 */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileMeaning } from '../../model/store/problem.ts';
import type { Cursor, MailItem, MailSource } from './types.ts';

export function maildirSource(path: string): MailSource {
  return { kind: 'maildir', read: (cursor) => readMaildir(path, cursor) };
}

/** A mail by any of its names: `new/1148069832.M1P2.host` is moved to `cur/1148069832.M1P2.host:2,S` when it is read. */
const baseName = (name: string): string =>
  name.replace(/[:!;]2,[A-Za-z]*$/, '').replace(/(^|\/)(?:cur|new)\/([^/]*)$/, '$1$2');

interface State {
  /** Names of mails that have been read. */
  readonly seen: readonly string[];
  /** Files and folders that could not be opened: tried again each time. */
  readonly closed: readonly string[];
}

async function* readMaildir(path: string, cursor: Cursor | null): AsyncIterable<MailItem> {
  const state = stateOf(cursor);
  const seen = new Set(state.seen);
  const found = await listMails(path);
  const files = found.mails.filter((file) => !seen.has(baseName(file)));
  const closed: string[] = [];
  if (state.closed.length > 0) yield { kind: 'again', positions: state.closed };
  for (const item of found.closed) {
    closed.push(item.position);
    yield item;
  }
  for (const [at, file] of files.entries()) {
    const item = await readOne(path, file);
    yield item;
    if (item.kind === 'mail') seen.add(baseName(file));
    else closed.push(file);
    if (at % 256 === 0) yield { kind: 'progress', done: at, total: files.length };
  }
  if (files.length + closed.length + state.closed.length > 0)
    yield { kind: 'cursor', cursor: JSON.stringify({ seen: [...seen].sort(), closed } satisfies State) };
}

/** Earlier databases hold the names alone. */
function stateOf(cursor: Cursor | null): State {
  const kept = (cursor === null ? [] : JSON.parse(cursor)) as State | readonly string[];
  return 'closed' in kept ? kept : { seen: kept, closed: [] };
}

type Closed = Extract<MailItem, { kind: 'unreadable' }>;

async function readOne(path: string, file: string): Promise<MailItem> {
  try {
    return { kind: 'mail', bytes: await readFile(join(path, file)), archivedAt: null, position: file };
  } catch (error) {
    return closedItem(file, error);
  }
}

const closedItem = (position: string, error: unknown): Closed => ({
  kind: 'unreadable',
  position,
  problem: fileMeaning(error) ?? (error as Error).message,
});

/**
 * Files of `cur` and `new`, here and in subfolders, in the order of their names: the order of delivery.
 * @throws what the file system says of the maildir itself
 */
async function listMails(
  path: string,
): Promise<{ readonly mails: readonly string[]; readonly closed: readonly Closed[] }> {
  const mails: string[] = [];
  const closed: Closed[] = [];
  const entries = async (folder: string): Promise<readonly Dirent[]> => {
    try {
      return await readdir(folder, { withFileTypes: true });
    } catch (error) {
      if (folder === path) throw error;
      closed.push(closedItem(relative(path, folder), error));
      return [];
    }
  };
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await entries(folder)) {
      const inside = join(folder, entry.name);
      if (!entry.isDirectory()) continue;
      if (entry.name !== 'cur' && entry.name !== 'new') {
        if (entry.name !== 'tmp') await visit(inside);
        continue;
      }
      for (const mail of await entries(inside))
        if (mail.isFile() && !mail.name.startsWith('.')) mails.push(relative(path, join(inside, mail.name)));
    }
  };
  const top = await entries(path);
  if (top.some((entry) => entry.isDirectory() && /^(?:cur|new)$/.test(entry.name))) await visit(path);
  else for (const file of top) if (file.isFile() && !/^[.,]/.test(file.name)) mails.push(file.name);
  const name = (file: string): string => file.replace(/^.*\//, '');
  return { mails: mails.sort((a, b) => (name(a) < name(b) ? -1 : 1)), closed };
}
