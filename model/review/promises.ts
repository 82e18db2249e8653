/**
 * Whether the submitter said that a new version follows, or agreed to change something. English only.
 *
 * Mistake accepted: a promise that hangs on a condition ("if you agree, I'll send v2") is none, but what happens unless
 * somebody objects is one.
 */
import type { Epoch } from '../facts/index.ts';
import type { Reply } from './remarks.ts';
import type { ReviewThread } from './thread.ts';
import { withdraws } from './turns.ts';
import { isWaived, RESERVATION } from './wishes.ts';
import { sentencesOf } from './wording.ts';

const WILL = String.raw`\b(?:i(?:'ll|’ll| will|'m going to| am going to)|we(?:'ll| will)|will|let me|going to)\b`;

const VERSION = String.raw`(?:(?:the |a |an |my )?(?:\w+ )?(?:next|new|updated|revised|another|fixed|upcoming|following) (?:version|revision|iteration|spin|round|patch ?set|patch ?series|series|submission|posting|(?<=another )one|(?<=(?:new|updated|revised|fixed) )patch(?:es)?)|(?:the |a |patch )?v(?:[2-9]|\d\d)\b(?!\.\d))`;

const DOES = String.raw`(?:\w+ )?(?:send|post|submit|prepare|spin|make|create|do|fix|change|update|address|add|remove|drop|rework|include|correct|put|move|rename|use|incorporate|split|squash|fold|clean|mention|document|adjust|improve|reword|rewrite|handle|have|be)\b`;

/** "I'll send v2", "will resend", "v2 follows". */
const SENDS = [
  new RegExp(`${WILL}(?:[^.?!]|\\.(?=\\w)){0,80}?\\b(?:re-?send|re-?post|re-?spin|re-?submit)\\b`, 'i'),
  new RegExp(`${WILL} (?:\\w+ )?(?:send|post|submit|prepare|spin|make|create|do) ${VERSION}`, 'i'),
  /\bv(?:[2-9]|\d\d) (?:is |are )?(?:coming|needed|required|follows|will follow|to follow|incoming|on (?:its|the) way|soon)\b/i,
];
/** The same, "will fix in the next version". */
const FOLLOWS = [
  ...SENDS,
  new RegExp(`${WILL} ${DOES}(?:[^.?!]{0,80}?\\b(?:in|for|with|as|into|send|post|submit))? ${VERSION}`, 'i'),
  /\b(?:needs?|has|have) to be (?:re-?posted|re-?sent|re-?spun|re-?submitted|reworked|redone)\b/i,
];
const UNLESS =
  /\b(?:if(?! (?:nobody|no one|noone|no-one|there(?:'s| is| are) no)\b)|whether|not|can|could|would|should|don't|won't)\b|n't\b|\?/i;

const CHANGE = String.raw`(?:do(?: (?:that|this|so|it))?(?=[.!,]|$)|(?:fix|add|change|update|remove|drop|rename|correct|reword|rephrase|rework|rewrite|move|split|squash|fold|adjust|address|incorporate|clean|mention|document|improve|replace)\b)`;
const OPENING = String.raw`^(?:(?:ah|oh|ok|okay|sure|yes|yeah|yep|right|agreed?|thanks?|thank you|indeed|hm+|and|so|hi|hello)\b[\s,.!:-]*)*`;

/** What a reviewer asked for will change: "Good catch", "I'll add one", "Fixed.", "I rolled your diff in". */
const AGREES = [
  new RegExp(`${OPENING}(?:good|nice|great) (?:catch|point|spot|idea|suggestion)\\b`, 'i'),
  new RegExp(
    `${OPENING}(?:i(?:'ll|’ll| will|'m going to)|we(?:'ll| will)|will|let me) (?:\\w+ )?${CHANGE}`,
    'i',
  ),
  new RegExp(
    `${OPENING}(?:fixed|done|changed|updated|added|removed|dropped|renamed|corrected|adjusted)\\b(?: (?:it|that|this|all|them|both|in|for|now)\\b.{0,30})?[.!,]?$`,
    'i',
  ),
  /\bi(?:'ve| have)? (?:just |now |already )?(?:rolled|folded|fixed|squashed|incorporated) (?:your|this|that|it|them|both|all|the)\b/i,
];
/** Not in this series. */
const ELSEWHERE =
  /\b(?:follow-?up|separate(?:ly)?|later|future|subsequent|on top|another|next (?:patch|one)|tomorrow|afterwards)\b/i;

const says = (text: string, wordings: readonly RegExp[]): boolean =>
  sentencesOf(text).some(
    (sentence) => !UNLESS.test(sentence) && wordings.some((wording) => wording.test(sentence)),
  );

export const promisesVersion = (text: string): boolean => says(text, FOLLOWS);

/** Of a version, not of what it will have: whoever answers a review with that takes all of it. */
export const sendsVersion = (text: string): boolean => says(text, SENDS);

export const agreesToChange = (text: string): boolean =>
  !RESERVATION.test(text) && !ELSEWHERE.test(text) && says(text, AGREES);

/**
 * Since when the submitter owes a new version: they spoke of one, or agreed to what a reviewer asked for; null if they
 * owe none. Patches that they post below the series, and whoever takes it as it is, redeem it.
 */
export function promisedSince(thread: ReviewThread, replies: readonly Reply[]): Epoch | null {
  let since: Epoch | null = null;
  for (const reply of replies) {
    if (since !== null) since = redeems(reply) ? null : since;
    else if (reply.isSubmitter && promises(reply) && !redeems(reply)) since = reply.mail.date;
  }
  return since !== null && thread.postings.some(({ mail }) => mail.date > since) ? null : since;
}

/** When the submitter last withdrew the series. */
export const withdrawnAt = (replies: readonly Reply[]): Epoch | null =>
  replies.findLast(({ isSubmitter, passages }) => isSubmitter && passages.some(({ text }) => withdraws(text)))
    ?.mail.date ?? null;

const redeems = ({ mail, passages, isSubmitter, takes }: Reply): boolean =>
  takes || (isSubmitter && mail.hasDiff) || passages.some(({ text }) => isWaived(text));

const promises = ({ passages, isOnPosting }: Reply): boolean =>
  passages.some(({ text }) => promisesVersion(text) || (!isOnPosting && agreesToChange(text)));
