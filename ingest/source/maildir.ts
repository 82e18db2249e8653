/** Maildirs (maildir(5)), with the folders of Maildir++. A flag change renames a file and is no new mail. */
import type { Dirent } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Cursor, MailItem, MailSource } from './types.ts';

export function maildirSource(path: string): MailSource {
  return { kind: 'maildir', read: (cursor) => readMaildir(path, cursor) };
}

/** A mail by any of its names: `new/1148069832.M1P2.host` is moved to `cur/1148069832.M1P2.host:2,S` when it is read. */
const baseName = (name: string): string =>
  name.replace(/[:!;]2,[A-Za-z]*$/, '').replace(/(^|\/)(?:cur|new)\/([^/]*)$/, '$1$2');

async function* readMaildir(path: string, cursor: Cursor | null): AsyncIterable<MailItem> {
  const seen = new Set(cursor === null ? [] : (JSON.parse(cursor) as string[]));
  const files = (await listMails(path)).filter((file) => !seen.has(baseName(file)));
  for (const [at, file] of files.entries()) {
    const item = await readOne(path, file);
    yield item;
    seen.add(baseName(file));
    if (at % 256 === 0) yield { kind: 'progress', done: at, total: files.length };
  }
  if (files.length > 0) yield { kind: 'cursor', cursor: JSON.stringify([...seen].sort()) };
}

async function readOne(path: string, file: string): Promise<MailItem> {
  try {
    return { kind: 'mail', bytes: await readFile(join(path, file)), archivedAt: null, position: file };
  } catch (error) {
    return { kind: 'unreadable', position: file, problem: (error as Error).message };
  }
}

/** Files of `cur` and `new`, here and in subfolders, in the order of their names: the order of delivery. */
async function listMails(path: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await entries(folder)) {
      const inside = join(folder, entry.name);
      if (!entry.isDirectory()) continue;
      if (entry.name !== 'cur' && entry.name !== 'new') {
        if (entry.name !== 'tmp') await visit(inside);
        continue;
      }
      for (const mail of await entries(inside))
        if (mail.isFile()) found.push(relative(path, join(inside, mail.name)));
    }
  };
  await visit(path);
  const name = (file: string): string => file.replace(/^.*\//, '');
  return found.sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
