/** What a message says of its content, and the bytes that its encoding hides (RFC 2045). */
import { decodeQuotedPrintable } from './words.ts';

export interface ContentType {
  readonly type: string;
  readonly charset: string;
  /** Empty where there is none. */
  readonly boundary: string;
  readonly isFlowed: boolean;
  readonly isDelSp: boolean;
}

/** The same few stand in most mails of an archive. */
const knownTypes = new Map<string, ContentType>();
const [MOST_TYPES, LONGEST_TYPE] = [100, 80];

/** @param raw unfolded; empty where there is no such header */
export function contentType(raw: string): ContentType {
  const known = knownTypes.get(raw);
  if (known) return known;
  const type = readContentType(raw);
  if (raw.length <= LONGEST_TYPE && knownTypes.size < MOST_TYPES) knownTypes.set(raw, type);
  return type;
}

/** RFC 2045 section 5; nonsense is taken for the default, text/plain. */
function readContentType(raw: string): ContentType {
  const [type = '', ...parameters] = raw.split(';');
  const value = (name: string): string => {
    const found = parameters.find((parameter) => parameter.trim().toLowerCase().startsWith(`${name}=`));
    return (found?.slice(found.indexOf('=') + 1) ?? '').trim().replace(/^"(.*)"$/, '$1');
  };
  const name = type.trim().toLowerCase();
  return {
    type: /^[\w.+-]+\/[\w.+-]+$/.test(name) ? name : 'text/plain',
    charset: value('charset'),
    boundary: value('boundary'),
    isFlowed: value('format').toLowerCase() === 'flowed',
    isDelSp: value('delsp').toLowerCase() === 'yes',
  };
}

/** @param encoding of the Content-Transfer-Encoding header; one that is unknown is none */
export function transferDecoded(body: Uint8Array, encoding: string): Uint8Array {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  switch (encoding.trim().toLowerCase()) {
    case 'base64':
      return Buffer.from(buffer.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(decodeQuotedPrintable(buffer.toString('latin1')), 'latin1');
    default:
      return buffer;
  }
}
