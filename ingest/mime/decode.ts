/**
 * Bytes → headers and text. The plain single-part text mail, which most list mail is, is decoded here; every other
 * shape by mailparser. test/corpus/mime.test.ts holds the two to one result.
 */
import type { Attachment as MailparserAttachment } from 'mailparser';
import type { Attachment } from '../../model/facts/index.ts';
import { type ContentType, contentType, transferDecoded } from './content.ts';
import { digestMessages } from './digest.ts';
import { type Header, rawOf, splitMessage } from './headers.ts';
import { decodeBytes, decodeWords } from './words.ts';

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

/** Messages within messages are read to this depth; below they are attachments and no more. */
const DEEPEST = 4;

/**
 * Null if there is no header at all. A promise only where mailparser is needed.
 * @param depth of how many messages it is inside
 */
export function decodeMail(bytes: Uint8Array, depth = 0): DecodedMail | Promise<DecodedMail> | null {
  const { headers, hasHeader, bodyAt, isCut } = splitMessage(bytes);
  if (!hasHeader) return null;
  const problems = isCut ? ['the header section is longer than 256 KiB and was cut'] : [];
  const content = contentType(rawOf(headers, 'content-type'));
  if (content.type === 'text/plain') return decodePlain(headers, bytes.subarray(bodyAt), content, problems);
  if (content.type === 'message/rfc822' && depth < DEEPEST) {
    const encoding = rawOf(headers, 'content-transfer-encoding');
    return decodeWrapped(headers, transferDecoded(bytes.subarray(bodyAt), encoding), problems, depth);
  }
  return decodeOther(headers, bytes, bodyAt, problems, depth);
}

/** A list that must not break DMARC may send the whole mail inside its own: what that says is what this says. */
async function decodeWrapped(
  headers: readonly Header[],
  inside: Uint8Array,
  problems: readonly string[],
  depth: number,
): Promise<DecodedMail> {
  const mail = await decodeMail(inside, depth + 1);
  return mail === null
    ? decodePlain(headers, inside, contentType(''), problems)
    : { ...mail, headers, problems: [...problems, ...mail.problems] };
}

function decodePlain(
  headers: readonly Header[],
  body: Uint8Array,
  content: ContentType,
  problems: readonly string[],
): DecodedMail {
  const raw = transferDecoded(body, rawOf(headers, 'content-transfer-encoding'));
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
  depth: number,
): Promise<DecodedMail> {
  const asItStands = (why: string): DecodedMail => ({
    headers,
    text: normalise(decodeBytes(bytes.subarray(bodyAt), '').text),
    bytes: null,
    attachments: [],
    problems: [...problems, `its MIME structure cannot be read (${why}); shown as it stands`],
  });
  try {
    const found = await partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), depth);
    if (found === null) return asItStands('it has no parts');
    return { headers, text: normalise(found.text), bytes: null, attachments: found.attachments, problems };
  } catch (error) {
    return asItStands((error as Error).message);
  }
}

/** What mailparser finds in it, attached text, patches and messages behind; null if it finds nothing at all. */
async function partsOf(
  message: Buffer,
  depth: number,
): Promise<{ readonly text: string; readonly attachments: readonly Attachment[] } | null> {
  // Loaded when the first such mail comes: most archives begin with many that do not need it.
  const { simpleParser } = await import('mailparser');
  const options = { skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true, ignoreEmbedded: true };
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
  const attached: string[] = [];
  // Those of a digest are mails of their own.
  const isDigest = digestMessages(message).length > 0;
  for (const one of attachments) {
    if (isReadable(one)) attached.push(decodeBytes(one.content, charsetOf(one)).text);
    else if (isMessage(one) && !isDigest) attached.push(await quoted(one.content, depth));
  }
  return { text: [words, ...attached, footer].filter(Boolean).join('\n'), attachments: kept(attachments) };
}

/** Of an attached text; empty where it says none. */
function charsetOf({ headers }: MailparserAttachment): string {
  const type = headers.get('content-type');
  const params = typeof type === 'object' && 'params' in type ? type.params : {};
  return 'charset' in params && typeof params.charset === 'string' ? params.charset : '';
}

/** What somebody attached to show it: words of others, and no patch that is posted here. */
async function quoted(message: Buffer, depth: number): Promise<string> {
  if (depth >= DEEPEST) return '';
  const mail = await decodeMail(message, depth + 1);
  if (mail === null) return '';
  const head = ['From', 'Date', 'Subject'].flatMap((name) => {
    const raw = rawOf(mail.headers, name.toLowerCase());
    return raw === '' ? [] : [`${name}: ${decodeWords(raw)}`];
  });
  const lines = [...head, '', ...mail.text.trimEnd().split('\n')];
  return `\n${lines.map((line) => `> ${line}`.trimEnd()).join('\n')}\n`;
}

interface Part {
  readonly contentType: string;
  readonly filename?: string;
  readonly content: Buffer;
}

const isHtml = ({ contentType }: Part): boolean => /^text\/html\b/i.test(contentType);

const isReadable = ({ contentType, filename, content }: Part): boolean =>
  (/^text\/(?!html|calendar|(?:x-)?vcard)/i.test(contentType) || isPatchFile(filename)) && isText(content);

const isMessage = ({ contentType }: Part): boolean => /^message\/(?:rfc822|global|news)\b/i.test(contentType);

/** Some mailers call whatever they do not know a text. */
const isText = (content: Buffer): boolean =>
  !/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(content.toString('latin1', 0, 1024));

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
