/**
 * Has a later version changed what a remark stood under? The quoted lines are looked up in the patch they are from, and
 * then in the later version, whichever of its patches has them now:
 *
 *     quoted      a line of the diff: gone or written differently, or followed by another line than before
 *                 a sentence of the message: its words no longer stand in a row
 *     nothing     the patch (for a remark on the series: any patch) has another message or diff
 *
 * Mistakes accepted: a change for another reason counts; what a remark asked to be done elsewhere ("document it") is not
 * seen; a remark on quoted lines that stay as they are, met by a change far above, stays open.
 */
import { type Epoch, type MessageId, titleKey } from '../facts/index.ts';
import { foldLine } from './passages.ts';
import type { Remark } from './remarks.ts';
import { shinglesOf } from './shingles.ts';
import type { ReviewThread } from './thread.ts';
import type { LaterVersion, Place, ThreadMail } from './types.ts';

/** Quoted lines that count as the place itself: the last ones above the remark. */
const NEAR_LINES = 8;
/** Words of a quoted sentence that must still stand in a row. */
const NEAR_SHINGLES = 6;

/** The texts of one posting. */
interface VersionText {
  readonly date: Epoch;
  readonly isComplete: boolean;
  /** Lines of the diffs with their sign, white space at the end aside. */
  readonly lines: ReadonlySet<string>;
  /** Folded line → as it stands, for finding what a mail program has respaced. */
  readonly spellings: ReadonlyMap<string, ReadonlySet<string>>;
  /** Line → the lines that follow it somewhere. */
  readonly next: ReadonlyMap<string, ReadonlySet<string>>;
  readonly message: ReadonlySet<string>;
  readonly patches: readonly PatchText[];
}

interface PatchText {
  readonly place: Place;
  readonly titleKey: string;
  /** What must differ for the patch to have changed. */
  readonly fingerprint: string;
}

export class Overtaking {
  readonly #own: VersionText;
  readonly #later: readonly VersionText[];

  /** @param later posted after the series, in any order; those after `asOf` do not exist */
  constructor(thread: ReviewThread, later: readonly LaterVersion[], asOf: Epoch) {
    this.#own = versionText(
      thread.postings.map(({ mail, place }) => ({ mail, place })),
      thread.series.date,
      thread.series.complete,
    );
    this.#later = later.flatMap(({ series, thread: mails }) => {
      const postings = postingsOf(series, mails, asOf);
      return postings.length > 0 ? [versionText(postings, series.date, series.complete)] : [];
    });
  }

  isOvertaken({ quoted, reply }: Remark): boolean {
    const { place, mail } = reply;
    const near = quoted.filter(({ text }) => text.trim() !== '').slice(-NEAR_LINES);
    const lines = near.map(({ text }) => text);
    return this.#later
      .filter((version) => version.isComplete || counterpart(this.#own, version, place) !== null)
      .some((version) => {
        if (lines.length === 0) return version.date > mail.date && this.#isChanged(version, place);
        return this.#areLinesChanged(lines, version) ?? this.#areWordsChanged(lines, version);
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
    const spellings = quoted
      .map((line) => this.#own.spellings.get(foldLine(line)))
      .filter((known) => known !== undefined);
    const last = spellings.at(-1);
    if (!last || this.#own.spellings.get(foldLine(quoted.at(-1)!)) !== last) return null;
    const isKept = (known: ReadonlySet<string>): boolean =>
      [...known].some((line) => version.lines.has(line));
    if (!spellings.every(isKept)) return true;
    return ![...last].some((line) => {
      const before = this.#own.next.get(line);
      const after = version.next.get(line);
      return !before || (after && [...before].some((following) => after.has(following)));
    });
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

function versionText(postings: readonly Posting[], date: Epoch, isComplete: boolean): VersionText {
  const spellings = new Map<string, Set<string>>();
  const next = new Map<string, Set<string>>();
  const message = new Set<string>();
  const patches: PatchText[] = [];
  for (const { mail, place } of postings) {
    const said = messageOf(mail);
    for (const run of shinglesOf(said)) message.add(run);
    const lines = diffLines(mail);
    lines.forEach((line, at) => {
      add(spellings, foldLine(line), line);
      if (at + 1 < lines.length) add(next, line, lines[at + 1]!);
    });
    const changed = lines.filter((line) => /^[+-]/.test(line));
    patches.push({
      place,
      titleKey: titleKey(mail.title),
      fingerprint: `${withoutTrailers(said)}\n${changed.join('\n')}`,
    });
  }
  const lines = new Set([...spellings.values()].flatMap((known) => [...known]));
  return { date, isComplete, lines, spellings, next, message, patches };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
}

function messageOf({ blocks }: ThreadMail): string {
  const text = blocks
    .filter(({ kind }) => kind === 'own' || kind === 'trailers' || kind === 'quote')
    .map(({ text }) => text)
    .join('\n');
  return text.split(/^---[ \t]*$/m)[0]!;
}

const withoutTrailers = (message: string): string =>
  foldLine(message.replace(/^(?:[A-Za-z]+(?:-[A-Za-z]+)*-by|cc|link|change-id|fixes): .*$/gim, ''));

/** Context, added and removed lines, the blank ones left out. */
function diffLines({ blocks }: ThreadMail): readonly string[] {
  return blocks
    .filter(({ kind }) => kind === 'diff')
    .flatMap(({ text }) => text.split(/^-- ?$/m)[0]!.split('\n'))
    .filter((line) => /^[+\- ]/.test(line) && !/^(?:\+\+\+|---) /.test(line))
    .map((line) => line.trimEnd())
    .filter((line) => line.length > 1);
}
