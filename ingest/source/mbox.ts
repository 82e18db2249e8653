/** mbox files, plain or gzip, streamed; one that has only grown is read from its old end. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../model/facts/index.ts';
import { splitMbox } from './mbox-split.ts';
import type { Cursor, MailItem, MailSource } from './types.ts';

/** How much before the old end must be unchanged for the file to have only grown. */
const TAIL_BYTES = 4096;

interface State {
  readonly size: number;
  readonly tail: string;
  /** Where the last mail begins, bytes. */
  readonly last: number;
}

export function mboxSource(path: string): MailSource {
  return { kind: 'mbox', read: (cursor) => readMbox(path, cursor) };
}

async function* readMbox(path: string, cursor: Cursor | null): AsyncIterable<MailItem> {
  const found = await stat(path);
  // To open a pipe is to wait for ever.
  if (!found.isFile()) throw new InputError(path, 'it is no file any more; bring it back');
  const { size } = found;
  const isGzip = await hasGzipMagic(path);
  const state = cursor === null ? null : (JSON.parse(cursor) as State);
  const isSame = state !== null && state.size <= size && state.tail === (await tailOf(path, state.size));
  if (isSame && state.size === size) return;
  const start = isSame && !isGzip ? await nextStart(path, state) : 0;
  if (state !== null && start === 0) yield { kind: 'again', positions: null };
  const file = createReadStream(path, { start, end: Math.max(start, size - 1) });
  let last = start;
  for await (const item of splitMbox(linesOf(isGzip ? gunzip(file) : file), start, size)) {
    if (item.kind === 'mail') last = Number(item.position);
    yield item;
  }
  const tail = await tailOf(path, size);
  yield { kind: 'cursor', cursor: JSON.stringify({ size, tail, last } satisfies State) };
}

/** The old end; where no mail begins there, the last one was not yet written to its end, and is read again. */
async function nextStart(path: string, { size, last }: State): Promise<number> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, size);
    const isNext = /^\s*From /.test(buffer.toString('latin1', 0, bytesRead));
    return isNext ? size : (last ?? 0);
  } finally {
    await handle.close();
  }
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

/** Bytes after which a line goes on as another: a disk image has none that end. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** Those of a piece of the file together: waiting for each by itself takes longer than looking at it. */
async function* linesOf(stream: Readable): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines: Buffer[] = [];
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
      const piece = chunk.subarray(at, end + 1);
      lines.push(rest.length > 0 ? Buffer.concat([...rest, piece]) : piece);
      rest = [];
      size = 0;
      at = end + 1;
    }
    if (at < chunk.length) {
      rest.push(chunk.subarray(at));
      size += chunk.length - at;
    }
    if (size > LONGEST_LINE) {
      lines.push(Buffer.concat(rest));
      rest = [];
      size = 0;
    }
    yield lines;
  }
  if (rest.length > 0) yield [Buffer.concat(rest)];
}
