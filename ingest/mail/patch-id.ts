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
  const reader = new PatchReader(sha1, encoding);
  for (let at = start; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = end < 0 ? text.slice(at) : text.slice(at, end);
    if (!reader.take(line)) break;
    at = end < 0 ? text.length : end + 1;
  }
  return reader.finish();
}

class PatchReader {
  readonly #sha1: Sha1;
  readonly #encoding: 'utf8' | 'latin1';
  readonly #sum = new Uint8Array(HASH_BYTES);
  #pending: string[] = [];
  #length = 0;
  /** Lines of the old and new side still to come in this hunk; -1 in a file's header. */
  #before = -1;
  #after = -1;
  #isBinary = false;
  #objects = '';

  constructor(sha1: Sha1, encoding: 'utf8' | 'latin1') {
    this.#sha1 = sha1;
    this.#encoding = encoding;
  }

  /** False at the line where the patch has ended. */
  take(line: string): boolean {
    // "\ No newline at end of file", in any language.
    if (line.startsWith('\\ ') && line.length > 11) return true;
    const isHunkLine = line.startsWith(' ') || line.startsWith('+') || line.startsWith('-');
    if (!isHunkLine && /^(?:commit |From )?[0-9a-f]{40}/.test(line)) return false;
    if (this.#before === -1) {
      if (line.startsWith('GIT binary patch') || line.startsWith('Binary files')) {
        this.#isBinary = true;
        this.#before = 0;
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
    this.#pending.push(line);
    return true;
  }

  finish(): PatchId | null {
    this.#flush();
    if (this.#length === 0) return null;
    return patchId(Array.from(this.#sum, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  }

  #flush(): void {
    const packed = this.#pending.join('').replace(/[ \t\r]+/g, '');
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
