/** Bytes in, rows for the store out; in whichever thread. It keeps no state between batches. */
import { hash } from 'node:crypto';
import type { Announcement, Epoch, Mail } from '../../model/facts/index.ts';
import { packRows, toMailRow, type UnpackedRow } from '../../model/store/mail-row.ts';
import { announcementOf } from '../mail/announcement.ts';
import { ownLines } from '../mail/body.ts';
import { readDiff } from '../mail/diff.ts';
import { noticeOf } from '../mail/notice.ts';
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
    notice: noticeOf(withoutListTags(mail), mail.tags.isPatch, mail.text),
    announcement: announced(mail),
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

/** Without one of these no mail announces anything: most need not be looked at. */
const ANNOUNCES =
  /appl|merged|pushed|queued|pulled|picked|taken|committed|linux-next|titled|available in the/i;

function announced(mail: Mail): Announcement | null {
  if (!ANNOUNCES.test(mail.text)) return null;
  const isAbout = mail.tags.isReply || mail.patch === null || !mail.tags.isPatch;
  if (!isAbout) return null;
  const { tags, text } = mail;
  const own = tags.isReply ? ownLines(text, readDiff(text)?.start ?? text.length) : [];
  return announcementOf({
    subject: withoutListTags(mail),
    isReply: tags.isReply,
    n: tags.n,
    title: tags.title,
    text,
    own,
  });
}

function withoutListTags(mail: Mail): string {
  return mail.tags.listTags.reduce(
    (subject, tag) => subject.replace(`[${tag}]`, '').trimStart(),
    mail.subject,
  );
}
