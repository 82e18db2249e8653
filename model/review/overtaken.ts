/**
 * Has a later version changed what a remark stood under? The quoted lines are looked up in the patch they are from, and
 * then in the later version, whichever of its patches has them now:
 *
 *     quoted      lines of the diff: gone, changed, or with others between or near them, or the later version has new
 *                 lines with what the remark names (taken-up.ts)
 *                 a sentence of the message: its words no longer stand in a row
 *     nothing     the patch (for a remark on the series: any patch) has another message or diff; so too where the
 *                 quotation is neither, or ends with the trailers
 *
 * Mistakes accepted: a change for another reason counts; what a remark asked to be done elsewhere ("document it") is not
 * seen; a remark on quoted lines that stay as they are, met by a change far above, stays open.
 */
import type { Later } from './later.ts';
import { foldLine } from './passages.ts';
import { isRobot } from './people.ts';
import type { Remark } from './remarks.ts';
import { shinglesOf } from './shingles.ts';
import { namesIn } from './taken-up.ts';
import type { ReviewThread } from './thread.ts';
import type { Place } from './types.ts';
import { counterpart, NEAR_SHINGLES, nearLines, pair, VersionText } from './version-text.ts';
import { isJoinWish, isMessageWish, isSplitWish, isTitleWish } from './wishes.ts';

/** Lines before and behind the place in which a change counts. */
const LINES_AROUND = 1;

export class Overtaking {
  readonly #own: VersionText;
  readonly #later: readonly VersionText[];

  /** @param later posted after the series, in any order */
  constructor(thread: ReviewThread, later: readonly Later[]) {
    this.#own = new VersionText(thread.postings, thread.series.date, thread.series.complete);
    this.#later = later.map(({ text }) => text).filter((text) => !text.isEmpty);
  }

  isOvertaken(remark: Remark): boolean {
    const { mail } = remark.reply;
    // A robot builds the whole series, and names the patch at which it broke.
    const place = isRobot(mail.sender) ? 'series' : remark.reply.place;
    const near = isRobot(mail.sender) ? [] : nearLines(remark.quoted);
    return this.#later
      .filter((version) => version.isComplete || counterpart(this.#own, version, place) !== null)
      .some((version) => {
        const isLater = version.date > mail.date;
        const isChanged = this.#isPlaceChanged(near, version, isLater);
        if (isChanged !== null) return isChanged || (isLater && this.#grants(remark, version, place));
        return isLater && (this.#isChanged(version, place) || this.#grants(remark, version, place));
      });
  }

  /** Null if the quotation is neither of a diff nor of a message. What a message said before matters to no later remark. */
  #isPlaceChanged(near: readonly string[], version: VersionText, isLater: boolean): boolean | null {
    if (near.length === 0) return null;
    return this.#areLinesChanged(near, version) ?? (isLater ? this.#areWordsChanged(near, version) : false);
  }

  /**
   * It has more patches where one was to be split, fewer where two were to be joined, another message or title where
   * something was to be said there, or lines that its forerunner had not, with what the remark names.
   */
  #grants({ text, quoted }: Remark, version: VersionText, place: Place): boolean {
    if (isSplitWish(text) && version.size > this.#own.size) return true;
    if (isJoinWish(text) && version.size < this.#own.size) return true;
    if (isMessageWish(text) && this.#isReworded(version, place)) return true;
    if (isTitleWish(text) && this.#isRetitled(version, place)) return true;
    const named = namesIn(text, quoted);
    if (named.isEmpty) return false;
    return version.added.some((line) => named.isIn(line) && !this.#own.places.has(foldLine(line)));
  }

  #isRetitled(version: VersionText, place: Place): boolean {
    const before = this.#own.patches.find((patch) => patch.place === place);
    return before !== undefined && !version.patches.some(({ titleKey }) => titleKey === before.titleKey);
  }

  #isReworded(version: VersionText, place: Place): boolean {
    const before = this.#own.patches.find((patch) => patch.place === place);
    const after = counterpart(this.#own, version, place);
    return before !== undefined && after !== null && before.message !== after.message;
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
    const near = this.#own.find(quoted);
    if (near === null) return null;
    const end = Math.min(near.to + LINES_AROUND, lines.length - 1);
    for (let at = Math.max(0, near.from - LINES_AROUND); at < end; at++)
      if (!version.pairs.has(pair(lines, at))) return true;
    return false;
  }

  /** Null if the words are none of a message. */
  #areWordsChanged(quoted: readonly string[], version: VersionText): boolean | null {
    const words = shinglesOf(quoted.join('\n')).slice(-NEAR_SHINGLES);
    const isMessage = words.length > 0 && words.every((run) => this.#own.message.has(run));
    return isMessage ? !words.every((run) => version.message.has(run)) : null;
  }
}
