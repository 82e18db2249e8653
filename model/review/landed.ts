/**
 * What the commit that carries a patch tells of the remarks on it. Whoever approved, or put the patch into the tree
 * himself, saw it land as it is, and has nothing left to ask; where others applied it, a remark is taken up if the
 * commit differs at its place ("fixed while applying").
 *
 *     quoted      lines of the diff: one of them, or one close to it, is not in the commit; or the commit has a line that
 *                 the remark proposes, or lines that the patch had not
 *                 a sentence of the message: its words no longer stand in a row
 *     nothing     the commit has another message or diff
 *
 * Mistake accepted: lines that were added to the patch, anywhere, take up what was asked of its other lines.
 */
import {
  type CommitId,
  type Epoch,
  isSamePerson,
  type Landing,
  lineHash,
  type Mailbox,
} from '../facts/index.ts';
import type { Remark } from './remarks.ts';
import { shinglesOf, shinglesOfLines } from './shingles.ts';
import { proposedLines } from './taken-up.ts';
import type { ReviewThread } from './thread.ts';
import type { Place } from './types.ts';
import {
  diffLines,
  foldedMessage,
  messageOf,
  NEAR_SHINGLES,
  nearLines,
  VersionText,
} from './version-text.ts';
import { isWish } from './wishes.ts';

/** A commit as far as it tells of a review. */
export interface LandedCommit {
  readonly committer: Mailbox;
  /** By its Reviewed-by, Acked-by and the like. */
  readonly approvedBy: readonly Mailbox[];
  /** lineHash() of its changed lines. */
  readonly lines: ReadonlySet<number>;
  /** Without the subject. */
  readonly message: string;
}

export type LandedCommits = ReadonlyMap<CommitId, LandedCommit>;

/** Changed lines before and behind the place that count as the place. */
const LINES_AROUND = 3;

interface Landed {
  readonly n: number;
  readonly at: Epoch;
  readonly commit: LandedCommit;
}

export class LandedPatches {
  readonly #landed: readonly Landed[];
  readonly #thread: ReviewThread;
  #own: VersionText | null = null;

  constructor(thread: ReviewThread, landings: readonly Landing[], commits: LandedCommits) {
    this.#thread = thread;
    this.#landed = landings.flatMap(({ n, landedAt, commit }) => {
      const known = commit === null ? undefined : commits.get(commit);
      return known ? [{ n, at: landedAt, commit: known }] : [];
    });
  }

  /** What became of a remark when its patch landed; null if that tells nothing. */
  fateOf(remark: Remark): 'acknowledged' | 'overtaken' | null {
    const { mail, place } = remark.reply;
    const here = this.#landed.filter(({ n }) => place === 'series' || n === place);
    if (here.some((one) => isContent(remark, one))) return 'acknowledged';
    const later = here.filter(({ at }) => at >= mail.date);
    return later.some((one) => this.#isTakenUp(remark, one)) ? 'overtaken' : null;
  }

  #isTakenUp({ quoted, text, isOnPatch }: Remark, { n, commit }: Landed): boolean {
    const near = nearLines(quoted);
    if (near.length === 0 || !isOnPatch) return this.#isChanged(n, commit);
    this.#own ??= new VersionText(this.#thread.postings, this.#thread.series.date, true);
    const place = this.#own.find(near);
    if (place === null) {
      const words = shinglesOf(near.join('\n')).slice(-NEAR_SHINGLES);
      const isMessage = words.length > 0 && words.every((run) => this.#own!.message.has(run));
      if (!isMessage) return this.#isChanged(n, commit);
      const said = shinglesOfLines(commit.message.split('\n'));
      return !words.every((run) => said.has(run));
    }
    const { lines } = this.#own;
    const around = lines.slice(Math.max(0, place.from - LINES_AROUND), place.to + LINES_AROUND + 1);
    const isGone = around.some((line) => /^[+-]./.test(line) && !commit.lines.has(lineHash(line)));
    if (isGone) return true;
    const own = this.#linesOf(n);
    const has = (line: string): boolean => commit.lines.has(lineHash(line)) && !own.has(lineHash(line));
    return proposedLines(text).some((line) => has(`+${line}`)) || isLonger(commit.lines, own);
  }

  #isChanged(n: Place, commit: LandedCommit): boolean {
    const own = this.#linesOf(n);
    const isSame = own.size === commit.lines.size && [...own].every((line) => commit.lines.has(line));
    if (!isSame) return true;
    const posting = this.#thread.postings.find(({ place }) => place === n);
    return posting !== undefined && foldedMessage(messageOf(posting.mail)) !== foldedMessage(commit.message);
  }

  #linesOf(n: Place): ReadonlySet<number> {
    const posting = this.#thread.postings.find(({ place }) => place === n);
    const changed = posting ? diffLines(posting.mail).filter((line) => /^[+-]/.test(line)) : [];
    return new Set(changed.map(lineHash));
  }
}

/** He approved it, or applied it himself; after that only what he still asks for counts. */
function isContent({ reply, text }: Remark, { at, commit }: Landed): boolean {
  const { mail } = reply;
  if (at < mail.date) return isSamePerson(commit.committer, mail.sender) && !isWish(text);
  return (
    isSamePerson(commit.committer, mail.sender) ||
    reply.approves ||
    commit.approvedBy.some((one) => isSamePerson(one, mail.sender))
  );
}

/** Everything is there, and something more. */
const isLonger = (landed: ReadonlySet<number>, own: ReadonlySet<number>): boolean =>
  landed.size > own.size && [...own].every((line) => landed.has(line));
