/** What stands in a reply beside its remarks: praise, introductions, "here as well". English only. */
import { findsFault, isWish, RESERVATION } from './wishes.ts';

/** "Looks useful", "seems reasonable to me". */
const PRAISE =
  /\b(?:looks?|seems?|sounds?) (?:\w+ly |very |quite |really |pretty |all |like a )*(?:useful|good|great|nice|reasonable|sane|fine|correct|right|ok|okay|better|excellent|promising)\b/i;

/** The same as before, at this place. */
const DITTO =
  /^(?:(?:nit|and|also|again|please|very)\b[\s,:]*)*(?:ditto|same(?: (?:here|thing|comment|question|nit|as above|for this|for these))*|here,? (?:too|as well|also|again)|likewise|(?:and )?(?:one|another) more|as above|this one (?:too|as well)|same issue|similarly)(?: (?:here|as well|too|please|again))*[\s.,!:)]*$/i;

/** "[Cc the others]", "Just a few comments below." */
const ASIDE =
  /^(?:(?:gentle |friendly |polite )?ping\b[^?]{0,40}|[^.?!\n]{0,30}\bbelow (?:\w+ )?(?:comments?|nits?|notes?|questions?|typos?|fix(?:es)?|suggestions?)(?: fix(?:es|ed))?|\[[^\]]*\b(?:cc|ccs|ccing|to|adding|added|adds|removed|dropped|trimmed|resend\w*|sorry)\b[^\]]*\]|[^.?!\n]{0,60}\b(?:comments?|nits?|nit-?picks?|notes?|questions?|remarks?|typos?|fix(?:es)?|suggestions?)\b[^.?!\n]{0,40}\b(?:below|inline|inlined|above|following)\b[^.?!\n]{0,20}|[^.?!\n]{0,30}\bcomments? (?:in addition to|on top of)\b[^.?!\n]{0,40})[\s.:)!-]*$/i;

/** "I can't review the other part": who says so asks nothing of it. */
const NO_OPINION =
  /\bi (?:can't|can ?not|won't|will not|don't|do not) (?:really |even |want to )?(?:review|comment|judge|have (?:an|any|a strong|much of an) opinion)\b/i;

export const isPraise = (sentence: string): boolean =>
  PRAISE.test(sentence) &&
  !/\?|\b(?:not|n't|if|to (?!me\b)|(?<!at )once|when)\b|n't\b/i.test(sentence) &&
  !RESERVATION.test(sentence);

export const isDitto = (text: string): boolean => DITTO.test(text.split('\n')[0]!.trim());

/** "Christian, an unrelated question...": says that something follows. */
export const isIntroduction = (text: string): boolean =>
  /^[^.?!\n]{0,50}(?:\.\.\.|:|\u2026)$/.test(text.trim());

/** "I have tested this", "I like it": the writer tells of himself. */
const OF_HIMSELF =
  /^(?:(?:by the way|btw|fyi|fwiw|so|also|well|and|ok|yeah|yes|just)\b[\s,:]*)*(?:i|we)(?:'m|'ve| am| have| had| was)? (?:also |just |recently |originally |now |really |very much |only |already |finally )*(?:tested|ran|run|tried|love|like|liked|enjoy\w*|finished|submitted|posted|sent|missed|looked|read|seen|saw|glad|happy|written|wrote|started|starting|waiting|planning|agree|applaud|appreciate)\b/i;

/** Whoever writes more tells more. */
const SHORT = 500;

/** Says nothing of the patch itself. */
export const isAside = (text: string): boolean =>
  ASIDE.test(text.trim().replace(/^\(|\)$/g, '')) ||
  (NO_OPINION.test(text) && !isWish(text)) ||
  (text.length < SHORT && OF_HIMSELF.test(text.trim()) && !findsFault(text) && !RESERVATION.test(text));
