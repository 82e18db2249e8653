/**
 * mbox files: mboxrd, mboxo and mboxcl, plain or gzip, streamed. `>From ` is unquoted by one level, as mboxrd says; in
 * an mboxo file that loses a `>` where the writer himself had written `>From `, which is accepted.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import type { Cursor, MailItem, MailSource } from './types.ts';

/** A larger mail is cut here, and said to be. */
const MAX_MAIL_BYTES = 64 * 1024 * 1024;
/** How much before the old end must be unchanged for the file to have only grown. */
const TAIL_BYTES = 4096;

interface State {
  readonly size: number;
  readonly tail: string;
}

export function mboxSource(path: string): MailSource {
  return { kind: 'mbox', read: (cursor) => readMbox(path, cursor) };
}

async function* readMbox(path: string, cursor: Cursor | null): AsyncIterable<MailItem> {
  const { size } = await stat(path);
  const isGzip = await hasGzipMagic(path);
  const state = cursor === null ? null : (JSON.parse(cursor) as State);
  const isSame = state !== null && state.size <= size && state.tail === (await tailOf(path, state.size));
  if (isSame && state.size === size) return;
  const start = isSame && !isGzip ? state.size : 0;
  const file = createReadStream(path, { start, end: Math.max(start, size - 1) });
  yield* split(isGzip ? gunzip(file) : file, start, size);
  yield { kind: 'cursor', cursor: JSON.stringify({ size, tail: await tailOf(path, size) } satisfies State) };
}

function gunzip(file: Readable): Readable {
  const out = createGunzip();
  file.on('error', (error) => out.destroy(error));
  return file.pipe(out);
}

async function tailOf(path: string, end: number): Promise<string> {
  const handle = await open(path);
  try {
    const start = Math.max(0, end - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return createHash('sha1').update(buffer.subarray(0, bytesRead)).digest('hex');
  } finally {
    await handle.close();
  }
}

export async function hasGzipMagic(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

/** `From sender Thu May 18 15:47:00 2006`, with or without sender and zone. */
const FROM_LINE =
  /^From (?:.*\s)?(?:mon|tue|wed|thu|fri|sat|sun),? (?:([a-z]{3}) +(\d{1,2})|(\d{1,2}) +([a-z]{3})) +(\d{1,2}):(\d{2})(?::(\d{2}))?(?: +[a-z]{3,4}| +[+-]\d{4})? +(\d{4})(?: +([+-]\d{4}|[a-z]{3,4}))?\s*$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export function isFromLine(line: string): boolean {
  return FROM_LINE.test(line) || /^From \S+@\S+\s*$/.test(line) || /^From [0-9a-f]{40} /.test(line);
}

/** When the line says the mail was delivered; null for the date that exporters write (1970, git's 2001-09-17). */
function deliveryDate(line: string): Epoch | null {
  if (/^From [0-9a-f]{40} /.test(line)) return null;
  const match = FROM_LINE.exec(line);
  if (!match) return null;
  const month = MONTHS.indexOf((match[1] ?? match[4])!.toLowerCase());
  const year = Number(match[8]);
  if (month < 0 || year < 1980) return null;
  const zone = /^([+-])(\d{2})(\d{2})$/.exec(match[9] ?? '');
  const offset = zone ? (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) : 0;
  const day = Number(match[2] ?? match[3]);
  const at = Date.UTC(year, month, day, Number(match[5]), Number(match[6]), Number(match[7] ?? 0));
  return epoch(at / 1000 - offset * 60);
}

/** One mail while its lines come. */
interface Open {
  readonly offset: number;
  readonly archivedAt: Epoch | null;
  readonly parts: Buffer[];
  size: number;
  /** Content-Length of its header, if it leads to a From_ line; else ignored. */
  isBlankBefore: boolean;
}

async function* split(stream: Readable, start: number, total: number): AsyncIterable<MailItem> {
  let mail: Open | null = null;
  let at = start;
  const lines = linesOf(stream);
  for (;;) {
    let next: IteratorResult<Buffer>;
    try {
      next = await lines.next();
    } catch (error) {
      if (mail) yield* finish(mail);
      yield {
        kind: 'unreadable',
        position: String(at),
        problem: `the file is cut or damaged here: ${(error as Error).message}`,
      };
      return;
    }
    if (next.done) break;
    const line: Buffer = next.value;
    const isStart =
      line.length < 1000 && line.subarray(0, 5).equals(FROM) && (mail === null || mail.isBlankBefore);
    if (isStart && isFromLine(line.toString('latin1').trimEnd())) {
      if (mail) yield* finish(mail);
      mail = {
        offset: at,
        archivedAt: deliveryDate(line.toString('latin1').trimEnd()),
        parts: [],
        size: 0,
        isBlankBefore: false,
      };
      yield { kind: 'progress', done: at - start, total: total - start };
    } else {
      mail ??= { offset: at, archivedAt: null, parts: [], size: 0, isBlankBefore: false };
      if (mail.size <= MAX_MAIL_BYTES) mail.parts.push(unquote(line));
      mail.size += line.length;
      mail.isBlankBefore = line.length <= 2 && line.toString('latin1').trim() === '';
    }
    at += line.length;
  }
  if (mail) yield* finish(mail);
}

const FROM = Buffer.from('From ');

/** `>From ` back to `From `; only lines that begin so. */
function unquote(line: Buffer): Buffer {
  if (line[0] !== 0x3e) return line;
  let quotes = 1;
  while (line[quotes] === 0x3e) quotes++;
  return line.subarray(quotes, quotes + 5).equals(FROM) ? line.subarray(1) : line;
}

function* finish(mail: Open): Iterable<MailItem> {
  const position = String(mail.offset);
  if (mail.size > MAX_MAIL_BYTES) {
    yield {
      kind: 'unreadable',
      position,
      problem: `a mail of ${mail.size} bytes: only the first 64 MiB were read`,
    };
  }
  const bytes = Buffer.concat(mail.parts);
  // The blank line before the next From_ line belongs to the mbox, not to the mail.
  const end =
    bytes.length >= 2 && bytes.at(-1) === 10 && (bytes.at(-2) === 10 || bytes.at(-3) === 10) ? -1 : undefined;
  yield { kind: 'mail', bytes: bytes.subarray(0, end), archivedAt: mail.archivedAt, position };
}

async function* linesOf(stream: Readable): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
      const piece = chunk.subarray(at, end + 1);
      yield rest.length > 0 ? Buffer.concat([...rest, piece]) : piece;
      rest = [];
      at = end + 1;
    }
    if (at < chunk.length) rest.push(chunk.subarray(at));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}
