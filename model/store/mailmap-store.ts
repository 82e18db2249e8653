/** The .mailmap files of trees, since when each version held. */
import type { Epoch, Mailbox } from '../facts/index.ts';
import { Mailmap } from '../persons/index.ts';
import type { Store } from './database.ts';
import { packBytes, unpackText } from './text-pack.ts';

/** People whom another version knows otherwise are looked at again, from the day on which it holds. */
export function writeMailmap(store: Store, source: number, since: Epoch, text: string): void {
  const { sqlite } = store;
  const before = readMailmap(store, since);
  sqlite.prepare('INSERT OR REPLACE INTO mailmap VALUES (?, ?, ?)').run(source, since, packBytes(text));
  const after = readMailmap(store, since)!;
  const keys = new Set([...(before?.differences(after) ?? []), ...after.differences(before)]);
  sqlite
    .prepare(
      `INSERT OR IGNORE INTO pending SELECT 'message', sm.message FROM series s
         JOIN series_member sm ON sm.series = s.id
        WHERE s.date >= ? AND (s.person IN (SELECT value FROM json_each(?)) OR s.author_email IN (SELECT value FROM json_each(?)))`,
    )
    .run(since, ...Array(2).fill(JSON.stringify([...keys])));
}

/** Later trees have the last word on whom they name: mainline before all. */
const VERSIONS = `SELECT m.source, m.since FROM mailmap m JOIN source s ON s.id = m.source
  ORDER BY CASE s.role WHEN 'mainline' THEN 3 WHEN 'next' THEN 2 WHEN 'subsystem' THEN 1 ELSE 0 END, s.name, m.since`;

interface Version {
  readonly source: number;
  readonly since: Epoch;
}

/** Of each tree the newest that held on the day. */
function versionsAsOf(all: readonly Version[], asOf: Epoch): readonly Version[] {
  const newest = new Map<number, Version>();
  for (const version of all) if (version.since <= asOf) newest.set(version.source, version);
  return [...newest.values()];
}

const printOf = (versions: readonly Version[]): string =>
  versions.map(({ source, since }) => `${source}:${since}`).join();

const readVersions = ({ sqlite }: Store): readonly Version[] => sqlite.prepare<[], Version>(VERSIONS).all();

/** Tells what is known of people on one day from what is known on another. */
export const mailmapPrint = (store: Store, asOf: Epoch): string =>
  printOf(versionsAsOf(readVersions(store), asOf));

/** The one that was read last: a file of thousands of lines is not parsed for each thread. */
const last = new WeakMap<Store['sqlite'], { readonly print: string; readonly mailmap: Mailmap }>();

/** Null where no tree had one by then. */
export const readMailmap = (store: Store, asOf: Epoch): Mailmap | null =>
  parsed(store, versionsAsOf(readVersions(store), asOf));

function parsed(store: Store, versions: readonly Version[]): Mailmap | null {
  const print = printOf(versions);
  if (print === '') return null;
  const known = last.get(store.sqlite);
  if (known?.print === print) return known.mailmap;
  const text = store.sqlite
    .prepare<[number, number], Buffer>('SELECT text FROM mailmap WHERE source = ? AND since = ?')
    .pluck();
  const mailmap = new Mailmap(versions.map(({ source, since }) => unpackText(text.get(source, since)!)));
  last.set(store.sqlite, { print, mailmap });
  return mailmap;
}

/** Marks people with what else they are known by, each as of a day; quick where days come in order. */
export type MarkPerson = <T extends Mailbox>(mailbox: T, asOf: Epoch) => T;

/** @param source only as this tree knows them */
export function personMarker(store: Store, source?: number): MarkPerson {
  const all = readVersions(store).filter((version) => source === undefined || version.source === source);
  if (all.length === 0) return (mailbox) => mailbox;
  return (mailbox, asOf) => parsed(store, versionsAsOf(all, asOf))?.marked(mailbox) ?? mailbox;
}

/** The mailmaps that hold on a day and after it. */
export function* mailmapsSince(store: Store, since: Epoch): Iterable<Mailmap> {
  const all = readVersions(store);
  for (const day of new Set([since, ...all.map((version) => version.since).filter((day) => day > since)])) {
    const mailmap = parsed(store, versionsAsOf(all, day));
    if (mailmap) yield mailmap;
  }
}
