/**
 * What somebody does with the words that he answers: he backs them, puts the answer off, takes up an offer, contradicts;
 * or withdraws the patch. English only.
 */
import { isPromise, RESERVATION } from './wishes.ts';
import { sentencesOf } from './wording.ts';

const OPENING = String.raw`^(?:(?:yes|yeah|yep|ok(?:ay)?|hm+|ah|oh|fwiw|and|so|well|hi|hello|thanks?|thank you|sorry)\b[\s,.!:-]*)*`;

const BACKS = new RegExp(
  `${OPENING}(?:(?:fully |totally |completely |strongly )?(?:agreed?|concur|seconded|ack)\\b|i (?:(?:fully|totally|completely|strongly|also|do|too|would) )*(?:agree|second|concur)\\b|\\+1\\b|indeed\\b|exactly\\b|absolutely\\b|me too\\b|same (?:here|questions?|thoughts?|concerns?)\\b|(?:very )?good (?:point|catch|question|idea|suggestion)\\b|i (?:was|am|also|too|have|had)(?: just| also)? (?:about to|going to|wondering|wondered|wanted to|thought|had|the same)\\b)`,
  'i',
);
/** To a question these are the answer. */
const CONFIRMS = new RegExp(`${OPENING}(?:indeed|exactly|absolutely)\\b`, 'i');
const isQuestion = (text: string): boolean =>
  /\?\s*$/.test(text) && !/n't (?:it|this|that|we|you|there)\b/i.test(text);

/** "Agreed", "I was about to say that": of another reviewer; the remark still waits for the author. */
export const backs = (text: string, remark: string): boolean =>
  BACKS.test(text.trim()) &&
  !RESERVATION.test(text) &&
  !isPromise(text) &&
  !(isQuestion(remark) && CONFIRMS.test(text.trim()));

const AWAY =
  /\b(?:travell?ing|on (?:vacation|holidays?|leave|pto)|out of (?:the )?office|back (?:on|next|in)|get back to (?:you|this|it|that))\b/i;
const LOOKS =
  /\b(?:(?:have|having|take|taking) a (?:\w+ )?look|(?:look|looking) (?:at|into) (?:it|this|that|them)|(?:think|thinking) about (?:it|this|that)|(?:let me|(?:have|need|want) to|i(?:'ll| will)) (?:first |quickly )?(?:check|think|look|investigate|see|dig))\b/i;
const THANKS = /^(?:hi|hello|hey|ok(?:ay)?|many|thanks?|thank you|thx|sorry|good|great)\b[^?]{0,50}[.!]*$/i;

/** "I'm on vacation", and to a question "let me check": no answer yet. */
export function putsOff(text: string, remark: string): boolean {
  const sentences = sentencesOf(text).filter((sentence) => !THANKS.test(sentence));
  const isOff = (one: string): boolean => AWAY.test(one) || (remark.includes('?') && LOOKS.test(one));
  return sentences.length > 0 && sentences.every((one) => isOff(one) && !/\bv\d|\?/.test(one));
}

/** "It turns out that ...": below an own question, the answer to it. */
export const findsOut = (text: string): boolean =>
  /\b(?:obvious(?:ly)?|(?:figured|found) (?:it|that|this|out|the)|apparently|turns out|that explains|(?:answer|reply)ing (?:to )?my(?:self| own)|my own question)\b/i.test(
    text,
  );

const OFFERS =
  /\b(?:(?:should|shall|could|can|may) (?:i|we)\b|do you (?:want|prefer) (?:me|it|that)\b|would you (?:like|prefer|want)\b|want me to\b|\bi (?:can|could)(?! ?not|'t| (?:\w+ )?(?:see|reproduce|confirm|imagine|understand|think|get|live|find|only|be|have|remember|tell)\b)|happy to (?:\w+ )?(?:change|do|add|send|drop|rework)\b|if you (?:like|prefer|want)\b)/i;
const NOT_HERE = /\b(?:follow-?ups?|later|separate(?:ly)?|on top|another (?:patch|series)|future)\b/i;
const YES =
  /^(?:hm+,? )?(?:(?:(?:ok(?:ay)?[,.]? )?(?:yes|yeah|yep|yup|sure)|please|go ahead|sounds good|(?:that|it) (?:would|'d) be (?:\w+ )?(?:great|nice|good|better|perfect|fine)|i(?:'d| would) (?:like|prefer) that)\b(?! (?:but|if|though)\b))/i;

/** "Yes please"; "sure" to "I can add one, if you like". Not to what can come later. */
export function takesUpOffer(text: string, quoted: readonly string[]): boolean {
  const said = text.trim();
  if (/^(?:hm+,? )?(?:yes|yeah|yep),? please(?:,? do(?: (?:it|that|so))?)?[\s.!]*$/i.test(said)) return true;
  if (!YES.test(said)) return false;
  const end = quoted.findLastIndex((line) => line.trim() !== '') + 1;
  const above = quoted
    .slice(0, end)
    .join('\n')
    .split(/\n[ \t]*\n/)
    .at(-1)!;
  const offer = sentencesOf(above).at(-1) ?? '';
  return OFFERS.test(offer) && !NOT_HERE.test(offer);
}

const CONTRADICTS =
  /^(?:(?:hm+|well|(?:i'm )?sorry|but|still|and|so)\b[\s,]*)*(?:(?:no|nope|nah)\b[.,!](?! i\b)|(?:i )?(?:disagree|don't (?:agree|think so|buy))\b|(?:that|this|it)(?:'s| is| was)(?: \w+)? (?:not\b(?! (?:an? )?(?:\w+ )?(?:issue|problem|important|needed|necessary|urgent))|wrong|incorrect|broken|bogus|racy|untrue)\b|(?:that|this|it) (?:still )?(?:should|must)(?:n't| not)?\b(?!'ve| have)|(?:that|this|it) (?:can't be (?:right|true|correct)|still (?:isn't|doesn't|is not|does not|won't|will not|needs|fails|breaks))\b)/i;

/** "That's not true": of the answer to what one asked for. */
export const contradicts = (text: string): boolean => CONTRADICTS.test(text.trim());

const WITHDRAWS =
  /\b(?:(?:ignore|drop|discard|disregard|abandon|withdraw|forget(?: about)?|skip|scratch|nack|nak) (?:this|the|that|my|these)(?: whole| entire)? (?:patch(?:es|set)?|series)\b(?! (?:\d|for now if))|(?:don't|do not) (?:consider|apply|merge|take) (?:this|the|my) (?:patch(?:es| ?set)?|series)\b|self-?n(?:ac|a)k)/i;
const UNDECIDED = /\?|\b(?:if|unless|should|could|would|might|can't|won't|don't want)\b/i;

/** "Please ignore this patch": of the submitter. */
export const withdraws = (text: string): boolean =>
  sentencesOf(text).some((sentence) => WITHDRAWS.test(sentence) && !UNDECIDED.test(sentence));
