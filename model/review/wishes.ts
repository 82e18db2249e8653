/**
 * Whether the words of a reply ask for something, find a fault, agree or object. English only.
 *
 * Mistakes accepted: a wish without any of the words below, in a reply to a reply, is taken for talk; a rhetorical
 * question is taken for one that wants an answer; irony is taken at its word.
 */
import { oneLine, sentencesOf } from './wording.ts';

/** Words that ask for something. */
const ASKS =
  /\?|\b(?:please|pls|plz|could (?:you|we)|can (?:you|we)|would you|how about|what about|instead(?! of)|or you can|(?:i'm |i |am |be |still )wonder(?:ing)?|out of curiosity|i(?:'d| would) (?:also |really |still |much |strongly |personally )*(?:rather|suggest|recommend|prefer|vote|like (?:to see|you|us|it|this|a|the|some))|i (?:strongly |really )?(?:suggest|prefer)|it(?:'d| would| might) be (?:\w+ )?(?:good|nice|great|better|best|worth|useful|helpful)|nack|nak|disagree|object to)\b|\bs\/[^/\n]+\/[^/\n]*\//i;

/** Suggestions: of what would be better, or of what somebody would do in the writer's place. */
const SUGGESTS =
  /\binstead of\b|\b(?:(?:would|might|may|could) (?:probably |likely |also |rather |just )*be (?:much |a lot |even )?(?:better|best|easier|easiest|nicer|simpler|simplest|cleaner|safer|clearer)|(?:i think )?(?:the|a) (?:correct|right|best|proper|better|easiest|simplest|cleanest) (?:\w+ )?(?:solution|fix|way|approach|thing|place|option)? ?(?:here )?(?:is|would be|might be|is probably|would probably be) to|(?:will|would) be (?:much |a lot |far )?less \w+|i(?:'d| would) (?:probably |just |really |definitely |personally )?(?:start|make|use|go|add|drop|remove|move|put|keep|leave|call|name|rename|split|write|wrote|omit|skip|avoid|replace)\b(?! (?:that|sure)\b)|should (?:also |really |definitely |rather )+be|there(?:'s| is) no need|makes? (?:much |a lot )?more sense|(?:may|might|would|could) (?:also |probably |still )*(?:make|be worth|be worthwhile)(?: more| some)?(?: sense)? to)\b/i;

/** A sentence that begins by saying what to do. */
const IMPERATIVE =
  /^(?:(?:and|so|also|then|or|just|first(?: of all)?|please|maybe|perhaps|but|nit(?:pick)?|hm+|well|no|yes|ok|okay|yeah|right|sure|sorry)\b[\s,:.!-]*)*(?:don't|do not|do (?=["'`])|run|add|drop|remove|use|make|move|put|keep|rename|replace|split|fix|avoid|consider|try|change|mention|document|explain|send)\b(?! (?:sense|sure)\b)/i;

/** Words that ask, too, unless they only unfold what was agreed to. */
const OUGHT =
  /\b(?<!\b(?:whether|where|if|when|why|because|since|what|how) )(?:(?:you|we) (?:really |probably |also |still |definitely )?(?:should|shouldn't|must|mustn't|need(?: to)?|ought to)|you (?:simply |just |really )can(?:'t|not)|you could|let's)\b(?! (?:see\b|not[.!]))/i;

/** To another reviewer these are no request to the author. */
const OPINION =
  /\b(?:you|we) (?:really |probably |also |still |definitely )?(?:shouldn't|should not|must|mustn't|must not|need(?! to\b))\b|\binstead of\b|\bdisagree\b/gi;

export const RESERVATION =
  /\b(?:but(?! (?:ok|okay|yes|yeah|fine|sure|thanks|anyway)\b)|though|although|however|except|unless|yet something)\b/i;

/** Words that find fault: with them a sentence is a remark even in a mail that otherwise approves. */
const FAULT =
  /\b(?:(?<!\bwhether \w+ )should|(?<!\ban? (?:\w+ )?)must|(?<!\b(?:i|i think i|we) )needs?|missing|maybe|perhaps|wonder|prefer\w*|nit|nits|nitpick\w*|typo\w*|incorrect|broken|breaks?|bogus|crash\w*|leaks?|unused|unnecessary|unneeded|redundant|useless|pointless|confus\w+|concern\w*|worr\w+|(?:too|overly) (?:long|many|much|short|late|early)|can (?:also |just |then )?be (?:moved|simplified|removed|dropped|shortened|avoided|replaced|outside|inside)|however|although|unless)\b/i;

/** With a word on what fails: now, of what is posted. */
const FAILS =
  /\b(?:still (?:(?:\w+ ){0,3}?(?:failures?|errors?|warnings?)|fails?|crash(?:es)?|breaks?|hangs?|warns?|(?:does(?:n't| not)|do(?:n't| not)|not) (?:work|build|compile|boot|apply|pass))|(?:it|this|that|patch\w*|series|version|v\d+|tests?|build|kernel|compilation) (?:\w+ ){0,2}?(?:fails|crashes|breaks|hangs|(?:does(?:n't| not)|will not|won't) (?:build|compile|boot|apply|work|pass))|i(?:'m| am)? (?:now |still |also )*(?:get|getting|see|seeing|hit|hitting) (?:the |this |a |an |these )*(?:same |following |similar |new |lots of )*(?:error|warning|failure|splat|crash|panic|oops|hang|deadlock|bug|issue|problem)s?)\b/i;

/** Of what happens without the patch, or would. */
const FAILS_NOT =
  /\b(?:without|before|unless|would|could|might|may|should|because|if it|whether|expected to|supposed to|no longer|not any|old|older|previous|master|mainline|upstream)\b/i;

const CONSENT =
  /^(?:[\s>]*(?:ah|oh|hm+|well|hi|hello|and)\b[\s,.!:-]*)*(?:ok|okay|k|fine|sure|makes? sense|sounds? (?:good|fine|great|reasonable|ok)|agreed?|i agree|right|i see|got it|gotcha|understood|thanks?|thank you|thx|good|great|perfect|cool|awesome|excellent|nice|works for me|fair (?:enough|point)|yes|yep|yeah|yea|yup|indeed|no problem|np|never ?mind|ack|that(?:'s| is| works| makes| sounds)(?! (?:\w+ )?(?:not|wrong|incorrect|no(?! problem))\b)|looks? (?:good|fine|ok|right|correct|better)|lgtm|true|correct|exactly|absolutely|\+1|very good|good point|happy with|i'm (?:fine|ok|happy))(?=$|[\s,.!:;)-])/i;

/** Says what the writer will do or has done about all of it. */
const PROMISE =
  /\b(?:i(?:'ll| will| shall| can| am going to|'m going to)|will|let me|going to) (?:\w+ ){0,3}?(?:fix|address|update|(?:re-?)?(?:send|post|spin|submit|work)|change|do|drop|remove|add|correct|incorporate|include|take(?! a (?:\w+ )?look)|prepare|make|try|follow)\w*|\b(?:fixed|addressed|updated|changed|incorporated)\b|\bnext (?:version|spin|revision|iteration|round)\b|\b(?:in|for|with|as|send|see|post) (?:the |my |a )?v\d+\b(?!\.\d)|\bv\d+\b (?:is|was|has|will|coming|follow|posted|sent|soon|on)\w*/i;

/** Consent that is more than thanks. */
const AGREEMENT =
  /^(?:[\s>]*(?:ah|oh|hm+|well|hi|hello|hey|thanks?|thank you)\b[\w ]{0,20}[\s,.!:-]*)*(?:ok|okay|sure|fine|agreed?|i agree|right|yes|yep|yeah|yea|yup|ack|done|fixed|makes? sense|fair|got it|good (?:point|catch|idea)|understood|will do|indeed|np|no problem|\+1)(?=$|[\s,.!:;)-])/i;

/** Consent to what was just said: "Indeed, that is unused". */
const AGREES =
  /^(?:(?:ah|oh|hm+|yes|yeah|ok|right)\b[\s,.!:-]*)*(?:indeed|agreed|i agree|exactly|absolutely|(?:very )?good point)\b/i;

/** Objections that only a reader can weigh. */
const DISLIKE =
  /\b(?:i (?:really |still |strongly |just |personally )*(?:don't|do not|dislike|hate|object|disagree)(?: think (?:this|that|it|we)\b.{0,40}\b(?:good|right|should|want|need|acceptable)| like|(?= (?:this|that|the|to|with)\b)| want (?:this|that|to see))|n(?:a|ac)k|not (?:a )?(?:fan|happy|convinced|acceptable|good idea)|(?:bad|terrible|horrible|wrong) (?:idea|approach|direction)|(?:strictly|strongly|totally) against|no way|please don't (?:do|merge|apply)|over my dead body|makes no sense|should not (?:be merged|go in))\b/i;

/** "Please split that out": what a version with more patches grants. */
const SPLITS =
  /\bsplit\b[^.?!]{0,60}\b(?:patch(?:es)?|commits?|out|into:)|\b(?:separate|own|different|preparatory|prep|preparation|another) (?:patch|commit)\b|\bto be separate\b/i;

/** "Thanks for your suggestions": for all of them. */
const THANKS_FOR_ALL =
  /\b(?:thanks?|thank you|thx)\b[^.?!]{0,40}\b(?:suggestions|comments|remarks|feedback|pointers|advice|hints|input|review(?:ing)?)\b|\b(?:noted|got it)\b/i;

/** "But I guess it's ok to keep as is": the writer lets it go in the same breath. */
const KEEPS =
  /\b(?:(?:it|that|this)(?:'s| is| would be)? (?:also |probably |still |totally |perfectly )*(?:ok|okay|fine|good enough)(?: (?:with me|too|either way))?(?: to (?:keep|leave))?(?: (?:it|this|that))?(?: as(?:-| )(?:it )?is| like that| like this| (?:the )?way it is)|(?:it|that|this) can (?:stay|remain)|no problem (?:to|with) (?:merg|apply|tak|keep|leav)\w* (?:it|this|that)(?: as(?:-| )(?:it )?is)?|(?:keep|leave|left) (?:it|this|that)(?: as(?:-| )(?:it )?is| like that| unchanged| no change| for now)?|(?:(?:so|but) (?:i (?:guess|think|suppose) )?|i (?:guess|suppose) )(?:it|that|this)(?:'s| is| should be) (?:probably |still )?(?:ok|okay|fine|good enough)(?: as(?:-| )(?:it )?is)?(?: for now)?)[\s.!);:-]*$/i;

/** "I'll live", "not needed for now": it need not be done, not now, or not here. */
const DEFERS =
  /\b(?:i(?:'ll| will| can) live(?: with (?:it|that|this))?|(?:not|isn't|nothing|nothing that|no need) (?:\w+ ){0,4}?(?:need(?:ed|s)?|have|has|necessary|important|urgent|critical)\b[^.?!]{0,40}\b(?:now|yet|here|currently)|(?:it|that|this) (?:can|could|may) (?:certainly |definitely |also |well )*(?:wait|be (?:done|fixed|added|changed) (?:later|afterwards|separately|on top|in a follow-?up(?: patch)?))(?: if\b[^.?!]*)?|(?:it|that|this) (?:really |probably |also )*(?:doesn't|does not) (?:really )?matter(?: (?:much|here|now|anyway))*|let(?:'s| us) ignore (?:it|that|this)(?: (?:for now|here))?|i(?:'m| am) not (?:going to|gonna) (?:fight|insist|argue)\b[^.?!]{0,30}|i (?:won't|will not|don't|do not) insist\b[^.?!]{0,20})(?: \([^)]*\))?[\s.!);:-]*$/i;

/** "I'll send a patch": the writer mends it himself. */
const OWN_FIX =
  /\bi(?:'ll| will| am going to|'m going to| can)\b[^.?!]{0,40}\b(?:send|post|submit|prepare|cook)\b[^.?!]{0,20}\b(?:patch|patches|fix|follow-?up)\b|\bi(?:'ve| have)?(?: just| already)? fixed (?:it|this|that|them)\b/i;

/** The writer does not want a new version for it. */
const WAIVED =
  /\bno (?:need|reason) (?:for you )?to (?:re-?send|re-?post|re-?spin|send|re-?submit)\b|\b(?:don't|do not) (?:need|have) to\b[^.?!]{0,60}\bfix (?:it|them|this|that|these|those|all)\b|\b(?:don't|do not|needn't) (?:need to |have to |bother to |bother )?(?:re-?send|re-?post|re-?spin|re-?submit)|\b(?:i'll|i will|i can|i could) [^.?!]{0,40}\b(?:when|while|before|during|on) (?:(?:the )?merge\b|applying|merging|committing|pushing|i (?:apply|merge|push|commit))/i;

/** "Please fold this into the first patch": what a version with fewer patches grants. */
const JOINS =
  /\b(?:squash|fold|merge|combine|join)(?:ed|d)?\b[^.?!]{0,60}\b(?:patch(?:es)?|commits?|series|previous|first|into|together)\b/i;

/** "Mention that in the commit message". */
const WORDS =
  /\b(?:commit|patch|change) ?-?(?:message|msg|description|log|text)|\bchange-?log\b|\b(?:in|to|of) the (?:description|message)\b/i;

/** Of the title of the patch: what one with another title grants. */
export const isTitleWish = (text: string): boolean => /\b(?:subject|title)\b/i.test(text);

/** Of what the message of the patch says: what one with another message grants. */
export const isMessageWish = (text: string): boolean => WORDS.test(oneLine(text));

export const isSplitWish = (text: string): boolean => SPLITS.test(oneLine(text));

export const isJoinWish = (text: string): boolean => JOINS.test(oneLine(text));

/** "I'll prepare v3 with all input": of all that a mail says. */
const ALL =
  /\b(?:all|both|every|each)\b(?: (?:of|the|your|these|those|this|that|other|review|valuable))* (?:input|comments?|feedback|suggestions?|points?|remarks?|issues?|changes?|that|this|them|it|above|nits?)\b/i;

/** "All make sense". */
const ALL_RIGHT =
  /\b(?:they |these |those |your comments |it )?all (?:of (?:it|them|that|this) )?(?:makes?|sounds?|looks?|is|are) (?:sense|good|fine|right|reasonable|valid|correct)\b/i;

/** Says what becomes of all that a mail asks for. */
export const promisesAll = (text: string): boolean =>
  isPromise(text) && [ALL, ALL_RIGHT].some((wording) => wording.test(oneLine(text)));

/** It may stand below several remarks, and answers them all. */
export const isForAll = (text: string): boolean =>
  isAgreement(text) || isPromise(text) || THANKS_FOR_ALL.test(oneLine(text));

/** A reviewer who takes care of it himself asks nothing of anybody. */
export const mendsItself = (text: string): boolean =>
  (OWN_FIX.test(oneLine(text)) || isWaived(text)) && !text.includes('?');

/** Its last words but for praise of the rest take back what it wished for. */
export function letsGo(text: string): boolean {
  const sentences = sentencesOf(text).filter(
    (sentence) =>
      !/^(?:the rest|otherwise|sooner or later|eventually|some ?day|in the long (?:run|term)|overall|(?:apart|aside|other) (?:from|than) that|with that)\b/i.test(
        sentence,
      ),
  );
  const last = sentences.at(-1) ?? '';
  return KEEPS.test(last) || DEFERS.test(last);
}

/** "No need to resend, I'll fix it while applying." */
export const isWaived = (text: string): boolean => WAIVED.test(oneLine(text));

/** The title of another patch that a reply names, wrapped or not. */
const QUOTED_TITLE = /^\s*\[(?:RFC|PATCH)\b.*\](?:.*\n){1,2}/gim;

/** Where a colon begins no sentence: "subsystem: add a file" is a title. */
const beginningsOf = (text: string): readonly string[] =>
  text.split(/\n[ \t]*\n|(?<=[.!?;])\s+/).map((sentence) => sentence.trim());

/** Asks for nothing. */
const FORMULA = /(?:\bplease )?\bcorrect me if\b|\blet(?:'s| us) put it\b/gi;

/** Without what others said, and what is said for form's sake. */
const ownWords = (text: string): string => text.replace(QUOTED_TITLE, '').replace(FORMULA, '');

/** Does it ask for something? */
export const isWish = (text: string): boolean => asks(ownWords(text), text);

/** As isWish(), but what "we must not" do, or "you need", is an opinion. */
export const isRequest = (text: string): boolean => asks(ownWords(text).replace(OPINION, ''), text);

function asks(own: string, text: string): boolean {
  const isAgreed = CONSENT.test(text.trim()) && !RESERVATION.test(text);
  return (
    sentencesOf(own).some(
      (sentence) => ASKS.test(sentence) || (!isAgreed && (OUGHT.test(sentence) || SUGGESTS.test(sentence))),
    ) ||
    (!isAgreed && beginningsOf(own).some((sentence) => IMPERATIVE.test(sentence)))
  );
}

/** Says of the patch, or of a test with it, that it fails: "It still fails here", "I get the same splat". */
export const reportsFailure = (text: string): boolean =>
  sentencesOf(text).some((sentence) => FAILS.test(sentence) && !FAILS_NOT.test(sentence));

/** "That is not a good solution either", "the only solution is to use a file". */
const REJECTS =
  /\b(?:not|n't) (?:seem |look |sound )?(?:to be |like )?(?:an? )?(?:good|great|right|nice) (?:idea|solution|approach|option|way)\b|\bthe only (?:\w+ )?(?:solution|way|option|approach)\b/i;

/** An answer that asks for something in its turn, by a question at its end or in so many words, or rejects what was proposed. */
export const asksBack = (text: string): boolean =>
  /\?[\s)]*$/.test(text) ||
  /\b(?:please|pls|could you|can you|would you)\b/i.test(text) ||
  REJECTS.test(oneLine(text));

export const findsFault = (text: string): boolean => isWish(text) || FAULT.test(text);

/** Begins with consent, and wishes nothing more. */
export const isConsent = (text: string): boolean => CONSENT.test(text.trim()) && !isWish(text);

const CONDITION = /\b(?:if|once|as long as|not)\b|n't\b/i;

/** As isConsent(), to all of it: without a reservation, a condition or a fault; who agrees repeats the fault. */
export const isFullConsent = (text: string): boolean =>
  isConsent(text) &&
  (AGREES.test(text.trim()) || !findsFault(text)) &&
  !RESERVATION.test(text) &&
  !CONDITION.test(text.replace(/\bor not\b/g, ''));

/** Consent, and not thanks alone. */
export const isAgreement = (text: string): boolean => AGREEMENT.test(text.trim());

export const isPromise = (text: string): boolean => PROMISE.test(oneLine(text));

export const isDislike = (sentence: string): boolean => DISLIKE.test(sentence);
