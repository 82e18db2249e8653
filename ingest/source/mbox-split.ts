/**
 * Lines of an mbox to mails: mboxrd, mboxo, mboxcl and mboxcl2 (mbox(5)). A mail ends at a From_ line behind a blank
 * one. Where a header says Content-Length, From_ lines within that length are text, provided that the mail really ends
 * where the length says; a length that lies is ignored. `>From ` is unquoted by one level, as mboxrd says; in an mboxo
 * file that loses a `>` where the writer himself had written `>From `, which is accepted.
 */
import { type Epoch, epoch } from '../../model/facts/index.ts';
import type { MailItem } from './types.ts';

/** A larger mail is cut here, and said to be. */
const MAX_MAIL_BYTES = 64 * 1024 * 1024;

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
  /** Of its From_ line in the file, bytes. */
  readonly offset: number;
  readonly archivedAt: Epoch | null;
  /** Its lines; the first ones of a long mail joined: half a million small buffers take more room than what they hold. */
  parts: Buffer[];
  readonly joined: Buffer[];
  size: number;
  isBlankBefore: boolean;
  isHeader: boolean;
  /** Bytes of the body that are still to come by its Content-Length; null if it has none, or it was found to lie. */
  left: number | null;
  /** From_ lines that the length makes text: where to split if it lies. */
  readonly doubtful: { readonly part: number; readonly offset: number; readonly line: Buffer }[];
}

const opened = (offset: number, line: Buffer | null): Open => ({
  offset,
  archivedAt: line && deliveryDate(line.toString('latin1').trimEnd()),
  parts: [],
  joined: [],
  size: 0,
  isBlankBefore: false,
  isHeader: true,
  left: null,
  doubtful: [],
});

/**
 * @param lines with their line ends, as many at once as there are; may throw where the file is damaged
 * @param start offset of the first line, bytes
 * @param total where the file ends, bytes
 */
export async function* splitMbox(
  lines: AsyncIterable<readonly Buffer[]>,
  start: number,
  total: number,
): AsyncIterable<MailItem> {
  const splitter = new Splitter(start, total);
  try {
    // Not yield*, which would wait at every line.
    for await (const some of lines)
      for (const line of some) for (const item of splitter.take(line)) yield item;
  } catch (error) {
    yield* splitter.cut((error as Error).message);
    return;
  }
  yield* splitter.end();
}

/** What most lines come to. */
const NOTHING: Iterable<MailItem> = [];

class Splitter {
  readonly #start: number;
  readonly #total: number;
  #at: number;
  #mail: Open | null = null;
  /** A From_ line with no blank one before it, until the next line says what it is. */
  #torn: { readonly line: Buffer; readonly offset: number } | null = null;

  constructor(start: number, total: number) {
    this.#start = start;
    this.#total = total;
    this.#at = start;
  }

  take(whole: Buffer): Iterable<MailItem> {
    const line = this.#at === 0 && whole.subarray(0, 3).equals(BYTE_ORDER_MARK) ? whole.subarray(3) : whole;
    const before = this.#mail && this.#torn ? this.#mend(this.#mail, this.#torn, line) : NOTHING;
    const items = this.#place(line);
    this.#at += whole.length;
    return before === NOTHING ? items : [...before, ...items];
  }

  /** The next line tells whether the torn From_ line begins a mail. */
  #mend(
    mail: Open,
    torn: { readonly line: Buffer; readonly offset: number },
    next: Buffer,
  ): Iterable<MailItem> {
    this.#torn = null;
    if (FIELD.test(next.toString('latin1', 0, 80))) {
      this.#mail = opened(torn.offset, torn.line);
      return finish(mail);
    }
    append(mail, torn.line);
    return NOTHING;
  }

  #place(line: Buffer): Iterable<MailItem> {
    const mail = this.#mail;
    if (isStart(line, mail)) return this.#begin(line);
    if (mail && isTorn(line, mail)) {
      this.#torn = { line, offset: this.#at };
      return NOTHING;
    }
    this.#mail ??= opened(this.#at, null);
    append(this.#mail, line);
    if (!isLengthALie(this.#mail)) return NOTHING;
    const pieces = splitAgain(this.#mail);
    this.#mail = pieces.at(-1)!;
    return pieces.slice(0, -1).flatMap(finish);
  }

  #begin(line: Buffer): Iterable<MailItem> {
    const mail = this.#mail;
    if (mail && mail.left !== null && mail.left > 0) {
      mail.doubtful.push({ part: mail.parts.length, offset: this.#at, line });
      append(mail, line);
      return NOTHING;
    }
    this.#mail = opened(this.#at, line);
    const progress = {
      kind: 'progress',
      done: this.#at - this.#start,
      total: this.#total - this.#start,
    } as const;
    return [...(mail ? finish(mail) : []), progress];
  }

  /** The file is damaged behind the last line. */
  *cut(problem: string): Iterable<MailItem> {
    if (this.#mail) yield* finishAll(this.#mail);
    yield {
      kind: 'unreadable',
      position: String(this.#at),
      problem: `the file is cut or damaged here: ${problem}`,
    };
  }

  *end(): Iterable<MailItem> {
    if (this.#mail && this.#torn) append(this.#mail, this.#torn.line);
    if (this.#mail) yield* finishAll(this.#mail);
  }
}

const FROM = Buffer.from('From ');
/** Left by an editor. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Asked of every line of a file: most are told by one byte. */
const isFrom = (line: Buffer, at: number): boolean =>
  line[at] === FROM[0] && line.subarray(at, at + FROM.length).equals(FROM);

function isStart(line: Buffer, mail: Open | null): boolean {
  if (!isFrom(line, 0) || line.length >= 1000) return false;
  return (mail === null || mail.isBlankBefore) && isFromLine(line.toString('latin1').trimEnd());
}

/**
 * An mbox that was cut, and went on with the next mail: its From_ line has no blank one before it, but a header behind.
 * The line of git format-patch is none: such patches are pasted into mails.
 */
function isTorn(line: Buffer, mail: Open): boolean {
  if (!isFrom(line, 0) || line.length >= 1000 || mail.isHeader || mail.left !== null) return false;
  const text = line.toString('latin1').trimEnd();
  return FROM_LINE.test(text) && !/^From [0-9a-f]{40} /.test(text);
}

/** Kept one by one. */
const MOST_LINES = 4096;

const FIELD = /^[A-Za-z][\w-]*:[ \t]/;

function append(mail: Open, line: Buffer): void {
  const isBlank = line.length <= 2 && line.toString('latin1').trim() === '';
  if (mail.size < MAX_MAIL_BYTES) mail.parts.push(unquote(line).subarray(0, MAX_MAIL_BYTES - mail.size));
  mail.size += line.length;
  mail.isBlankBefore = isBlank;
  if (!mail.isHeader) {
    if (mail.left !== null) mail.left -= line.length;
    else if (mail.parts.length >= MOST_LINES) {
      mail.joined.push(Buffer.concat(mail.parts));
      mail.parts = [];
    }
  } else if (isBlank) {
    mail.isHeader = false;
  } else {
    mail.left = contentLength(line) ?? mail.left;
  }
}

/** Of the letter that Content-Length begins with. */
const C = 0x63;

function contentLength(line: Buffer): number | null {
  if ((line[0]! | 0x20) !== C || line.length >= 100) return null;
  const length = /^content-length:\s*(\d{1,9})\s*$/i.exec(line.toString('latin1'))?.[1];
  return length === undefined ? null : Number(length);
}

/** Text goes on behind the length (a blank line may), or the length is more than any mail may have. */
function isLengthALie(mail: Open): boolean {
  if (mail.left === null || mail.doubtful.length === 0) return false;
  return mail.size > MAX_MAIL_BYTES || (mail.left < 0 && !mail.isBlankBefore);
}

function splitAgain(mail: Open): readonly Open[] {
  const starts = [{ part: -1, offset: mail.offset, line: null }, ...mail.doubtful];
  return starts.map(({ part, offset, line }, n) => {
    const piece = n === 0 ? { ...opened(offset, null), archivedAt: mail.archivedAt } : opened(offset, line);
    for (const one of mail.parts.slice(part + 1, starts[n + 1]?.part)) append(piece, one);
    return { ...piece, left: null };
  });
}

function finishAll(mail: Open): readonly MailItem[] {
  const isShort = mail.left !== null && mail.left > 0 && mail.doubtful.length > 0;
  return (isShort ? splitAgain(mail) : [mail]).flatMap(finish);
}

/** `>From ` back to `From `; only lines that begin so. */
function unquote(line: Buffer): Buffer {
  if (line[0] !== 0x3e) return line;
  let quotes = 1;
  while (line[quotes] === 0x3e) quotes++;
  return isFrom(line, quotes) ? line.subarray(1) : line;
}

function finish(mail: Open): readonly MailItem[] {
  const position = String(mail.offset);
  const bytes = Buffer.concat([...mail.joined, ...mail.parts]);
  // The blank line before the next From_ line belongs to the mbox, not to the mail.
  const end =
    bytes.length >= 2 && bytes.at(-1) === 10 && (bytes.at(-2) === 10 || bytes.at(-3) === 10) ? -1 : undefined;
  const whole = {
    kind: 'mail',
    bytes: bytes.subarray(0, end),
    archivedAt: mail.archivedAt,
    position,
  } as const;
  if (mail.size <= MAX_MAIL_BYTES) return [whole];
  const problem = `a mail of ${mail.size} bytes: only the first 64 MiB were read`;
  return [{ kind: 'unreadable', position, problem }, whole];
}
