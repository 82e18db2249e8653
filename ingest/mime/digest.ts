/**
 * The mails of a digest: what a list sends at the end of a day to who asked for that. In an archive of digests they are the
 * mails of the list, and the digest is only how they came.
 */
import { contentType, transferDecoded } from './content.ts';
import { rawOf, splitMessage } from './headers.ts';

/** More than any list sends at once. */
const MOST_MESSAGES = 1000;
const DEEPEST = 4;

/** Empty for any other mail. */
export function digestMessages(bytes: Uint8Array): readonly Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.includes('multipart/digest')) return fromMime(buffer, 0).slice(0, MOST_MESSAGES);
  if (buffer.includes(PREAMBLE_END)) return fromText(buffer).slice(0, MOST_MESSAGES);
  return [];
}

/** RFC 2046 section 5.1.5; Mailman puts the digest between a masthead and a footer. */
function fromMime(entity: Buffer, depth: number): readonly Buffer[] {
  const { content, body } = opened(entity);
  if (!content.type.startsWith('multipart/') || depth >= DEEPEST) return [];
  const parts = partsBetween(body, content.boundary);
  if (content.type !== 'multipart/digest') return parts.flatMap((part) => fromMime(part, depth + 1));
  return parts.map(messageIn).filter(isMail);
}

/** Where a part has no header its content is a message, in a digest. */
function messageIn(part: Buffer): Buffer {
  if (part[0] === 10 || (part[0] === 13 && part[1] === 10)) return part;
  const { content, body } = opened(part);
  return content.type === 'message/rfc822' ? body : part;
}

function opened(entity: Buffer) {
  const { headers, hasHeader, bodyAt } = splitMessage(entity);
  const encoding = rawOf(headers, 'content-transfer-encoding');
  const body = transferDecoded(entity.subarray(hasHeader ? bodyAt : 0), encoding);
  return { content: contentType(rawOf(headers, 'content-type')), body: Buffer.from(body) };
}

const isMail = (message: Buffer): boolean => {
  const { headers } = splitMessage(message);
  return headers.some(({ name }) => name === 'message-id') && headers.some(({ name }) => name === 'from');
};

/** The bytes between delimiter lines (RFC 2046 section 5.1.1). */
function partsBetween(body: Buffer, boundary: string): readonly Buffer[] {
  if (boundary === '') return [];
  const parts: Buffer[] = [];
  const delimiter = `--${boundary}`;
  let start = -1;
  for (let at = body.indexOf(delimiter); at >= 0; at = body.indexOf(delimiter, at + 1)) {
    if (at > 0 && body[at - 1] !== 10) continue;
    const lineEnd = body.indexOf(10, at);
    const line = body.toString('latin1', at, lineEnd < 0 ? body.length : lineEnd).trimEnd();
    if (line !== delimiter && line !== `${delimiter}--`) continue;
    if (start >= 0) parts.push(body.subarray(start, at));
    if (line !== delimiter || lineEnd < 0) return parts;
    start = lineEnd + 1;
  }
  return parts;
}

const PREAMBLE_END = `\n${'-'.repeat(70)}\n`;
/** RFC 1153; Mailman counts the mails. */
const SEPARATOR = /\n\n-{30}\n\n(?=(?:Message: \d+\n)?(?:Date|From|Subject|Message-ID): )/gi;

/** What the mails claim of their charset does not hold any more: their text is in that of the digest. */
function fromText(digest: Buffer): readonly Buffer[] {
  const { content, body } = opened(digest);
  if (content.type !== 'text/plain') return [];
  const text = body.toString('latin1').replaceAll('\r\n', '\n');
  const begin = text.indexOf(PREAMBLE_END);
  if (begin < 0) return [];
  const own = `Content-Type: text/plain; charset=${content.charset || 'utf-8'}\n`;
  return text
    .slice(begin + PREAMBLE_END.length)
    .split(SEPARATOR)
    .map((part) => part.trimStart().replace(/^Message: \d+\n/, ''))
    .map((part) => Buffer.from(own + withoutType(part), 'latin1'))
    .filter(isMail);
}

function withoutType(message: string): string {
  const end = message.indexOf('\n\n') + 1;
  return message.slice(0, end).replace(/^Content-Type:.*\n(?:[ \t].*\n)*/im, '') + message.slice(end);
}
