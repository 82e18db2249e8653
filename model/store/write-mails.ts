/** The hot path of ingest: mails into the store, with prepared statements, one transaction a batch. */
import type { Statement } from 'better-sqlite3';
import type { Store } from './database.ts';
import { MAIL_COLUMNS, type MailRow } from './mail-row.ts';
import { NO_PACK, storePack, type TextPack, takeOut } from './text-pack.ts';
import { noteEdit } from './thread-print.ts';

/**
 * What became of a mail. `replaced`: another copy was there, and this one is the better source of the same message.
 */
export type WriteResult = 'stored' | 'duplicate' | 'replaced';

interface KnownMessage {
  id: number;
  archived_at: number;
  copy_rank: string;
  thread: number;
  pack: number;
  place: number;
}

interface DatedRow extends Omit<MailRow, 'text'> {
  readonly pack: number;
  readonly place: number;
  readonly archivedAt: number;
  readonly copyRank: string;
}

export class MailWriter {
  readonly #store: Store;
  readonly #find: Statement<[string], KnownMessage>;
  readonly #insert: Statement;
  readonly #update: Statement;
  readonly #setArchivedAt: Statement;
  readonly #copy: Statement;
  readonly #file: Statement;
  readonly #trailer: Statement;
  readonly #maker: Statement;
  readonly #dropMakers: Statement;
  readonly #notice: Statement;
  readonly #attachment: Statement;
  readonly #dropAttachments: Statement;
  readonly #dropNotice: Statement;
  readonly #dropFiles: Statement;
  readonly #dropTrailers: Statement;
  readonly #index: Statement;
  readonly #unindex: Statement;
  readonly #pending: Statement;
  readonly #reached: Statement;
  readonly #lastArrival: Statement<[number], number | null>;
  readonly #threads: ThreadWriter;

  constructor(store: Store) {
    const { sqlite } = store;
    this.#store = store;
    const columns = ['message_id', 'archived_at', 'copy_rank', 'thread', 'pack', 'place', ...MAIL_COLUMNS];
    this.#find = sqlite.prepare(
      'SELECT id, archived_at, copy_rank, thread, pack, place FROM message WHERE message_id = ?',
    );
    this.#insert = sqlite.prepare(
      `INSERT INTO message (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    this.#update = sqlite.prepare(
      `UPDATE message SET copy_rank = ?, pack = ?, place = ?, ${MAIL_COLUMNS.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
    );
    this.#setArchivedAt = sqlite.prepare('UPDATE message SET archived_at = ? WHERE id = ?');
    this.#copy = sqlite.prepare(
      `INSERT INTO copy (message, source, list, position, archived_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET archived_at = min(archived_at, excluded.archived_at)`,
    );
    this.#file = sqlite.prepare('INSERT OR IGNORE INTO patch_file VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#trailer = sqlite.prepare('INSERT INTO trailer VALUES (?, ?, ?, ?, ?, ?)');
    this.#maker = sqlite.prepare('INSERT INTO maker VALUES (?, ?)');
    this.#dropMakers = sqlite.prepare('DELETE FROM maker WHERE message = ?');
    this.#notice = sqlite.prepare('INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?)');
    this.#attachment = sqlite.prepare('INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?)');
    this.#dropAttachments = sqlite.prepare('DELETE FROM attachment WHERE message = ?');
    this.#dropNotice = sqlite.prepare('DELETE FROM notice WHERE message = ?');
    this.#dropFiles = sqlite.prepare('DELETE FROM patch_file WHERE message = ?');
    this.#dropTrailers = sqlite.prepare('DELETE FROM trailer WHERE message = ?');
    this.#index = sqlite.prepare(
      'INSERT INTO message_fts (rowid, subject, author, body) VALUES (?, ?, ?, ?)',
    );
    this.#unindex = sqlite.prepare('DELETE FROM message_fts WHERE rowid = ?');
    this.#pending = sqlite.prepare("INSERT OR IGNORE INTO pending VALUES ('message', ?)");
    this.#lastArrival = sqlite
      .prepare<[number], number | null>('SELECT last_archived_at FROM source WHERE id = ?')
      .pluck();
    this.#reached = sqlite.prepare('UPDATE source SET last_archived_at = ? WHERE id = ?');
    this.#threads = new ThreadWriter(store);
  }

  /** Writes one batch in one transaction. */
  write(source: number, rows: readonly MailRow[]): readonly WriteResult[] {
    return this.#store.sqlite.transaction(() => {
      const packs = new Map<TextPack, number>();
      for (const { text } of rows)
        if (text.pack && !packs.has(text.pack)) packs.set(text.pack, storePack(this.#store, text.pack));
      const dated = this.#dated(source, rows, packs);
      const results = dated.map((row) => this.#writeOne(source, row));
      const unused = dated.filter((_, at) => results[at] === 'duplicate');
      for (const [pack, group] of Map.groupBy(unused, (row) => row.pack))
        takeOut(
          this.#store,
          pack,
          group.map(({ place }) => place),
        );
      if (dated.length > 0) this.#reached.run(dated.at(-1)!.archivedAt, source);
      return results;
    })();
  }

  /**
   * A mail without a usable date (none, or one of 2099) is taken to have come with the mail before it in its source;
   * the first of a source counts from the beginning.
   */
  #dated(
    source: number,
    rows: readonly MailRow[],
    packs: ReadonlyMap<TextPack, number>,
  ): readonly DatedRow[] {
    let last = this.#lastArrival.get(source) ?? 0;
    return rows.map((row) => {
      last = row.archivedAt ?? last;
      const copyRank = `${row.rank} ${String(last).padStart(12, '0')} ${row.order}`;
      const { pack, place } = row.text;
      return { ...row, archivedAt: last, copyRank, pack: pack ? packs.get(pack)! : NO_PACK, place };
    });
  }

  #writeOne(source: number, row: DatedRow): WriteResult {
    const known = this.#find.get(row.messageId);
    if (known === undefined) {
      const thread = this.#threads.join(row.messageId, row.references);
      const inserted = this.#insert.run(
        row.messageId,
        row.archivedAt,
        row.copyRank,
        thread,
        row.pack,
        row.place,
        ...row.columns,
      );
      const id = Number(inserted.lastInsertRowid);
      this.#writeParts(id, row);
      this.#writeCopies(id, source, row);
      this.#pending.run(String(id));
      return 'stored';
    }
    this.#writeCopies(known.id, source, row);
    if (row.archivedAt < known.archived_at) {
      this.#setArchivedAt.run(row.archivedAt, known.id);
      noteEdit(this.#store, known.id);
      this.#pending.run(String(known.id));
    }
    if (row.copyRank >= known.copy_rank) return 'duplicate';
    this.#replace(known.id, row);
    takeOut(this.#store, known.pack, [known.place]);
    return 'replaced';
  }

  #replace(id: number, row: DatedRow): void {
    this.#threads.join(row.messageId, row.references);
    this.#update.run(row.copyRank, row.pack, row.place, ...row.columns, id);
    noteEdit(this.#store, id);
    this.#dropFiles.run(id);
    this.#dropTrailers.run(id);
    this.#dropMakers.run(id);
    this.#dropNotice.run(id);
    this.#dropAttachments.run(id);
    this.#unindex.run(id);
    this.#writeParts(id, row);
    this.#pending.run(String(id));
  }

  #writeParts(id: number, row: DatedRow): void {
    for (const file of row.files) this.#file.run(id, ...file);
    row.trailers.forEach((trailer, seq) => {
      this.#trailer.run(id, seq, ...trailer);
    });
    row.attachments.forEach((attachment, at) => {
      this.#attachment.run(id, at + 1, ...attachment);
    });
    for (const email of row.makers) this.#maker.run(email, id);
    if (row.announcement) this.#notice.run(id, ...row.announcement);
    this.#index.run(id, row.search.subject, row.search.author, row.search.body);
  }

  #writeCopies(id: number, source: number, row: DatedRow): void {
    const lists = row.lists.length > 0 ? row.lists : [''];
    for (const list of lists) this.#copy.run(id, source, list, row.position, row.archivedAt);
  }
}

/**
 * Keeps every Message-ID, seen or only referred to, in its thread: the connected component of "refers to". The
 * number of a thread is arbitrary and never shown; which ids share one depends only on the mails.
 */
class ThreadWriter {
  readonly #find: Statement<[string], number>;
  readonly #next: Statement<[], number>;
  readonly #add: Statement;
  readonly #mergeNodes: Statement;
  readonly #mergeMessages: Statement;

  constructor({ sqlite }: Store) {
    this.#find = sqlite
      .prepare<[string], number>('SELECT thread FROM thread_node WHERE message_id = ?')
      .pluck();
    this.#next = sqlite.prepare<[], number>('SELECT coalesce(max(thread), 0) + 1 FROM thread_node').pluck();
    this.#add = sqlite.prepare('INSERT INTO thread_node VALUES (?, ?)');
    this.#mergeNodes = sqlite.prepare('UPDATE thread_node SET thread = ? WHERE thread = ?');
    this.#mergeMessages = sqlite.prepare('UPDATE message SET thread = ? WHERE thread = ?');
  }

  join(messageId: string, references: readonly string[]): number {
    const unseen: string[] = [];
    const threads = new Set<number>();
    for (const id of new Set([messageId, ...references])) {
      const thread = this.#find.get(id);
      if (thread === undefined) unseen.push(id);
      else threads.add(thread);
    }
    const thread = threads.size > 0 ? Math.min(...threads) : this.#next.get()!;
    for (const other of threads) {
      if (other === thread) continue;
      this.#mergeNodes.run(thread, other);
      this.#mergeMessages.run(thread, other);
    }
    for (const id of unseen) this.#add.run(id, thread);
    return thread;
  }
}
