/** A decoded message to the facts it states. */
import {
  type Attachment,
  type Mail,
  type Mailbox,
  type MessageId,
  messageId,
  type PatchFacts,
  type SubjectTags,
  type Trailer,
} from '../../model/facts/index.ts';
import { parseMailboxes } from './address.ts';
import { announcementOf } from './announcement.ts';
import { authenticationOf } from './authentication.ts';
import { isAnswer, ownLines, ownLinks, patchBody } from './body.ts';
import { NO_REVISION, revisionOf } from './changelog.ts';
import { type HeaderDate, parseDate } from './date.ts';
import { readDiff } from './diff.ts';
import { noticeOf } from './notice.ts';
import { type Sha1, stablePatchId } from './patch-id.ts';
import { listNamesOf, parseSubject } from './subject.ts';
import { messageTrailers, replyTrailers } from './trailers.ts';

/** What decoding hands over. */
export interface Decoded {
  readonly headers: readonly { readonly name: string; readonly raw: string }[];
  readonly text: string;
  /** The body's bytes as latin1, where they are not the text's UTF-8. */
  readonly bytes: string | null;
  readonly attachments: readonly Attachment[];
  readonly problems: readonly string[];
}

/** What a pure room has to be given. */
export interface Tools {
  readonly decodeWords: (raw: string) => string;
  readonly sha1: Sha1;
  /** SHA-1 of the whole mail, hex: names a mail that has no Message-ID. */
  readonly digest: () => string;
}

/** Some archives have ids longer than RFC 5322's 998-character line; beyond this it is an attack on the database. */
const MAX_ID_LENGTH = 4096;

export function readMail(decoded: Decoded, tools: Tools): Mail {
  const problems = [...decoded.problems];
  const { replyTo, originalFrom, told, ...head } = readHead(decoded, tools, problems);
  const { text } = decoded;
  const diff = readDiff(text);
  const isAnswering = diff === null && !told.isReply && head.references.length > 0 && isAnswer(text);
  const isReply = isAnswering || told.isReply;
  const isPatch = diff !== null && !isReply;
  const prose = text.slice(0, diff?.start ?? text.length);
  const body = patchBody(text, prose.length);
  const tags = { ...(isPatch ? titled(told, body.headers.get('subject')) : told), isReply };
  const isPosted = isPatch || (tags.n === 0 && !isReply);
  const revision = isPosted ? revisionOf(prose) : NO_REVISION;
  const sender = unmask(head.from, replyTo, originalFrom, body.headers.get('from'), head.to);
  const below = tags.isReply && diff ? text.slice(diff.end) : '';
  const own = once(() => [...ownLines(prose), ...ownLines(below)]);
  return {
    ...head,
    author: (isPatch && inBodyAuthor(body.headers.get('from'))) || sender,
    sender,
    tags,
    text,
    patch: diff && patchFacts(decoded, diff, tools),
    trailers: isPosted
      ? messageTrailers(body.message.replace(/^-- ?\n[\s\S]*$/m, ''))
      : givenTrailers(prose + below, own),
    ...announced({ subject: head.subject, tags, text, own }, diff !== null),
    changeId: fieldOf(text, 'hange-', /^change-id:\s*(\S+)\s*$/im),
    baseCommit: fieldOf(text, 'ase-commit', /^base-commit:\s*([0-9a-f]{12,64})\s*$/im),
    links: [...new Set([...ownLinks(prose).map(messageId), ...revision.older])],
    revision,
    attachments: decoded.attachments,
    problems,
  };
}

/** The title that git am takes (git-mailinfo(1)), and the numbers with it where the mail's own subject has no tags. */
function titled(told: SubjectTags, inBody: string | undefined): SubjectTags {
  if (inBody === undefined) return told;
  const tags = parseSubject(inBody, NO_LISTS);
  return told.isPatch ? { ...told, title: tags.title } : { ...tags, isForward: told.isForward };
}

const NO_LISTS: ReadonlySet<string> = new Set();

/** What stands in the header section. */
function readHead({ headers }: Decoded, tools: Tools, problems: string[]) {
  const fields = byName(headers);
  const all = (name: string): readonly string[] => (fields.get(name) ?? []).map(({ raw }) => raw);
  const header = (name: string): string => fields.get(name)?.[0]?.raw ?? '';
  const addresses = (name: string): readonly Mailbox[] =>
    all(name).flatMap((raw) => parseMailboxes(raw, tools.decodeWords));
  const id = ownId(header('message-id'), tools, problems);
  const from = addresses('from')[0] ?? addresses('sender')[0] ?? { name: '', email: '' };
  if (from.email === '') problems.push('no readable sender');
  const date = parseDate(header('date'));
  if (date === null) problems.push('no readable Date');
  const [to, cc] = [addresses('to'), addresses('cc')];
  const lists = listsOf(all('list-id'), () => addresses('x-mailing-list'));
  const recipients = [...to, ...cc].map(({ email }) => email);
  const subject = tools
    .decodeWords(header('subject'))
    .replace(/[\x00-\x1f]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    messageId: id.id,
    messageIdFrom: id.from,
    from,
    replyTo: addresses('reply-to'),
    originalFrom: addresses('x-original-from'),
    to,
    cc,
    subject,
    /** What the subject says, before anybody has looked at the body. */
    told: parseSubject(subject, listNamesOf(lists, recipients)),
    date: date?.date ?? null,
    zone: date?.zone ?? 0,
    received: newest(fields.get('received') ?? []),
    references: references(header('in-reply-to'), header('references'), [id.id, from.email, ...recipients]),
    lists,
    authentication: authenticationOf(
      [...all('authentication-results'), ...all('arc-authentication-results')],
      fields.has('dkim-signature'),
    ),
  };
}

/** List-Ids; where there are none, what Majordomo writes instead, in the form of a List-Id. */
function listsOf(ids: readonly string[], majordomo: () => readonly Mailbox[]): readonly string[] {
  const named = ids.map((raw) => (/<([^<>]*)>/.exec(raw)?.[1] ?? raw).trim().toLowerCase());
  const lists = named.length > 0 ? named : majordomo().map(({ email }) => email.replace('@', '.'));
  return [...new Set(lists)].filter((list) => list !== '');
}

/** What a mail says of where patches went; a posting says nothing of it. */
function announced(
  { subject, tags, text, own }: Pick<Mail, 'subject' | 'tags' | 'text'> & { own: () => readonly string[] },
  hasDiff: boolean,
): Pick<Mail, 'notice' | 'announcement'> {
  const untagged = tags.listTags.reduce((left, tag) => left.replace(`[${tag}]`, '').trimStart(), subject);
  const notice = noticeOf(untagged, tags.isPatch, text);
  if (hasDiff && tags.isPatch && !tags.isReply) return { notice, announcement: null };
  const { isReply, n, title } = tags;
  return { notice, announcement: announcementOf({ subject: untagged, isReply, n, title, text, own }) };
}

/** Taking a body apart costs most of reading a reply, and not all need it. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function byName(headers: Decoded['headers']): ReadonlyMap<string, Decoded['headers']> {
  const fields = new Map<string, Decoded['headers'][number][]>();
  for (const header of headers) {
    const known = fields.get(header.name);
    if (known) known.push(header);
    else fields.set(header.name, [header]);
  }
  return fields;
}

function ownId(
  raw: string,
  tools: Tools,
  problems: string[],
): { id: MessageId; from: Mail['messageIdFrom'] } {
  const text = (/<([^<>]+)>/.exec(raw)?.[1] ?? raw).replace(/[\s\x00-\x1f]+/g, '');
  if (text !== '' && text.length <= MAX_ID_LENGTH) return { id: messageId(text), from: 'header' };
  problems.push(
    text === '' ? 'no Message-ID: one was made from its bytes' : 'Message-ID too long: one was made',
  );
  return { id: messageId(`${tools.digest()}@generated.invalid`), from: 'generated' };
}

/** What people answered when git send-email asked for a Message-ID: thousands of mails claim to answer `<y>`. */
const NO_ID = /^(?:y|yes|n|no)$/i;

/**
 * In-Reply-To first, then References from the nearest; what is no Message-ID is passed over.
 * @param others what names no mail that it answers: itself, and addresses, which old mailers write into comments
 */
function references(inReplyTo: string, refs: string, others: readonly string[]): readonly MessageId[] {
  const clean = [...idsIn(inReplyTo), ...idsIn(refs)].map((id) => messageId(id.replace(/\s+/g, '')));
  return [...new Set(clean)].filter(
    (id) =>
      id.length > 0 &&
      id.length <= MAX_ID_LENGTH &&
      !NO_ID.test(id) &&
      !others.includes(id.toLowerCase()) &&
      !others.includes(id),
  );
}

/** Nearest first. Quoted strings are comments (`<x@y> from "Ann <a@b.org>"`); some write ids without brackets. */
function idsIn(text: string): readonly string[] {
  const plain = text.includes('"') ? text.replace(/"[^"<>]*(?:<[^<>"]*>[^"<>]*)?"(?!@)/g, ' ') : text;
  const ids = [...plain.matchAll(/<([^<>]+)>/g)].map((match) => match[1]!);
  if (ids.length > 0 || plain.includes('<')) return ids.toReversed();
  const words = plain.split(/\s+/);
  return words.every((word) => word.includes('@')) ? words.toReversed() : [];
}

/** The topmost Received header is the newest; its date stands behind the last semicolon. */
function newest(received: Decoded['headers']): HeaderDate['date'] | null {
  for (const { raw } of received) {
    const date = parseDate(raw.slice(raw.lastIndexOf(';') + 1));
    if (date) return date.date;
  }
  return null;
}

/**
 * `"Ann via list" <list@…>`: a list that must not break DMARC writes itself into From. The person is in Reply-To, in
 * X-Original-From, or in the body's From: line; at least the name stays.
 */
function unmask(
  from: Mailbox,
  replyTo: readonly Mailbox[],
  original: readonly Mailbox[],
  inBody: string | undefined,
  to: readonly Mailbox[],
): Mailbox {
  const via = /^(.*?)\s+via\s+\S.*$/i.exec(from.name);
  if (!via) return from;
  const name = via[1]!.replace(/^['"]|['"]$/g, '').trim();
  const others = [...original, ...replyTo].filter(({ email }) => email !== '' && email !== from.email);
  const named =
    others.find((one) => one.name === name) ?? others.find((one) => !to.some((t) => t.email === one.email));
  if (named) return { name: named.name || name, email: named.email };
  const author = inBodyAuthor(inBody);
  return author && author.name === name ? author : { name, email: from.email };
}

function inBodyAuthor(line: string | undefined): Mailbox | null {
  const author = line === undefined ? undefined : parseMailboxes(line, (text) => text)[0];
  return author?.email.includes('@') ? author : null;
}

function patchFacts(
  decoded: Decoded,
  diff: NonNullable<ReturnType<typeof readDiff>>,
  tools: Tools,
): PatchFacts {
  const patchId = decoded.bytes
    ? stablePatchId(decoded.bytes, tools.sha1, 'latin1')
    : stablePatchId(decoded.text, tools.sha1);
  return { patchId, files: diff.files, lines: diff.lines };
}

/** A key that makes a reply's line a trailer; what has none need not be taken apart. */
const GIVES_TRAILER = /(?:by|acked|reviewed|tested|fixes|link|closes)[ \t]*:|\bn(?:a|ac)k(?:ed)?\b/i;

function givenTrailers(prose: string, own: () => readonly string[]): readonly Trailer[] {
  return GIVES_TRAILER.test(prose) ? replyTrailers(own()) : [];
}

/** @param sign without it there is no such field: most texts have none, and a search by lines is slow */
const fieldOf = (text: string, sign: string, field: RegExp): string | null =>
  text.includes(sign) ? (field.exec(text)?.[1] ?? null) : null;
