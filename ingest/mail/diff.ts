/** Reads unified diffs as mails and `git log -p` hold them: git's, plain, and those of older tools (`Index:`). */
import { type FileChange, lineHash, type PatchFile } from '../../model/facts/index.ts';

export interface ReadDiff {
  readonly files: readonly PatchFile[];
  /** A hash of each changed line, in order; see lineHash. */
  readonly lines: readonly number[];
  /** Offset of its first line in the text. */
  readonly start: number;
  /** Offset behind the last line that belongs to it: an answer may go on below a diff that it shows. */
  readonly end: number;
}

/** A file while its part is read. */
interface Draft {
  path: string;
  oldPath: string | null;
  change: FileChange;
  binary: boolean;
  added: number;
  removed: number;
  /** Something other than the first line says that this is a diff. */
  isReal: boolean;
}

/** Where a file's diff may begin. `--- a` counts only with `+++ b` behind it. */
const FILE_START = /^(?:diff --(?:git|cc) |Index: \S|diff -[a-zA-Z\d]|--- \S.*\n\+\+\+ \S)/m;
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** Null if there is no diff in the text. Quoted diffs (`> diff …`) are none. */
export function readDiff(text: string): ReadDiff | null {
  const first = FILE_START.exec(text);
  if (!first) return null;
  const reader = new DiffReader();
  let end = first.index;
  for (let at = first.index; at < text.length; ) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const isPart = reader.take(text.slice(at, stop), text.startsWith('+++ ', stop + 1));
    at = stop + 1;
    if (isPart) end = Math.min(at, text.length);
  }
  const files = reader.finish();
  return files.length > 0 ? { files, lines: reader.lines, start: first.index, end } : null;
}

class DiffReader {
  readonly lines: number[] = [];
  readonly #files: Draft[] = [];
  #file: Draft | null = null;
  #before = 0;
  #after = 0;

  /** False for a line that is no part of the diff. */
  take(line: string, isBeforePlusPlus: boolean): boolean {
    if (this.#before > 0 || this.#after > 0) {
      if (this.#takeHunkLine(line)) return true;
      this.#before = this.#after = 0;
    }
    if (line.startsWith('diff ') || line.startsWith('Index: ')) this.#open(line);
    else if (line.startsWith('--- ') && isBeforePlusPlus) this.#oldName(line);
    else return this.#file !== null && (line.startsWith('\\ ') || this.#header(this.#file, line));
    return true;
  }

  finish(): readonly PatchFile[] {
    const files = this.#files.filter((file) => file.isReal && file.path !== '');
    return files.map(({ isReal: _, ...file }) => file);
  }

  #open(line: string): void {
    const git = /^diff --git (.+)$/.exec(line);
    const path = git ? gitPath(git[1]!) : line.replace(/^Index: |^diff .* /, '').trim();
    this.#file = {
      path,
      oldPath: null,
      change: 'modify',
      binary: false,
      added: 0,
      removed: 0,
      isReal: false,
    };
    this.#files.push(this.#file);
  }

  #oldName(line: string): void {
    if (this.#file === null || (this.#file.isReal && this.#file.added + this.#file.removed > 0))
      this.#open(`diff ${line.slice(4)}`);
    const file = this.#file!;
    if (/^--- \/dev\/null/.test(line)) file.change = 'add';
    else if (file.change === 'modify') file.path = stripName(line.slice(4)) || file.path;
    file.isReal = true;
  }

  #header(file: Draft, line: string): boolean {
    const hunk = HUNK.exec(line);
    if (hunk) {
      if (!file.isReal && file.change === 'modify' && file.path === '') return false;
      file.isReal = true;
      this.#before = Number(hunk[1] ?? 1);
      this.#after = Number(hunk[2] ?? 1);
      return true;
    }
    if (line.startsWith('+++ ')) {
      if (/^\+\+\+ \/dev\/null/.test(line)) file.change = 'delete';
      else if (file.change === 'add' || file.path === '') file.path = stripName(line.slice(4)) || file.path;
      return true;
    }
    return this.#extended(file, line);
  }

  /** git's extended header lines (git-diff(1), "Generating patch text with -p"). */
  #extended(file: Draft, line: string): boolean {
    const match =
      /^(new file mode|deleted file mode|old mode|rename from|rename to|copy from|copy to|similarity index|index|Binary files|GIT binary patch)\b ?(.*)$/.exec(
        line,
      );
    if (!match) return false;
    const value = unquote(match[2]!);
    const isSure = match[1] !== 'index' || /^[0-9a-f]{4,}\.\.[0-9a-f]{4,}/.test(value);
    file.isReal ||= isSure;
    switch (match[1]) {
      case 'new file mode':
        file.change = 'add';
        break;
      case 'deleted file mode':
        file.change = 'delete';
        break;
      case 'old mode':
        file.change = 'mode';
        break;
      case 'rename from':
      case 'copy from':
        file.change = match[1] === 'rename from' ? 'rename' : 'copy';
        file.oldPath = value;
        break;
      case 'rename to':
      case 'copy to':
        file.path = value;
        break;
      case 'Binary files':
      case 'GIT binary patch':
        file.binary = true;
    }
    return isSure;
  }

  /** False if the hunk ended early: the mail was cut or wrapped. */
  #takeHunkLine(line: string): boolean {
    const file = this.#file!;
    switch (line[0]) {
      case '+':
        this.#after--;
        file.added++;
        this.lines.push(lineHash(line));
        return true;
      case '-':
        this.#before--;
        file.removed++;
        this.lines.push(lineHash(line));
        return true;
      case ' ':
      case undefined:
        // A mailer that strips trailing white space leaves an empty context line empty.
        this.#before--;
        this.#after--;
        return true;
      case '\\':
        return true;
      default:
        return !/^(?:diff |Index: |--- |@@ )/.test(line) && line.startsWith('\t') ? this.#asContext() : false;
    }
  }

  /** A context line whose leading space was lost. */
  #asContext(): boolean {
    this.#before--;
    this.#after--;
    return true;
  }
}

/** `a/x b/x`; for names with spaces the half of it. Quoted names as git quotes them. */
function gitPath(pair: string): string {
  const quoted = /^"?a\/(.*?)"? "?b\/(.*?)"?$/.exec(pair);
  const half = (pair.length - 1) / 2;
  const [left, right] = [pair.slice(0, half), pair.slice(half + 1)];
  if (left.slice(2) === right.slice(2)) return unquote(right).replace(/^b\//, '');
  return unquote(quoted?.[2] ?? pair.split(' ').at(-1) ?? '').replace(/^b\//, '');
}

/** Off with the prefix, and with the date that diff(1) writes behind a tab. */
function stripName(text: string): string {
  const name = unquote(text.replace(/\t.*$/, '').trim());
  if (/^[ab]\//.test(name)) return name.slice(2);
  return name.replace(/^(?:linux|[\w.+-]*(?:orig|new|old|work)[\w.+-]*|[\w+-]+-\d[\w.+-]*)\//, '');
}

function unquote(name: string): string {
  if (!/^".*"$/.test(name)) return name;
  const escapes: Record<string, string> = { n: '\n', t: '\t', '"': '"', '\\': '\\' };
  const bytes = name
    .slice(1, -1)
    .replace(/\\([0-7]{3}|.)/g, (_, code: string) =>
      /^[0-7]{3}$/.test(code)
        ? `%${Number.parseInt(code, 8).toString(16).padStart(2, '0')}`
        : (escapes[code] ?? code),
    );
  try {
    return decodeURIComponent(bytes);
  } catch {
    return name.slice(1, -1);
  }
}
