/** The diff of a mail as text, apart from what stands around it, and the hash by which Patchwork's clients know it. */
import { readDiff } from './diff.ts';

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;
/** What stands between hunks and still belongs to a diff: names, modes, `Index:` of older tools. */
const BETWEEN =
  /^(?:diff |Index: |index |--- |\+\+\+ |={10}|(?:old|new|deleted)(?: file)? mode |(?:rename|copy) (?:from|to) |(?:dis)?similarity index |Binary files |GIT binary patch|\\ )/;

export interface SplitMail {
  /** The commit message and whatever follows the diff: a signature, a list's footer. */
  readonly content: string;
  /** Empty where there is none. */
  readonly diff: string;
}

/** @param start where the diff begins, if it is known already */
export function splitDiff(text: string, start: number | undefined = readDiff(text)?.start): SplitMail {
  if (start === undefined) return { content: text, diff: '' };
  const lines = text.slice(start).split('\n');
  const end = endOf(lines);
  return {
    content: text.slice(0, start) + lines.slice(end).join('\n'),
    diff: lines.slice(0, end).join('\n'),
  };
}

/** The number of lines that the diff has; a hunk that was cut or wrapped ends where its counts say. */
function endOf(lines: readonly string[]): number {
  let [before, after, end, isBinary] = [0, 0, 0, false];
  for (const [at, line] of lines.entries()) {
    if (before > 0 || after > 0) {
      if (line[0] !== '+' && line[0] !== '\\') before--;
      if (line[0] !== '-' && line[0] !== '\\') after--;
    } else {
      const hunk = HUNK.exec(line);
      if (hunk) [before, after] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
      else if (isBinary && !line.startsWith('-- ')) {
        if (line.startsWith('diff ')) isBinary = false;
      } else if (!BETWEEN.test(line)) break;
      else isBinary = line.startsWith('GIT binary patch');
    }
    end = at + 1;
  }
  return end;
}

/**
 * Of a mail's text; null where it has no diff.
 * @see hashOfDiff
 */
export function patchworkHash(text: string, sha1: (text: string) => Uint8Array): string | null {
  const { diff } = splitDiff(text);
  return diff === '' ? null : hashOfDiff(diff, sha1);
}

/**
 * SHA-1 of what Patchwork's hasher.py takes of a diff: the lines of hunks with their sign, names without the first
 * directory, and of a hunk's header only the counts. Scripts that look a commit's patch up by `?hash=` compute the same.
 */
function hashOfDiff(diff: string, sha1: (text: string) => Uint8Array): string {
  const kept = diff
    .replaceAll('\r', '')
    .trim()
    .split('\n')
    .map(hashedLine)
    .filter((line) => line !== null);
  return Array.from(sha1(kept.map((line) => `${line}\n`).join('')), hex).join('');
}

function hashedLine(line: string): string | null {
  const name = /^(---|\+\+\+) (\S+)/.exec(line);
  if (name) {
    const path = name[2]!.split('/').slice(1).join('/');
    return `${name[1]} ${name[1] === '---' ? 'a' : 'b'}/${path}`;
  }
  const hunk = HUNK.exec(line);
  if (hunk) return `@@ -${Number(hunk[1] ?? 1)} +${Number(hunk[2] ?? 1)} @@`;
  return /^[-+ ]/.test(line) ? line : null;
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
