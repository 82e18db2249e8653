/**
 * What `git patch-id --stable` prints (git-patch-id(1)): each file's diff without white space and line numbers is
 * hashed, and the hashes are added up as little-endian numbers, so that the order of files doesn't matter.
 */
import { type PatchId, patchId } from '../../model/facts/index.ts';

/** SHA-1 of a text in the given encoding. */
export type Sha1 = (text: string, encoding: 'utf8' | 'latin1') => Uint8Array;

const HASH_BYTES = 20;

/**
 * @param text from anywhere before the first `diff ` line; what follows the first patch is ignored, as git does
 * @returns null where git prints nothing
 */
export function stablePatchId(
  text: string,
  sha1: Sha1,
  encoding: 'utf8' | 'latin1' = 'utf8',
): PatchId | null {
  const start = text.startsWith('diff ') ? 0 : text.indexOf('\ndiff ') + 1;
  if (start === 0 && !text.startsWith('diff ')) return null;
  const reader = new PatchReader(text, sha1, encoding);
  for (let at = start; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    if (!reader.take(text.slice(at, stop), at)) break;
    at = stop + 1;
  }
  return reader.finish();
}

const SPACE = /[ \t\r\n]+/g;
const SLICE = 1 << 18;

/** V8 makes a replaced text as a tree of its pieces, ten times as large: that is for the many that are short. */
function withoutSpace(text: string): string {
  if (text.length <= SLICE) return text.replace(SPACE, '');
  const slices: string[] = [];
  for (let at = 0; at < text.length; at += SLICE)
    slices.push(
      text
        .slice(at, at + SLICE)
        .split(SPACE)
        .join(''),
    );
  return slices.join('');
}

class PatchReader {
  readonly #text: string;
  readonly #sha1: Sha1;
  readonly #encoding: 'utf8' | 'latin1';
  readonly #sum = new Uint8Array(HASH_BYTES);
  /** What is to be hashed: lines that follow one another in the text are one piece. */
  #pending: string[] = [];
  #pieceAt = 0;
  #pieceEnd = 0;
  #length = 0;
  /** Lines of the old and new side still to come in this hunk; -1 in a file's header. */
  #before = -1;
  #after = -1;
  #isBinary = false;
  #objects = '';

  constructor(text: string, sha1: Sha1, encoding: 'utf8' | 'latin1') {
    this.#text = text;
    this.#sha1 = sha1;
    this.#encoding = encoding;
  }

  /**
   * @param at where the line stands in the text
   * @returns false at the line where the patch has ended
   */
  take(line: string, at: number): boolean {
    // "\ No newline at end of file", in any language.
    if (line.startsWith('\\ ') && line.length > 11) return true;
    const isHunkLine = line.startsWith(' ') || line.startsWith('+') || line.startsWith('-');
    if (!isHunkLine && /^(?:commit |From )?[0-9a-f]{40}/.test(line)) return false;
    if (this.#before === -1) {
      if (line.startsWith('GIT binary patch') || line.startsWith('Binary files')) {
        this.#isBinary = true;
        this.#before = 0;
        this.#endPiece();
        this.#pending.push(this.#objects);
        this.#flush();
        return true;
      }
      if (line.startsWith('index ')) {
        this.#objects = /^index ([^.]*)\.\.([^ ]*)/.exec(line)?.slice(1).join('') ?? this.#objects;
        return true;
      }
      if (line.startsWith('--- ')) this.#before = this.#after = 1;
      else if (!/^[a-z]/i.test(line)) return false;
    }
    if (this.#isBinary) {
      if (line.startsWith('diff ')) {
        this.#isBinary = false;
        this.#before = -1;
      }
      return true;
    }
    if (this.#before === 0 && this.#after === 0) {
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))?/.exec(line);
      if (hunk) {
        this.#before = Number(hunk[1] ?? 1);
        this.#after = Number(hunk[2] ?? 1);
        return true;
      }
      if (!line.startsWith('diff ')) return false;
      this.#flush();
      this.#before = this.#after = -1;
    }
    const sign = line[0];
    if (sign === '-' || sign === ' ') this.#before--;
    if (sign === '+' || sign === ' ') this.#after--;
    if (at !== this.#pieceEnd) {
      this.#endPiece();
      this.#pieceAt = at;
    }
    this.#pieceEnd = at + line.length + 1;
    return true;
  }

  #endPiece(): void {
    if (this.#pieceEnd > this.#pieceAt) this.#pending.push(this.#text.slice(this.#pieceAt, this.#pieceEnd));
    this.#pieceAt = this.#pieceEnd;
  }

  finish(): PatchId | null {
    this.#flush();
    if (this.#length === 0) return null;
    let hex = '';
    for (const byte of this.#sum) hex += (byte < 16 ? '0' : '') + byte.toString(16);
    return patchId(hex);
  }

  #flush(): void {
    this.#endPiece();
    const packed = withoutSpace(this.#pending.join(''));
    if (!this.#isBinary) this.#length += packed.length;
    const hash = this.#sha1(packed, this.#encoding);
    this.#pending = [];
    let carry = 0;
    for (let i = 0; i < HASH_BYTES; i++) {
      carry += this.#sum[i]! + hash[i]!;
      this.#sum[i] = carry & 0xff;
      carry >>= 8;
    }
  }
}
