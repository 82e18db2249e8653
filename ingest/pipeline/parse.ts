/** Bytes in, rows for the store out; in whichever thread. It keeps no state between batches. */
import { hash } from 'node:crypto';
import type { Epoch, Mail } from '../../model/facts/index.ts';
import { packRows, toMailRow, type UnpackedRow } from '../../model/store/mail-row.ts';
import { parseMail } from '../mime/index.ts';
import type { BatchRequest, ParsedItem, RawItem } from './messages.ts';

/** Before list mail; an earlier date is a clock that was never set. */
const EARLIEST = Date.UTC(1985, 0, 1) / 1000;

/** Its text not packed yet. */
type Parsed =
  | { readonly kind: 'row'; readonly row: UnpackedRow }
  | Extract<ParsedItem, { kind: 'unreadable' }>;

export async function parseBatch({ items, latest }: BatchRequest): Promise<readonly ParsedItem[]> {
  const parsed: Parsed[] = [];
  for (const item of items) parsed.push(await parse(item, latest));
  const rows = packRows(parsed.flatMap((one) => (one.kind === 'row' ? [one.row] : [])))[Symbol.iterator]();
  return parsed.map((one) => (one.kind === 'row' ? { kind: 'row', row: rows.next().value! } : one));
}

async function parse(item: RawItem, latest: number): Promise<Parsed> {
  const parsed = await parseMail(item.bytes);
  if (parsed.kind === 'unreadable')
    return { kind: 'unreadable', position: item.position, problem: parsed.problem };
  const { mail } = parsed;
  const archivedAt = arrivalOf(mail, item.archivedAt, latest);
  const row = toMailRow(mail, {
    archivedAt,
    position: item.position,
    digest: hash('sha1', item.bytes),
    problems: archivedAt === null ? ['no usable date: taken to have come with the mail before it'] : [],
  });
  return { kind: 'row', row };
}

/** The archive's date, else the newest Received header, else Date; whichever is first that can be true. */
function arrivalOf(mail: Mail, archived: Epoch | null, latest: number): Epoch | null {
  const isPossible = (date: Epoch | null): date is Epoch =>
    date !== null && date >= EARLIEST && date <= latest;
  return [archived, mail.received, mail.date].find(isPossible) ?? null;
}
