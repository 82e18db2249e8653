/**
 * Bytes → headers and text. The plain single-part text mail, which most list mail is, is decoded here; every other
 * shape by mailparser. test/corpus/mime.test.ts holds the two to one result.
 */
import type { Attachment } from '../../model/facts/index.ts';
import { type Header, splitMessage } from './headers.ts';
import { decodeBytes, decodeQuotedPrintable } from './words.ts';

export interface DecodedMail {
  readonly headers: readonly Header[];
  /** LF line ends, no NUL. */
  readonly text: string;
  /**
   * The body's bytes as latin1 where they are not the text's UTF-8: patch-ids are made of the bytes that were sent.
   */
  readonly bytes: string | null;
  readonly attachments: readonly Attachment[];
  readonly problems: readonly string[];
}

interface ContentType {
  readonly type: string;
  readonly charset: string;
  readonly isFlowed: boolean;
  readonly isDelSp: boolean;
}

/** Null if there is no header at all. A promise only where mailparser is needed. */
export function decodeMail(bytes: Uint8Array): DecodedMail | Promise<DecodedMail> | null {
  const { headers, hasHeader, bodyAt, isCut } = splitMessage(bytes);
  if (!hasHeader) return null;
  const problems = isCut ? ['the header section is longer than 256 KiB and was cut'] : [];
  const content = contentType(find(headers, 'content-type'));
  if (content.type === 'text/plain') return decodePlain(headers, bytes.subarray(bodyAt), content, problems);
  return decodeOther(headers, bytes, bodyAt, problems);
}

const find = (headers: readonly Header[], name: string): string =>
  headers.find((header) => header.name === name)?.raw ?? '';

/** The same few stand in most mails of an archive. */
const knownTypes = new Map<string, ContentType>();
const [MOST_TYPES, LONGEST_TYPE] = [100, 80];

function contentType(raw: string): ContentType {
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
    isFlowed: value('format').toLowerCase() === 'flowed',
    isDelSp: value('delsp').toLowerCase() === 'yes',
  };
}

function decodePlain(
  headers: readonly Header[],
  body: Uint8Array,
  content: ContentType,
  problems: readonly string[],
): DecodedMail {
  const raw = transferDecoded(body, find(headers, 'content-transfer-encoding'));
  const { text, isGuess } = decodeBytes(raw, content.charset);
  const clean = normalise(text);
  const isOther = isGuess || !/^(?:|utf-?8|us-ascii)$/i.test(content.charset);
  return {
    headers,
    text: content.isFlowed ? unflow(clean, content.isDelSp) : clean,
    bytes: isOther && /[^\x00-\x7f]/.test(text) ? normalise(Buffer.from(raw).toString('latin1')) : null,
    attachments: [],
    problems: isGuess
      ? [...problems, `the text is not in the charset it claims (${content.charset || 'none'})`]
      : problems,
  };
}

function transferDecoded(body: Uint8Array, encoding: string): Uint8Array {
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

/** A CR within a line may be of the file that is patched; only where there is no LF at all it ends lines. */
function normalise(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r+\n/g, '\n') : text;
  const clean = lines.includes('\n') ? lines : lines.replaceAll('\r', '\n');
  return clean.includes('\0') ? clean.replaceAll('\0', '') : clean;
}

/**
 * format=flowed (RFC 3676): lines that end in a space go on in the next one of the same depth. A mail with a diff is
 * left as it is: its mailer lied, or the space belongs to the patch.
 */
function unflow(text: string, isDelSp: boolean): string {
  if (/^(?:diff --git |@@ -\d)/m.test(text)) return text;
  const out: string[] = [];
  let open = false;
  let depth = 0;
  for (const line of text.split('\n')) {
    const quote = /^>*/.exec(line)![0];
    const content = line.slice(quote.length).replace(/^ /, '');
    const isSignature = content === '-- ';
    if (open && quote.length === depth && !isSignature) out[out.length - 1] += content;
    else out.push(quote ? `${quote} ${content}` : content);
    open = content.endsWith(' ') && !isSignature;
    if (open && isDelSp) out[out.length - 1] = out.at(-1)!.slice(0, -1);
    depth = quote.length;
  }
  return out.join('\n');
}

/** Attachments whose text belongs to the mail: patches, and text that some mailer attached instead of inlining. */
const isPatchFile = (name: string | undefined): boolean => /\.(?:patch|diff|txt)$/i.test(name ?? '');

async function decodeOther(
  headers: readonly Header[],
  bytes: Uint8Array,
  bodyAt: number,
  problems: readonly string[],
): Promise<DecodedMail> {
  const asItStands = (why: string): DecodedMail => ({
    headers,
    text: normalise(decodeBytes(bytes.subarray(bodyAt), '').text),
    bytes: null,
    attachments: [],
    problems: [...problems, `its MIME structure cannot be read (${why}); shown as it stands`],
  });
  try {
    const found = await partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    if (found === null) return asItStands('it has no parts');
    return { headers, text: normalise(found.text), bytes: null, attachments: found.attachments, problems };
  } catch (error) {
    return asItStands((error as Error).message);
  }
}

/** What mailparser finds in it, attached text and patches behind; null if it finds nothing at all. */
async function partsOf(
  message: Buffer,
): Promise<{ readonly text: string; readonly attachments: readonly Attachment[] } | null> {
  // Loaded when the first such mail comes: most archives begin with many that do not need it.
  const { simpleParser } = await import('mailparser');
  const options = { skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };
  const parsed = await simpleParser(message, options);
  const { attachments } = parsed;
  if (!parsed.text && !parsed.html && attachments.length === 0) return null;
  let text = parsed.text ?? '';
  if (text.trim() === '') {
    // It turns HTML into text only where that is the whole message, so the part is handed to it as one.
    const html = parsed.html || attachments.find(isHtml)?.content.toString('utf8');
    const whole = html ? Buffer.from(`Content-Type: text/html; charset=utf-8\n\n${html}`) : null;
    if (whole) text = (await simpleParser(whole, options)).text ?? '';
  }
  const { words, footer } = splitFooter(text);
  const attached = attachments.filter(isReadable).map(({ content }) => decodeBytes(content, '').text);
  return { text: [words, ...attached, footer].filter(Boolean).join('\n'), attachments: kept(attachments) };
}

interface Part {
  readonly contentType: string;
  readonly filename?: string;
}

const isHtml = ({ contentType }: Part): boolean => /^text\/html\b/i.test(contentType);

const isReadable = ({ contentType, filename }: Part): boolean =>
  /^text\/(?!html|calendar|vcard)/i.test(contentType) || isPatchFile(filename);

/** What Mailman puts behind a mail as a part of its own: a patch that is attached stands before it. */
function splitFooter(text: string): { readonly words: string; readonly footer: string } {
  const at = /^_{40,}\n[^\n]*mailing list\n(?:[^\n]*\n?){0,3}\s*$/im.exec(text)?.index ?? text.length;
  return { words: text.slice(0, at), footer: text.slice(at) };
}

/** Of one mail no more is kept: lists bounce mails far smaller than this, and an archive takes what strangers send. */
const MOST_ATTACHED = 4 * 1024 * 1024;
const MOST_ATTACHMENTS = 100;
const LONGEST_NAME = 200;

function kept(
  found: readonly { readonly filename?: string; readonly contentType: string; readonly content: Buffer }[],
): readonly Attachment[] {
  let left = MOST_ATTACHED;
  return found.slice(0, MOST_ATTACHMENTS).map(({ filename, contentType, content }) => {
    const fits = content.length <= left;
    if (fits) left -= content.length;
    return {
      name: (filename ?? '').replaceAll('\0', '').slice(0, LONGEST_NAME),
      type: contentType.slice(0, LONGEST_NAME),
      size: content.length,
      bytes: fits ? content : null,
    };
  });
}
