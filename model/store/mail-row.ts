/**
 * A mail as the store takes it: everything that costs time (compression, JSON, the text to search) is done here, so
 * that it runs in an ingest worker, and the writer only binds values.
 */
import {
  type Announcement,
  type Epoch,
  type Mail,
  type Mailbox,
  personKey,
  titleKey,
} from '../facts/index.ts';
import { type Packed, packAll, packBytes } from './text-pack.ts';

export interface MailRow {
  readonly messageId: string;
  readonly archivedAt: number | null;
  /** Of two copies of a message the one of lower rank is kept, of equal rank the earlier, then the lower order. */
  readonly rank: number;
  /** The longer text first, since a copy may have been cut; then by digest. */
  readonly order: string;
  readonly columns: readonly (string | number | Buffer | Uint8Array | null)[];
  readonly text: Packed;
  readonly references: readonly string[];
  readonly lists: readonly string[];
  readonly position: string;
  readonly files: readonly (readonly [string, string | null, string, number, number, number])[];
  readonly trailers: readonly (readonly [string, string, string, string])[];
  /** Addresses of who made the patch besides its sender. */
  readonly makers: readonly string[];
  readonly announcement: readonly [string, string, string, number, number] | null;
  /** Name, type, size in bytes, and what it holds, packed. */
  readonly attachments: readonly (readonly [string, string, number, Uint8Array | null])[];
  readonly search: { readonly subject: string; readonly author: string; readonly body: string };
}

/** The columns of `message` that come from the mail, in the order of MailRow.columns. */
export const MAIL_COLUMNS = [
  'from_name',
  'from_email',
  'author_name',
  'author_email',
  'person',
  'subject',
  'title',
  'title_key',
  'is_reply',
  'is_patch',
  'version',
  'n',
  'total',
  'prefixes',
  'date',
  'zone',
  'to_json',
  'cc_json',
  'refs',
  'links',
  'text_version',
  'older',
  'change_id',
  'base_commit',
  'has_diff',
  'patch_id',
  'lines',
  'notice',
  'problems',
  'auth',
] as const;

/** More than this a mail's References are not followed: longer lists are mistakes or attacks. */
const MAX_REFERENCES = 200;

export interface Arrival {
  /** When the archive received it; null where neither it nor the mail says so: the writer then decides. */
  readonly archivedAt: Epoch | null;
  readonly position: string;
  /** SHA-1 of the mail's bytes, hex: decides between different copies. */
  readonly digest: string;
  readonly problems: readonly string[];
}

/** More than any mail has; characters. */
const LONGEST = 1e9;

/** A row whose text is not packed yet. */
export type UnpackedRow = Omit<MailRow, 'text'> & { readonly text: string };

/** Packs the texts of mails that came one after the other. */
export function packRows(rows: readonly UnpackedRow[]): readonly MailRow[] {
  const packed = packAll(rows.map(({ text }) => text));
  return rows.map((row, at) => ({ ...row, text: packed[at]! }));
}

export function toMailRow(mail: Mail, arrival: Arrival): UnpackedRow {
  const { tags, patch } = mail;
  const problems = [...mail.problems, ...arrival.problems];
  const references = mail.references.slice(0, MAX_REFERENCES);
  return {
    messageId: mail.messageId,
    archivedAt: arrival.archivedAt,
    rank: mail.from.email === mail.sender.email ? 0 : 1,
    order: `${String(LONGEST - mail.text.length).padStart(10, '0')} ${arrival.digest}`,
    columns: [
      mail.sender.name,
      mail.sender.email,
      mail.author.name,
      mail.author.email,
      personKey(mail.sender),
      mail.subject,
      tags.title,
      titleKey(tags.title),
      Number(tags.isReply),
      Number(tags.isPatch),
      tags.version,
      tags.n,
      tags.total,
      JSON.stringify(tags.prefixes),
      mail.date,
      mail.zone,
      mailboxes(mail.to),
      mailboxes(mail.cc),
      JSON.stringify(references),
      JSON.stringify(mail.links),
      mail.revision.version,
      JSON.stringify(mail.revision.older),
      mail.changeId,
      mail.baseCommit,
      Number(patch !== null),
      patch?.patchId ?? null,
      patch ? packLines(patch.lines) : null,
      mail.notice,
      problems.length > 0 ? JSON.stringify(problems) : null,
      mail.authentication && JSON.stringify(mail.authentication),
    ],
    text: mail.text,
    references,
    lists: mail.lists,
    position: arrival.position,
    files: (patch?.files ?? []).map((file) => [
      file.path,
      file.oldPath,
      file.change,
      Number(file.binary),
      file.added,
      file.removed,
    ]),
    trailers: mail.trailers.map((trailer) => [trailer.kind, trailer.value, trailer.name, trailer.email]),
    makers: patch && !tags.isReply ? makersOf(mail) : [],
    announcement: mail.announcement && announcementRow(mail.announcement),
    attachments: mail.attachments.map(({ name, type, size, bytes }) => [
      name,
      type,
      size,
      bytes && packBytes(bytes),
    ]),
    search: {
      subject: mail.subject,
      author: `${mail.author.name} ${mail.author.email} ${mail.sender.name} ${mail.sender.email}`,
      body: searchText(mail.text),
    },
  };
}

const CO_AUTHOR =
  /^(?:Co-developed-by|Co-authored-by|Originally-by|Original-patch-by|Based-on-(?:a-)?patch-by)$/i;

/**
 * Author, co-authors and the first to sign off, who wrote it before it went through other hands: by them a series is
 * found again that somebody else took over.
 */
function makersOf({ author, sender, trailers }: Mail): readonly string[] {
  const first = trailers.find(({ kind }) => kind === 'Signed-off-by');
  const others = trailers.filter(({ kind }) => CO_AUTHOR.test(kind));
  const emails = [author, ...(first ? [first] : []), ...others].map(({ email }) => email);
  return [...new Set(emails)].filter((email) => email !== '' && email !== sender.email);
}

const announcementRow = ({ kind, tree, patches, isWhole, isWeak }: Announcement) =>
  [kind, tree, JSON.stringify(patches), Number(isWhole), Number(isWeak)] as const;

const mailboxes = (list: readonly Mailbox[]): string =>
  JSON.stringify(list.map(({ name, email }) => [name, email]));

/** What is searched of a body: not the quoted lines, which are found in the mail that they quote. */
function searchText(text: string): string {
  return text.replace(/^[ \t]*>.*\n?/gm, '');
}

export function packLines(lines: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(lines).buffer);
}

export function unpackLines(blob: Buffer | null): Uint32Array {
  if (blob === null) return new Uint32Array();
  return new Uint32Array(blob.buffer.slice(blob.byteOffset, blob.byteOffset + blob.byteLength));
}
