/** A posting as text: what its patches change, and what their messages say. */
import { type Epoch, titleKey } from '../facts/index.ts';
import { foldLine, isTrailerLine, type QuotedLine } from './passages.ts';
import { shinglesOfLines } from './shingles.ts';
import type { Place, ThreadMail } from './types.ts';

/** Quoted lines that count as the place itself: the last ones above the remark. */
const NEAR_LINES = 8;
/** Words of a quoted sentence that must still stand in a row. */
export const NEAR_SHINGLES = 6;
/** Places in a patch that are tried for a quoted line that stands there often (`+}`). */
const MOST_PLACES = 200;

/** The lines that a remark is about; none if it stands below the trailers, since then it is about the patch. */
export function nearLines(quoted: readonly QuotedLine[]): readonly string[] {
  const filled = quoted.map(({ text }) => text).filter((line) => line.trim() !== '');
  return isTrailerLine(filled.at(-1) ?? '') ? [] : filled.slice(-NEAR_LINES);
}

/** The texts of one posting. What takes long is made when a remark first asks for it: most series have none. */
export class VersionText {
  readonly date: Epoch;
  readonly isComplete: boolean;
  readonly #postings: readonly Posting[];
  #lines: readonly string[] | null = null;
  #added: readonly string[] | null = null;
  #places: ReadonlyMap<string, readonly number[]> | null = null;
  #pairs: ReadonlySet<string> | null = null;
  #message: ReadonlySet<string> | null = null;
  #patches: readonly PatchText[] | null = null;

  constructor(postings: readonly Posting[], date: Epoch, isComplete: boolean) {
    this.#postings = postings;
    this.date = date;
    this.isComplete = isComplete;
  }

  get isEmpty(): boolean {
    return this.#postings.length === 0;
  }

  /** How many patches. */
  get size(): number {
    return this.#postings.filter(({ place }) => place !== 'series').length;
  }

  /** Lines of the diffs with their sign, white space at the end aside. */
  get lines(): readonly string[] {
    this.#lines ??= this.#postings.flatMap(({ mail }) => diffLines(mail));
    return this.#lines;
  }

  get added(): readonly string[] {
    this.#added ??= this.lines.filter((line) => line.startsWith('+'));
    return this.#added;
  }

  /** Where a folded line stands in `lines`: mail programs change the spaces of what they quote. */
  get places(): ReadonlyMap<string, readonly number[]> {
    this.#places ??= Map.groupBy(this.lines.keys(), (at) => foldLine(this.lines[at]!));
    return this.#places;
  }

  /** Each line with the one that follows it. */
  get pairs(): ReadonlySet<string> {
    this.#pairs ??= new Set(this.lines.map((_, at) => pair(this.lines, at)));
    return this.#pairs;
  }

  get message(): ReadonlySet<string> {
    this.#message ??= new Set(
      this.#postings.flatMap(({ mail }) => [...shinglesOfLines(messageOf(mail).split('\n'))]),
    );
    return this.#message;
  }

  get patches(): readonly PatchText[] {
    this.#patches ??= this.#postings.map(patchText);
    return this.#patches;
  }

  /** The longest run of lines that the quotation ends with. */
  find(quoted: readonly string[]): { readonly from: number; readonly to: number } | null {
    const folded = quoted.map(foldLine);
    let best: { readonly from: number; readonly to: number } | null = null;
    for (const to of (this.places.get(folded.at(-1)!) ?? []).slice(0, MOST_PLACES)) {
      let length = 1;
      while (length < folded.length && foldLine(this.lines[to - length] ?? '') === folded.at(-1 - length))
        length++;
      if (best === null || length > best.to - best.from + 1) best = { from: to - length + 1, to };
    }
    return best;
  }
}

interface PatchText {
  readonly place: Place;
  readonly titleKey: string;
  /** As foldedMessage() has it. */
  readonly message: string;
  /** What must differ for the patch to have changed. */
  readonly fingerprint: string;
}

/** The patch that carries on another: by title; else the only one; else the same number of as many. */
export function counterpart(own: VersionText, later: VersionText, place: Place): PatchText | null {
  const before = own.patches.find((patch) => patch.place === place);
  const numbered = (version: VersionText) => version.patches.filter((patch) => patch.place !== 'series');
  if (place === 'series') return later.patches.find((patch) => patch.place === 'series') ?? null;
  const sameTitle = before && numbered(later).find((patch) => patch.titleKey === before.titleKey);
  if (sameTitle) return sameTitle;
  if (numbered(own).length !== numbered(later).length) return null;
  return numbered(later).find((patch) => patch.place === place) ?? null;
}

interface Posting {
  readonly mail: ThreadMail;
  readonly place: Place;
}

function patchText({ mail, place }: Posting): PatchText {
  const message = foldedMessage(messageOf(mail));
  const fingerprint = `${message}\n${changedLines(mail).join('\n')}`;
  return { place, titleKey: titleKey(mail.title), message, fingerprint };
}

/** Removed and added lines below the function that they stand in: what moved to another has changed. */
const changedLines = (mail: ThreadMail): readonly string[] =>
  hunkLines(mail)
    .map((line) => line.replace(/^@@ .*? @@/, '@@'))
    .filter((line) => /^[+\-@]/.test(line));

export const pair = (lines: readonly string[], at: number): string => `${lines[at]}\n${lines[at + 1] ?? ''}`;

export function messageOf({ blocks }: ThreadMail): string {
  const text = blocks
    .filter(({ kind }) => kind === 'own' || kind === 'trailers' || kind === 'quote')
    .map(({ text }) => text)
    .join('\n');
  return text.split(/^---[ \t]*$/m)[0]!;
}

/** A message by which it is known again: trailers, white space and case aside. */
export const foldedMessage = (message: string): string =>
  foldLine(message.replace(/^(?:[A-Za-z]+(?:-[A-Za-z]+)*-by|cc|link|change-id|fixes): .*$/gim, ''));

/** Context, added and removed lines; blank context is left out, since a quotation may have lost it. */
export const diffLines = (mail: ThreadMail): readonly string[] =>
  hunkLines(mail).filter((line) => !line.startsWith('@'));

/** The same with the lines above each hunk that say where it is. */
const hunkLines = ({ blocks }: ThreadMail): readonly string[] =>
  blocks
    .filter(({ kind }) => kind === 'diff')
    .flatMap(({ text }) => text.split(/^-- ?$/m)[0]!.split('\n'))
    .filter((line) => /^(?:[+\- ]|@@ )/.test(line) && !/^(?:\+\+\+|---) /.test(line))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
