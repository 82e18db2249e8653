/**
 * Which remarks a reply answers, and by which its writer lets an own one go. Somebody answers by writing below the
 * quoted remark, or by replying to its mail without quoting any remark of it; the same person may let it go there.
 *
 * Mistakes accepted: whoever quotes two remarks in a row and writes below them has answered both; of several remarks
 * in the same words ("here as well") the first answer counts for all.
 */
import type { MessageId } from '../facts/index.ts';
import { isPing } from './asides.ts';
import type { Passage } from './passages.ts';
import { isSameSender } from './people.ts';
import { sendsVersion } from './promises.ts';
import type { Remark, Reply } from './remarks.ts';
import { shinglesOf, shinglesOfLines } from './shingles.ts';
import type { ReviewThread } from './thread.ts';
import { backs, findsOut, putsOff } from './turns.ts';
import { findsFault, isAgreement, isConsent, isForAll, isPromise, isWish, promisesAll } from './wishes.ts';
import { isReassured, isRetraction } from './wording.ts';

export interface Response {
  /** The first mail that answers. */
  readonly answeredBy: MessageId | null;
  /** The mail in which its writer is content with it. */
  readonly settledBy: MessageId | null;
}

/** Part of a remark that must be quoted: many people shorten. */
const QUOTED_SHARE = 0.3;
/** So many shingles are proof of a long remark, whatever its length. */
const QUOTED_ENOUGH = 8;
/** Remarks looked up under one shingle: a bound on the cost of threads full of the same words. */
const MOST_ALIKE = 32;

interface Tracked {
  readonly remark: Remark;
  readonly size: number;
  answeredBy: Reply | null;
  settledBy: Reply | null;
}

/** What became of each remark among the replies, which are in archive order. */
export function responsesTo(
  remarks: readonly Remark[],
  replies: readonly Reply[],
  thread: ReviewThread,
): ReadonlyMap<Remark, Response> {
  const book = new RemarkBook(remarks, thread);
  for (const reply of replies) {
    answer(reply, book);
    takeBack(reply, book);
    if (reply.isSubmitter && answersAll(reply))
      for (const tracked of book.before(reply)) book.answer(tracked, reply);
  }
  endTogether(book.tracked);
  repeatFates(book.tracked);
  return new Map(
    book.tracked.map(({ remark, answeredBy, settledBy }) => [
      remark,
      { answeredBy: answeredBy?.mail.messageId ?? null, settledBy: settledBy?.mail.messageId ?? null },
    ]),
  );
}

/** What became of the end of a sentence became of its beginning, which may stand several quotations above. */
function endTogether(tracked: readonly Tracked[]): void {
  tracked.toReversed().forEach((one, at, all) => {
    const next = all[at - 1];
    if (!one.remark.goesOn || next?.remark.reply !== one.remark.reply) return;
    one.answeredBy ??= next.answeredBy;
    one.settledBy ??= next.settledBy;
  });
}

/** What became of a remark became of its repetition at another place. */
function repeatFates(tracked: readonly Tracked[]): void {
  tracked.forEach((one, at, all) => {
    const above = all[at - 1];
    if (!one.remark.repeats || above?.remark.reply !== one.remark.reply) return;
    one.answeredBy ??= above.answeredBy;
    one.settledBy ??= above.settledBy;
  });
}

function answer(reply: Reply, book: RemarkBook): void {
  const quotedHere = reply.passages.map((passage) => book.quotedIn(passage, reply));
  reply.passages.forEach((passage, at) => {
    if (isPing(passage.text)) return;
    for (const tracked of meantBy(passage, quotedHere[at]!, reply)) respond(tracked, reply, passage, book);
  });
  const hit = new Set(quotedHere.flat());
  const ofParent = book.remarksAbove(reply);
  if (saysSomething(reply)) {
    const isOfAll = !ofParent.some((tracked) => hit.has(tracked));
    const meant = isOfAll ? ofParent : ofParent.filter(isOnWhole);
    for (const tracked of meant) respondToAll(tracked, reply, book);
  }
  const others = ofParent.filter((tracked) => !isOwn(tracked, reply));
  if (others.length > 0 && (promisesAbove(reply) || (reply.isSubmitter && reply.passages.some(takesAll)))) {
    for (const tracked of others) book.answer(tracked, reply);
  }
  for (const tracked of book.answeredIn(reply.parent)) {
    if (!hit.has(tracked) && isOwn(tracked, reply) && isContent(reply)) tracked.settledBy ??= reply;
  }
}

/**
 * Whoever writes below several quoted remarks means the last, unless he agrees to what others ask: "Ok, all fixed".
 * Remarks without patch between them are one.
 */
function meantBy(passage: Passage, quoted: readonly Tracked[], reply: Reply): readonly Tracked[] {
  if (quoted.length < 2) return quoted;
  const isAsker = quoted.every((tracked) => isOwn(tracked, reply));
  if (isForAll(passage.text) && !isAsker) return quoted;
  const last = passage.quoted.findLast(({ text }) => text.trim() !== '')?.depth ?? 0;
  const end = passage.quoted.findLastIndex(({ depth }) => depth > last);
  const near = shinglesOfLines(passage.quoted.slice(end + 1).map(({ text }) => text));
  const meant = quoted.filter(({ remark }) => shinglesOf(remark.text).some((shingle) => near.has(shingle)));
  if (meant.length > 0) return meant;
  return isAsker ? quoted.slice(-1) : quoted;
}

const isOwn = (tracked: Tracked, reply: Reply): boolean =>
  isSameSender(tracked.remark.reply.mail, reply.mail);

/** Nobody quotes the preface of a mail to answer it. */
const isOnWhole = ({ remark }: Tracked): boolean => remark.quoted.length === 0;

function respond(tracked: Tracked, reply: Reply, passage: Passage, book: RemarkBook): void {
  if (isOwn(tracked, reply)) {
    if (isContentWith(passage)) tracked.settledBy ??= reply;
  } else if (!leavesOpen(tracked, reply, passage)) book.answer(tracked, reply);
}

const isContentWith = ({ text, isCourtesy }: Passage): boolean =>
  isConsent(text) || isCourtesy || isRetraction(text) || (findsOut(text) && !findsFault(text));

/** The author puts the answer off, or another reviewer wants the same. */
const leavesOpen = ({ remark }: Tracked, { isSubmitter }: Reply, { text }: Passage): boolean =>
  isSubmitter ? putsOff(text, remark.text) : backs(text, remark.text);

/** A reply to the mail as a whole. Whoever replies to an own mail adds to it, or takes it back. */
function respondToAll(tracked: Tracked, reply: Reply, book: RemarkBook): void {
  const said = reply.passages.filter(({ isCourtesy, text }) => !isCourtesy || isAgreement(text));
  if (!isOwn(tracked, reply)) {
    if (reply.takes || !said.every((passage) => leavesOpen(tracked, reply, passage)))
      book.answer(tracked, reply);
  } else if (reply.passages.some(({ text }) => isRetraction(text))) tracked.settledBy ??= reply;
}

/**
 * "I'll take the last comment back", below another patch: the writer's mail before is meant. "That makes my worry go
 * away", below the words of whoever did it: all that he said of the patch.
 */
function takeBack(reply: Reply, book: RemarkBook): void {
  const own = book.before(reply).filter((tracked) => isOwn(tracked, reply));
  if (own.length > 0 && reply.passages.some(({ text }) => isReassured(text)))
    for (const tracked of own) tracked.settledBy ??= reply;
  if (!reply.isOnPosting || !reply.passages.some(({ isRetraction }) => isRetraction)) return;
  for (const tracked of book.lastOf(reply)) tracked.settledBy ??= reply;
}

/** The submitter below the own patch: "merged with these changes", and in answer to it "all changed, v2 follows". */
function answersAll({ passages, takes, isBelowPosting, isOnPosting }: Reply): boolean {
  return (takes && isBelowPosting) || (isOnPosting && passages.some(({ text }) => isPromise(text)));
}

/** Thanks alone answer nothing, "ok" and "applied" do. */
function saysSomething(reply: Reply): boolean {
  return (
    reply.takes ||
    reply.passages.some(({ text, isCourtesy }) => (!isCourtesy || isAgreement(text)) && !isPing(text))
  );
}

/** "All make sense, I'll fix that", "I'll send a v2". */
const takesAll = ({ text }: Passage): boolean => promisesAll(text) || sendsVersion(text);

/** "Thanks, I'll fix all of that in v2", above the quotation. */
function promisesAbove({ passages }: Reply): boolean {
  const first = passages[0];
  return first !== undefined && first.quoted.length === 0 && isPromise(first.text);
}

function isContent({ passages }: Reply): boolean {
  if (passages.some(({ isRetraction: retracts }) => retracts)) return true;
  return (
    !passages.some(({ text }) => isWish(text)) &&
    passages.some(({ text, isCourtesy }) => isCourtesy || isConsent(text))
  );
}

/** The remarks of a thread, found by what a reply quotes. */
class RemarkBook {
  readonly tracked: readonly Tracked[];
  readonly #thread: ReviewThread;
  readonly #byShingle = new Map<string, Tracked[]>();
  readonly #byMail: ReadonlyMap<MessageId, readonly Tracked[]>;
  readonly #byAnswer = new Map<MessageId, Tracked[]>();

  constructor(remarks: readonly Remark[], thread: ReviewThread) {
    this.#thread = thread;
    this.tracked = remarks.map((remark) => this.#track(remark));
    this.#byMail = Map.groupBy(this.tracked, ({ remark }) => remark.reply.mail.messageId);
  }

  #track(remark: Remark): Tracked {
    const shingles = new Set(shinglesOf(remark.text));
    const tracked: Tracked = { remark, size: shingles.size, answeredBy: null, settledBy: null };
    for (const shingle of shingles) {
      const alike = this.#byShingle.get(shingle);
      if (!alike) this.#byShingle.set(shingle, [tracked]);
      else if (alike.length < MOST_ALIKE) alike.push(tracked);
    }
    return tracked;
  }

  /** Remarks of others that had been made when the reply came, on what it is about. */
  before({ place, mail }: Reply): readonly Tracked[] {
    return this.tracked.filter(
      ({ remark: { reply } }) =>
        reply.mail.date <= mail.date && (place === 'series' || reply.place === place),
    );
  }

  /** The remarks in the mail that the writer of a reply sent before. */
  lastOf({ mail }: Reply): readonly Tracked[] {
    const own = this.tracked.filter(
      ({ remark: { reply } }) => reply.mail.date < mail.date && isSameSender(reply.mail, mail),
    );
    return this.remarksIn(own.at(-1)?.remark.reply.mail ?? null);
  }

  /**
   * The remarks of the mail that a reply answers, and of those that its writer added to before ("s/exit/access/", "so
   * this is what I applied"): whoever answers the last answers them all.
   */
  remarksAbove({ parent }: Reply): readonly Tracked[] {
    const found: Tracked[] = [];
    const seen = new Set<MessageId>();
    for (let at = parent; at !== null && !seen.has(at.messageId); ) {
      seen.add(at.messageId);
      found.push(...this.remarksIn(at));
      const above = this.#thread.parentOf(at);
      at = above !== null && isSameSender(above, at) ? above : null;
    }
    return found;
  }

  remarksIn(mail: Reply['parent']): readonly Tracked[] {
    return mail ? (this.#byMail.get(mail.messageId) ?? []) : [];
  }

  /** Remarks that this mail was the first to answer. */
  answeredIn(mail: Reply['parent']): readonly Tracked[] {
    return mail ? (this.#byAnswer.get(mail.messageId) ?? []) : [];
  }

  /** The first answer counts. */
  answer(tracked: Tracked, reply: Reply): void {
    if (tracked.answeredBy) return;
    tracked.answeredBy = reply;
    const answered = this.#byAnswer.get(reply.mail.messageId);
    if (answered) answered.push(tracked);
    else this.#byAnswer.set(reply.mail.messageId, [tracked]);
  }

  quotedIn(passage: Passage, reply: Reply): readonly Tracked[] {
    if (this.#byShingle.size === 0) return [];
    const counts = new Map<Tracked, number>();
    for (const shingle of shinglesOfLines(passage.quoted.map(({ text }) => text)))
      for (const tracked of this.#byShingle.get(shingle) ?? [])
        counts.set(tracked, (counts.get(tracked) ?? 0) + 1);
    return [...counts]
      .filter(([{ size }, count]) => count >= Math.min(QUOTED_ENOUGH, QUOTED_SHARE * size))
      .map(([tracked]) => tracked)
      .filter(({ remark }) => this.#thread.isBelow(reply.mail, remark.reply.mail));
  }
}
