/**
 * One source of mails into the store: read here, parse in the pool, write in order, many batches a transaction. A cursor
 * is stored when all before it is written, so an interrupted run goes on where it was.
 */
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../model/store/database.ts';
import { heldBelow, isOfDigest, removeMail } from '../../model/store/remove-mail.ts';
import { forgetUnreadable, noteUnreadable, type StoredSource, setCursor } from '../../model/store/sources.ts';
import { MailWriter } from '../../model/store/write-mails.ts';
import { digestMessages, parseMail } from '../mime/index.ts';
import type { MailItem, MailSource } from '../source/types.ts';
import { readAhead } from './ahead.ts';
import type { ParsedItem, RawItem } from './messages.ts';
import type { ParserPool } from './pool.ts';

/** What reading a source came to; counts of mails. */
export interface Taken {
  readonly stored: number;
  /** Already there, from this source or another. */
  readonly duplicates: number;
  readonly removed: number;
  readonly unreadable: number;
}

export type Progress = (done: number, total: number | null) => void;

/** What is read before it is parsed. */
const AHEAD_BYTES = 4 * 1024 * 1024;
const bytesOf = (item: MailItem): number => (item.kind === 'mail' ? item.bytes.byteLength : 0);

/** What is parsed at once; in between this thread reads on. */
const BATCH_MAILS = 32;
const BATCH_BYTES = 192 * 1024;

/** What is written at once: many, since the full-text index is merged at the end of every transaction. */
const TRANSACTION_MAILS = 512;

/** A batch on its way. */
interface Parsing {
  readonly items: Promise<readonly ParsedItem[]>;
  isDone: boolean;
}

export async function ingestMails(
  store: Store,
  source: StoredSource,
  reader: MailSource,
  pool: ParserPool,
  options: { readonly latest: number; readonly onProgress?: Progress },
): Promise<Taken> {
  const run = new Run(store, source, pool, options.latest);
  if (source.cursor === null) pool.warmUp();
  for await (const item of readAhead(reader.read(source.cursor), bytesOf, AHEAD_BYTES)) {
    if (item.kind === 'progress') options.onProgress?.(item.done, item.total);
    else await run.take(item);
  }
  await run.finish();
  return run.taken;
}

class Run {
  readonly taken = { stored: 0, duplicates: 0, removed: 0, unreadable: 0 };
  readonly #store: Store;
  readonly #source: StoredSource;
  readonly #pool: ParserPool;
  readonly #latest: number;
  readonly #writer: MailWriter;
  #batch: RawItem[] = [];
  #bytes = 0;
  /** Oldest first: mails are written in the order in which they were read. */
  readonly #inFlight: Parsing[] = [];
  #parsed: ParsedItem[] = [];
  /** Message-IDs that came since the source began anew. */
  #rewritten: { readonly prefix: string; readonly seen: Set<string> } | null = null;

  constructor(store: Store, source: StoredSource, pool: ParserPool, latest: number) {
    this.#store = store;
    this.#source = source;
    this.#pool = pool;
    this.#latest = latest;
    this.#writer = new MailWriter(store);
  }

  async take(item: Exclude<MailItem, { kind: 'progress' }>): Promise<void> {
    switch (item.kind) {
      case 'mail':
        await this.#mail(item);
        for (const [at, bytes] of digestMessages(item.bytes).entries())
          await this.#mail({ ...item, bytes, position: `${item.position}/${at + 1}` });
        return;
      case 'removed':
        await this.#drain();
        return this.#remove(item.bytes);
      case 'again':
        return forgetUnreadable(this.#store, this.#source.id, item.positions);
      case 'unreadable':
        return this.#unreadable(item.position, item.problem);
      case 'rewritten':
        await this.#drain();
        this.#rewritten = { prefix: item.prefix, seen: new Set() };
        return;
      case 'cursor':
        await this.#drain();
        await this.#sweep();
        return setCursor(this.#store, this.#source.id, item.cursor);
    }
  }

  async #mail({ bytes, archivedAt, position }: RawItem): Promise<void> {
    this.#batch.push({ bytes, archivedAt, position });
    this.#bytes += bytes.byteLength;
    if (this.#batch.length >= BATCH_MAILS || this.#bytes >= BATCH_BYTES) await this.#send();
  }

  finish(): Promise<void> {
    return this.#drain();
  }

  async #send(): Promise<void> {
    if (this.#batch.length === 0) return;
    const items = this.#pool.parse(this.#batch, this.#latest);
    const parsing: Parsing = { items, isDone: false };
    this.#inFlight.push(parsing);
    const done = () => {
      parsing.isDone = true;
    };
    items.then(done, done);
    this.#batch = [];
    this.#bytes = 0;
    while (this.#inFlight.length >= this.#pool.appetite) await this.#takeOldest();
  }

  async #drain(): Promise<void> {
    await this.#send();
    while (this.#inFlight.length > 0) await this.#takeOldest();
    await this.#write();
  }

  async #takeOldest(): Promise<void> {
    const oldest = this.#inFlight.shift()!;
    while (!oldest.isDone && (await this.#pool.parseOneHere())) await setImmediate();
    for (const item of await oldest.items) this.#parsed.push(item);
    if (this.#parsed.length >= TRANSACTION_MAILS) await this.#write();
  }

  async #write(): Promise<void> {
    const items = this.#parsed;
    this.#parsed = [];
    const rows = items.flatMap((item) => (item.kind === 'row' ? [item.row] : []));
    for (const { messageId } of rows) this.#rewritten?.seen.add(messageId);
    for (const result of this.#writer.write(this.#source.id, rows)) {
      if (result === 'stored') this.taken.stored++;
      else this.taken.duplicates++;
    }
    for (const item of items)
      if (item.kind === 'unreadable') await this.#unreadable(item.position, item.problem);
  }

  /** Takes out what a rewritten history does not have any more. */
  async #sweep(): Promise<void> {
    if (this.#rewritten === null) return;
    const { prefix, seen } = this.#rewritten;
    this.#rewritten = null;
    for (const id of heldBelow(this.#store, this.#source.id, prefix))
      if (!seen.has(id) && (await removeMail(this.#store, this.#source.id, id))) this.taken.removed++;
  }

  async #unreadable(position: string, problem: string): Promise<void> {
    this.taken.unreadable++;
    await noteUnreadable(this.#store, this.#source.id, position, problem);
  }

  /** Of a digest the mails too that were read out of it, and did not come by themselves. */
  async #remove(bytes: Uint8Array): Promise<void> {
    for (const [at, message] of [bytes, ...digestMessages(bytes)].entries()) {
      const parsed = await parseMail(message);
      if (parsed.kind !== 'mail') continue;
      const { messageId } = parsed.mail;
      if (at > 0 && !isOfDigest(this.#store, this.#source.id, messageId)) continue;
      if (await removeMail(this.#store, this.#source.id, messageId)) this.taken.removed++;
    }
  }
}
