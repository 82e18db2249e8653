/**
 * Has a later version changed what a remark stood under? The quoted lines are looked up in the patch they are from, and
 * then in the later version, whichever of its patches has them now:
 *
 *     quoted      lines of the diff: gone, changed, or with others between or right below them
 *                 a sentence of the message: its words no longer stand in a row
 *     nothing     the patch (for a remark on the series: any patch) has another message or diff
 *
 * Mistakes accepted: a change for another reason counts; what a remark asked to be done elsewhere ("document it") is not
 * seen; a remark on quoted lines that stay as they are, met by a change far above, stays open.
 */
import { type Epoch, type MessageId, titleKey } from '../facts/index.ts';
import { foldLine } from './passages.ts';
import { isRobot } from './people.ts';
import type { Remark } from './remarks.ts';
import { shinglesOf, shinglesOfLines } from './shingles.ts';
import type { ReviewThread } from './thread.ts';
import type { LaterVersion, Place, ThreadMail } from './types.ts';
import { isSplitWish } from './wishes.ts';

/** Quoted lines that count as the place itself: the last ones above the remark. */
const NEAR_LINES = 8;
/** Places in a patch that are tried for a quoted line that stands there often (`+}`). */
const MOST_PLACES = 200;
/** Words of a quoted sentence that must still stand in a row. */
const NEAR_SHINGLES = 6;

/** The texts of one posting. What takes long is made when a remark first asks for it: most series have none. */
class VersionText {
  readonly date: Epoch;
  readonly isComplete: boolean;
  readonly #postings: readonly Posting[];
  #lines: readonly string[] | null = null;
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
}

interface PatchText {
  readonly place: Place;
  readonly titleKey: string;
  /** What must differ for the patch to have changed. */
  readonly fingerprint: string;
}

/** One version is later than several others. */
const known = new WeakMap<LaterVersion, { readonly asOf: Epoch; readonly text: VersionText }>();

function textOf(version: LaterVersion, asOf: Epoch): VersionText {
  const found = known.get(version);
  if (found?.asOf === asOf) return found.text;
  const { series, thread } = version;
  const text = new VersionText(postingsOf(series, thread, asOf), series.date, series.complete);
  known.set(version, { asOf, text });
  return text;
}

export class Overtaking {
  readonly #own: VersionText;
  readonly #later: readonly VersionText[];

  /** @param later posted after the series, in any order; those after `asOf` do not exist */
  constructor(thread: ReviewThread, later: readonly LaterVersion[], asOf: Epoch) {
    this.#own = new VersionText(thread.postings, thread.series.date, thread.series.complete);
    this.#later = later.map((version) => textOf(version, asOf)).filter((text) => !text.isEmpty);
  }

  isOvertaken({ quoted, text, reply }: Remark): boolean {
    const { mail } = reply;
    // A robot builds the whole series, and names the patch at which it broke.
    const place = isRobot(mail.sender) ? 'series' : reply.place;
    const filled = quoted.map((line) => line.text).filter((line) => line.trim() !== '');
    const near = filled.slice(-NEAR_LINES);
    return this.#later
      .filter((version) => version.isComplete || counterpart(this.#own, version, place) !== null)
      .some((version) => {
        if (version.date > mail.date && isSplitWish(text) && version.size > this.#own.size) return true;
        if (near.length === 0 || isRobot(mail.sender))
          return version.date > mail.date && this.#isChanged(version, place);
        return this.#areLinesChanged(near, version) ?? this.#areWordsChanged(near, version);
      });
  }

  #isChanged(version: VersionText, place: Place): boolean {
    if (place === 'series') {
      const before = this.#own.patches.filter((patch) => patch.place !== 'series');
      return before.some(
        (patch) => counterpart(this.#own, version, patch.place)?.fingerprint !== patch.fingerprint,
      );
    }
    const before = this.#own.patches.find((patch) => patch.place === place);
    return counterpart(this.#own, version, place)?.fingerprint !== before?.fingerprint;
  }

  /** Null if the lines are none of a diff. */
  #areLinesChanged(quoted: readonly string[], version: VersionText): boolean | null {
    const { lines } = this.#own;
    const near = this.#find(quoted);
    if (near === null) return null;
    for (let at = near.from; at < near.to; at++) if (!version.pairs.has(pair(lines, at))) return true;
    return near.to < lines.length - 1 && !version.pairs.has(pair(lines, near.to));
  }

  /** The longest run of lines in the own patches that the quotation ends with. */
  #find(quoted: readonly string[]): { readonly from: number; readonly to: number } | null {
    const folded = quoted.map(foldLine);
    let best: { readonly from: number; readonly to: number } | null = null;
    for (const to of (this.#own.places.get(folded.at(-1)!) ?? []).slice(0, MOST_PLACES)) {
      let length = 1;
      while (
        length < folded.length &&
        foldLine(this.#own.lines[to - length] ?? '') === folded.at(-1 - length)
      )
        length++;
      if (best === null || length > best.to - best.from + 1) best = { from: to - length + 1, to };
    }
    return best;
  }

  #areWordsChanged(quoted: readonly string[], version: VersionText): boolean {
    const words = shinglesOf(quoted.join('\n')).slice(-NEAR_SHINGLES);
    const isMessage = words.length > 0 && words.every((run) => this.#own.message.has(run));
    return isMessage && !words.every((run) => version.message.has(run));
  }
}

/** The patch that carries on another: by title; else the only one; else the same number of as many. */
function counterpart(own: VersionText, later: VersionText, place: Place): PatchText | null {
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

function postingsOf(
  series: LaterVersion['series'],
  mails: readonly ThreadMail[],
  asOf: Epoch,
): readonly Posting[] {
  const places = new Map<MessageId, Place>(series.patches.map(({ n, messageId }) => [messageId, n]));
  if (series.cover) places.set(series.cover, 'series');
  return mails.flatMap((mail) => {
    const place = mail.date <= asOf ? places.get(mail.messageId) : undefined;
    return place === undefined ? [] : [{ mail, place }];
  });
}

function patchText({ mail, place }: Posting): PatchText {
  const changed = diffLines(mail).filter((line) => /^[+-]/.test(line));
  const fingerprint = `${withoutTrailers(messageOf(mail))}\n${changed.join('\n')}`;
  return { place, titleKey: titleKey(mail.title), fingerprint };
}

const pair = (lines: readonly string[], at: number): string => `${lines[at]}\n${lines[at + 1] ?? ''}`;

function messageOf({ blocks }: ThreadMail): string {
  const text = blocks
    .filter(({ kind }) => kind === 'own' || kind === 'trailers' || kind === 'quote')
    .map(({ text }) => text)
    .join('\n');
  return text.split(/^---[ \t]*$/m)[0]!;
}

const withoutTrailers = (message: string): string =>
  foldLine(message.replace(/^(?:[A-Za-z]+(?:-[A-Za-z]+)*-by|cc|link|change-id|fixes): .*$/gim, ''));

/** Context, added and removed lines; blank context is left out, since a quotation may have lost it. */
function diffLines({ blocks }: ThreadMail): readonly string[] {
  return blocks
    .filter(({ kind }) => kind === 'diff')
    .flatMap(({ text }) => text.split(/^-- ?$/m)[0]!.split('\n'))
    .filter((line) => /^[+\- ]/.test(line) && !/^(?:\+\+\+|---) /.test(line))
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}
