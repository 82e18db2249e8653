/** A report as a mail that can be sent as it is (RFC 5322): headers, threading, plain text. */
import type { Report } from '../view.ts';
import { renderText } from './text.ts';

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  /** Message-IDs of the thread it goes into, oldest first; it answers the last. */
  readonly references?: readonly string[];
  /** Without angle brackets. */
  readonly messageId: string;
}

/** The same bytes for the same report and envelope: the date is the report's. */
export function renderMail(report: Report, envelope: Envelope): string {
  const { references = [], cc = [] } = envelope;
  const headers = [
    `From: ${mailbox(envelope.from, 'From: '.length)}`,
    `To: ${mailboxes('To', envelope.to)}`,
    ...(cc.length > 0 ? [`Cc: ${mailboxes('Cc', cc)}`] : []),
    `Subject: ${encoded(report.title, 'Subject: '.length)}`,
    `Date: ${new Date(report.asOf * 1000).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${header(envelope.messageId)}>`,
    ...(references.length > 0
      ? [
          `In-Reply-To: <${header(references.at(-1)!)}>`,
          `References: ${references.map((id) => `<${header(id)}>`).join('\n ')}`,
        ]
      : []),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  return `${headers.join('\n')}\n\n${renderText(report)}`;
}

/** A header has one line, whatever it was given. */
const header = (text: string): string => text.replace(/[\x00-\x1f\x7f]+/g, ' ').trim();

const WIDTH = 76;

/** Folded between addresses (RFC 5322, 2.2.3). */
function mailboxes(name: string, given: readonly string[]): string {
  let column = name.length + 2;
  return given
    .map((one, at) => {
      const text = `${mailbox(one, column)}${at < given.length - 1 ? ',' : ''}`;
      const isFirst = at === 0;
      const isFolded = !isFirst && column + 1 + text.length > WIDTH;
      column = (isFolded ? 1 : column + (isFirst ? 0 : 1)) + text.length;
      return isFirst ? text : `${isFolded ? '\n ' : ' '}${text}`;
    })
    .join('');
}

/** A name that is not plain words is quoted, one that is not ASCII encoded; the address stays as it is. */
function mailbox(given: string, column: number): string {
  const [, written, address] = /^(.*\S)\s*<([^<>]+)>$/.exec(header(given)) ?? [];
  if (written === undefined || address === undefined) return header(given);
  const name = written.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1');
  const isPlain = /^[\w!#$%&'*+/=?^`{|}~ -]+$/.test(name);
  if (isPlain) return `${name} <${address}>`;
  return `${isAscii(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : encoded(name, column)} <${address}>`;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** RFC 2047, where it is not ASCII, in words of at most 75 characters. @param column of the first, on a line of 76 */
function encoded(text: string, column: number): string {
  const line = header(text);
  if (isAscii(line)) return line;
  const words: string[] = [];
  let word = '';
  for (const char of line) {
    const next = word + quoted(char);
    const room = words.length === 0 ? WIDTH - column : WIDTH - 1;
    if (next.length > room - '=?utf-8?q??='.length) {
      words.push(word);
      word = quoted(char);
    } else {
      word = next;
    }
  }
  return [...words, word].map((one) => `=?utf-8?q?${one}?=`).join('\n ');
}

function quoted(char: string): string {
  if (char === ' ') return '_';
  if (/[A-Za-z0-9]/.test(char)) return char;
  return utf8(char)
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

/** The bytes of one character. */
function utf8(char: string): readonly number[] {
  const escaped = encodeURIComponent(char);
  const bytes = escaped.match(/%[0-9A-F]{2}/g);
  return bytes ? bytes.map((byte) => Number.parseInt(byte.slice(1), 16)) : [char.charCodeAt(0)];
}
