/** Puts trailers into the text of a patch mail, where git-interpret-trailers(1) would. */
import { readDiff } from './diff.ts';
import { messageTrailers } from './trailers.ts';

const SEPARATOR = /^---[ \t]*$/m;

/**
 * The text with these trailer lines behind those that its commit message has; what is there already, case and spacing
 * aside, is not doubled. Below the message (`---`, diffstat, diff) nothing changes.
 */
export function withTrailers(text: string, lines: readonly string[]): string {
  const diffAt = readDiff(text)?.start ?? text.length;
  const separator = SEPARATOR.exec(text.slice(0, diffAt));
  const end = separator?.index ?? diffAt;
  const message = text.slice(0, end).trimEnd();
  const present = new Set(message.split('\n').map(folded));
  const missing = [...new Map(lines.map((line) => [folded(line), line]))]
    .filter(([key]) => !present.has(key))
    .map(([, line]) => line);
  if (missing.length === 0) return text;
  const last = message.split(/\n[ \t]*\n/).at(-1) ?? '';
  const gap = messageTrailers(last).length > 0 ? '\n' : '\n\n';
  const rest = text.slice(end);
  return `${message}${gap}${missing.join('\n')}\n${separator || rest === '' ? '' : '\n'}${rest}`;
}

const folded = (line: string): string => line.replace(/\s+/g, ' ').trim().toLowerCase();
