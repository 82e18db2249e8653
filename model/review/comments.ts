/**
 * Review comments of a series: each remark of a reviewer with what became of it. `answeredBy` is kept where the remark
 * was answered first and settled or overtaken later.
 */
import {
  type Epoch,
  isSamePerson,
  type Mailbox,
  type MessageId,
  type Series,
  titleKey,
} from '../facts/index.ts';
import { type Response, responsesTo } from './answers.ts';
import { LandedPatches } from './landed.ts';
import { type Later, readLater } from './later.ts';
import { Overtaking } from './overtaken.ts';
import { isSameSender, People } from './people.ts';
import { isApproval, type Remark, type Reply, readReplies, remarksOf } from './remarks.ts';
import { ReviewThread } from './thread.ts';
import { trailersIn } from './trailers.ts';
import type { LaterVersion, Place, ReviewComment, ThreadMail } from './types.ts';

/**
 * @param mails of the threads in which the series stands
 * @param later newer versions of the change
 * @param asOf mails after it do not exist
 */
export function findComments(
  series: Series,
  mails: readonly ThreadMail[],
  later: readonly LaterVersion[],
  asOf: Epoch,
): readonly ReviewComment[] {
  const thread = new ReviewThread(series, mails, asOf);
  return commentsOf(thread, readReplies(thread), later, new LandedPatches(thread, [], new Map()), asOf);
}

export function commentsOf(
  thread: ReviewThread,
  replies: readonly Reply[],
  later: readonly LaterVersion[],
  landed: LandedPatches,
  asOf: Epoch,
): readonly ReviewComment[] {
  const remarks = remarksOf(thread, replies);
  if (remarks.length === 0) return [];
  const responses = responsesTo(remarks, replies, thread);
  const versions = later.map((version) => readLater(version, asOf));
  const overtaking = new Overtaking(thread, versions);
  const askers = new People().add(...remarks.map(({ reply }) => reply.mail.sender));
  const approvals = [...approvalsIn(replies), ...laterApprovals(thread, versions, askers)];
  const spokenAgain = laterWords(thread, versions);
  const isSingle = thread.postings.filter(({ place }) => place !== 'series').length === 1;
  return remarks.flatMap((remark) => {
    const { mail, place } = remark.reply;
    const response = responses.get(remark)!;
    const state = stateOf(remark, response, approvals, overtaking, spokenAgain, landed, isSingle);
    if (remark.asksReviewer && state === 'open') return [];
    return {
      messageId: mail.messageId,
      author: mail.sender,
      date: mail.date,
      appliesTo: place,
      quoted: remark.quoted.map(({ text }) => text).join('\n'),
      text: remark.text,
      state,
      answeredBy: response.answeredBy,
    };
  });
}

function stateOf(
  remark: Remark,
  response: Response,
  approvals: readonly Approval[],
  overtaking: Overtaking,
  spokenAgain: readonly Words[],
  landed: LandedPatches,
  isSingle: boolean,
): ReviewComment['state'] {
  const isApproved = approvals.some(
    (approval) => settles(approval, remark, isSingle) || isTakenWith(approval, remark),
  );
  if (response.settledBy !== null || isApproved) return 'acknowledged';
  if (overtaking.isOvertaken(remark)) return 'overtaken';
  if (response.answeredBy !== null) return 'answered';
  const fate = landed.fateOf(remark);
  if (fate !== null) return fate;
  return spokenAgain.some((words) => isRenewed(remark, words, isSingle)) ? 'overtaken' : 'open';
}

/** A Reviewed-by, Acked-by or "applied": whoever gives it has nothing left to ask. */
interface Approval {
  readonly by: Mailbox;
  readonly place: Place;
  readonly date: Epoch;
  readonly messageId: MessageId | null;
  /** "Applied" settles the remarks in its own mail too; a Reviewed-by beside a remark is a condition. */
  readonly isTaking: boolean;
  readonly isBySubmitter: boolean;
}

function approvalsIn(replies: readonly Reply[]): readonly Approval[] {
  return replies
    .filter(({ approves, takes }) => approves || takes)
    .map(({ mail, place, takes, isSubmitter }) => ({
      by: mail.sender,
      place,
      date: mail.date,
      messageId: mail.messageId,
      isTaking: takes,
      isBySubmitter: isSubmitter,
    }));
}

/** @param isSingle the series has one patch: what is said of it is said of the cover */
function settles(approval: Approval, { reply }: Remark, isSingle: boolean): boolean {
  if (!isSamePerson(approval.by, reply.mail.sender)) return false;
  if (!isSingle && approval.place !== 'series' && approval.place !== reply.place) return false;
  if (approval.messageId === reply.mail.messageId) return approval.isTaking;
  return approval.date >= reply.mail.date;
}

/** The nit of somebody who approved is settled when a maintainer takes the patch: it was for that moment. */
function isTakenWith(approval: Approval, { reply }: Remark): boolean {
  const isHere = approval.place === 'series' || reply.place === 'series' || approval.place === reply.place;
  return (
    approval.isTaking &&
    !approval.isBySubmitter &&
    reply.approves &&
    isHere &&
    approval.date >= reply.mail.date
  );
}

/**
 * Approvals of later versions, at the place of the patch they are about; those that the series had already are no sign.
 * @param askers whose "applied" counts
 */
function laterApprovals(thread: ReviewThread, later: readonly Later[], askers: People): readonly Approval[] {
  const before = trailersIn(thread).filter((trailer) => trailer.own && isApproval(trailer));
  return later.flatMap((version) => {
    const placeOf = placesIn(thread, version);
    const given = version.trailers
      .filter((trailer) => isApproval(trailer))
      .filter((trailer) => !trailer.own || !before.some((old) => isSamePerson(old, trailer)))
      .map((trailer) => ({
        by: trailer,
        place: placeOf(trailer.appliesTo),
        date: trailer.date,
        messageId: null,
        isTaking: false,
        isBySubmitter: false,
      }));
    const taken = approvalsIn(version.replies.filter(({ mail, takes }) => takes && askers.has(mail.sender)));
    return [...given, ...taken.map((taking) => ({ ...taking, place: placeOf(taking.place) }))];
  });
}

/** Where the patch of a later version stood before, by its title; one with a new title where it stands now. */
function placesIn(thread: ReviewThread, { thread: later }: Later): (place: Place) => Place {
  const placeOfTitle = new Map(thread.postings.map(({ mail, place }) => [titleKey(mail.title), place]));
  const titles = new Map(later.postings.map(({ mail, place }) => [place, titleKey(mail.title)]));
  return (place) => placeOfTitle.get(titles.get(place) ?? '') ?? place;
}

/** Somebody speaks of a patch of a later version. */
interface Words {
  readonly by: ThreadMail;
  /** Of the patch as the older version has it. */
  readonly place: Place;
}

/** Whoever looks at a patch again, in a later version, says there what he still wants. */
function isRenewed({ reply }: Remark, { by, place }: Words, isSingle: boolean): boolean {
  return (isSingle || place === reply.place) && by.date > reply.mail.date && isSameSender(by, reply.mail);
}

function laterWords(thread: ReviewThread, later: readonly Later[]): readonly Words[] {
  return later.flatMap((version) => {
    const placeOf = placesIn(thread, version);
    return version.thread.replies.map(({ mail, place }) => ({ by: mail, place: placeOf(place) }));
  });
}
