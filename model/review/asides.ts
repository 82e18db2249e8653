/** What stands in a reply beside its remarks: praise, introductions, "here as well". English only. */
import { findsFault, isWish, RESERVATION, reportsFailure } from './wishes.ts';

/** "Looks useful", "seems reasonable to me". */
const PRAISE =
  /\b(?:looks?|seems?|sounds?) (?:\w+ly |very |quite |really |pretty |all |like a )*(?:useful|good|great|nice|reasonable|sane|fine|correct|right|ok|okay|better|excellent|promising)\b|\blgtm\b/i;

/** "Thanks for this support, it simplifies a lot". */
const THANKS = /^(?:many |big |and |ok,? |great,? )*(?:thanks?|thank you|thx|kudos)\b/i;

/** "The patch nicely cleans up all the warnings", "Good work". */
const ADMIRES =
  /^(?:(?:what|this|that|it)(?:'s| is)? )?(?:an? )?(?:very |really |quite |pretty )?(?:neat|clever|elegant|nice|cool|sweet|lovely|great|interesting|impressive|beautiful)(?: \w+){0,2}[\s.!]*$|\b(?:cleaner|nicer|better|simpler|clearer|easier|(?:more|less) \w+) (?:now\b|than (?:what|before|the (?:old|previous|original|last)|it was|v\d|mine|my)\b)|\b(?:nicely|(?:good|great|nice|awesome|excellent|impressive|amazing|fantastic|wonderful) (?:work|job|stuff|cleanup|clean-up|improvement|series|patch\w*|find|catch|spot\w*|writeup|write-up|description|explanation)|very cool|i(?:'m| am) (?:very |really |so |quite )?(?:happy|glad|excited) (?:to|about|with|that|you)|i (?:do |really |very much |highly |much |greatly )*appreciate)\b/i;

/** The same as before, at this place. */
const DITTO =
  /^(?:(?:also|and|plus) (?:here|there|below|this|that|these)(?: one)?|(?:(?:nit|and|also|again|please|very)\b[\s,:]*)*(?:ditto|same(?: (?:here|thing|comment|question|nit|as above|for this|for these))*|here,? (?:too|as well|also|again)|likewise|(?:and )?(?:one|another) more|as above|this one (?:too|as well)|same issue|similarly)(?: (?:here|as well|too|please|again))*)[\s.,!:)]*$/i;

/** "[Cc the others]", "Just a few comments below." */
const ASIDE =
  /^(?:[^.?!\n]{0,30}\bbelow (?:\w+ )?(?:comments?|nits?|notes?|questions?|typos?|fix(?:es)?|suggestions?)(?: fix(?:es|ed))?|\[[^\]]*\b(?:cc|ccs|ccing|to|adding|added|adds|removed|dropped|trimmed|resend\w*|sorry)\b[^\]]*\]|[^.?!\n]{0,60}\b(?:comments?|nits?|nit-?picks?|notes?|questions?|remarks?|typos?|fix(?:es)?|suggestions?)\b(?!:)[^.?!\n]{0,40}\b(?:below|inline|inlined|above|following)\b[^.?!\n]{0,20}|[^.?!\n]{0,30}\bcomments? (?:in addition to|on top of)\b[^.?!\n]{0,40})[\s.:)!-]*$/i;

/** "Just a couple of nits". */
const REMARKS =
  '(?:(?:(?:just|only|a|few|some|couple|of|one|two|those|these|that|this|the|my|minor|small|tiny|very|more|above|other) )+(?:nit|comment|remark|note|question|suggestion)s?|(?:nit|comment|remark|note|question|suggestion)s)';
const PREFACE = new RegExp(
  `^${REMARKS}(?: (?:above|after|from|on|here|left|only)\\b[^.?!\\n]{0,40})?[\\s.:!)-]*$`,
  'i',
);

/** "Other than those minor comments". */
const BUT_FOR = new RegExp(
  `\\b(?:other than|except(?: for)?|apart from|aside from|besides|modulo|with) ${REMARKS}\\b(?: (?:above|below|inline))?,?`,
  'i',
);

/** "Get rid of the comments below": that is the code's. */
const DOES = /\b(?:get rid of|(?:re)?mov(?:e|ing)|drop|delete|chang(?:e|ing)|replace|update|add)\b/i;

/** "I can't review the other part": who says so asks nothing of it. */
const NO_OPINION =
  /\bi (?:can't|can ?not|won't|will not|don't|do not) (?:really |even |want to )?(?:review|comment|judge|have (?:an|any|a strong|much of an) opinion)\b/i;

/** With these it is praise for what is not there yet. */
const CONDITION = /\?|\b(?:not|if|(?<!at )once|when)\b|n't\b/i;

export function isPraise(sentence: string): boolean {
  const said = sentence.replace(BUT_FOR, '');
  if (CONDITION.test(said) || RESERVATION.test(said)) return false;
  const praise = PRAISE.exec(said);
  if (praise) return !/\bto (?!me\b)/i.test(said.slice(praise.index)) && !isWish(said);
  return (THANKS.test(sentence) || ADMIRES.test(sentence)) && !findsFault(sentence);
}

export const isDitto = (text: string): boolean => DITTO.test(text.split('\n')[0]!.trim());

/** "Christian, an unrelated question...": says that something follows. */
export const isIntroduction = (text: string): boolean =>
  /^[^.?!\n]{0,50}(?:\.\.\.|:|\u2026)$/.test(text.trim());

/** "I have tested this", "I like it": the writer tells of himself. */
const OF_HIMSELF =
  /^(?:(?:by the way|btw|fyi|fwiw|so|also|well|and|ok|yeah|yes|just)\b[\s,:]*)*(?:i|we)(?:'m|'ve| am| have| had| was)? (?:also |just |recently |originally |now |really |very much |only |already |finally )*(?:tested|ran|run|tried|love|like|liked|enjoy\w*|finished|submitted|posted|sent|missed|looked|read|seen|saw|glad|happy|written|wrote|started|starting|waiting|planning|agree|applaud|appreciate)\b/i;

/** "It all passed for me". */
const WORKS =
  /^(?:it|this|they|everything|all(?: tests?)?)(?: now| still| all)? (?:pass(?:es|ed)?|works?|worked|builds?|built|boots?|booted)(?: [\w-]+){0,8}[\s.!:)]*$/i;

/** Whoever writes more tells more. */
const SHORT = 500;

/** "Hmm." */
const SIGH = /^(?:h+m+|huh|uh|ugh)[\s.!,]*$/i;

const PING =
  /^(?:(?:is there )?any (?:movement|news|updates?|progress|feedback|thoughts)\b[^.\n]{0,40}\?|(?:(?:gentle|friendly|polite|another|hi|hello|just a|a)[\s,!]+)*ping\b[^.\n]{0,60}$)/i;

/** Reminds of what was said before. */
export const isPing = (text: string): boolean => PING.test(text.trim());

/** "FYI", "Just a note for the record": tells, and asks nothing. */
const TELLS =
  /^(?:\(|so |also |btw,? )*(?:fyi\b|fwiw\b|for (?:(?:the|a) record|reference|your information|those|anybody|anyone|everyone)\b|just (?:fyi|for (?:the record|reference|info\w*)|(?:making |adding |leaving )?(?:a|one|some) (?:quick |small )?notes?\b|to (?:note|mention|clarify|confirm|document|let (?:you|everyone) know)))/i;

/** Says nothing of the patch itself. */
export const isAside = (text: string): boolean =>
  isPing(text) ||
  SIGH.test(text.trim()) ||
  (TELLS.test(text.trim()) && !findsFault(text) && !reportsFailure(text)) ||
  PREFACE.test(text.trim()) ||
  (ASIDE.test(text.trim().replace(/^\(|\)$/g, '')) && !DOES.test(text)) ||
  (NO_OPINION.test(text) && !isWish(text)) ||
  (WORKS.test(text.trim()) && !CONDITION.test(text) && !findsFault(text)) ||
  (text.length < SHORT && OF_HIMSELF.test(text.trim()) && !findsFault(text) && !RESERVATION.test(text));
