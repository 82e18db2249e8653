/** The .mailmap files of trees, since when each version held. */
import type { Epoch } from '../facts/index.ts';
import { Mailmap } from '../persons/index.ts';
import type { Store } from './database.ts';
import { packBytes, unpackText } from './text-pack.ts';

export function writeMailmap({ sqlite }: Store, source: number, since: Epoch, text: string): void {
  sqlite.prepare('INSERT OR REPLACE INTO mailmap VALUES (?, ?, ?)').run(source, since, packBytes(text));
}

/** The newest version in each tree as of a day; of two trees the one nearer to mainline has the last word. */
const AS_OF = `SELECT m.source, max(m.since) AS since FROM mailmap m JOIN source s ON s.id = m.source
  WHERE m.since <= ? GROUP BY m.source
  ORDER BY CASE s.role WHEN 'mainline' THEN 3 WHEN 'next' THEN 2 WHEN 'subsystem' THEN 1 ELSE 0 END, s.name`;

interface Version {
  readonly source: number;
  readonly since: number;
}

const versionsAsOf = ({ sqlite }: Store, asOf: Epoch): readonly Version[] =>
  sqlite.prepare<[number], Version>(AS_OF).all(asOf);

/** Tells what is known of people on one day from what is known on another. */
export const mailmapPrint = (store: Store, asOf: Epoch): string =>
  versionsAsOf(store, asOf)
    .map(({ source, since }) => `${source}:${since}`)
    .join();

/** The one that was read last: a file of thousands of lines is not parsed for each thread. */
const last = new WeakMap<Store['sqlite'], { readonly print: string; readonly mailmap: Mailmap }>();

/** Null where no tree had one by then. */
export function readMailmap(store: Store, asOf: Epoch): Mailmap | null {
  const print = mailmapPrint(store, asOf);
  if (print === '') return null;
  const known = last.get(store.sqlite);
  if (known?.print === print) return known.mailmap;
  const text = store.sqlite
    .prepare<[number, number], Buffer>('SELECT text FROM mailmap WHERE source = ? AND since = ?')
    .pluck();
  const texts = versionsAsOf(store, asOf).map(({ source, since }) => unpackText(text.get(source, since)!));
  const mailmap = new Mailmap(texts);
  last.set(store.sqlite, { print, mailmap });
  return mailmap;
}
