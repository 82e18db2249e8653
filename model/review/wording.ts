/**
 * What the words of a reply amount to: courtesy, a wish, consent, "applied". English only.
 *
 * Mistakes accepted: praise in rare words is taken for a remark; a wish without any of the words below, in a reply to
 * a reply, is taken for talk; irony is taken at its word.
 */

/** A sentence of these words alone says nothing of the patch. Names of the thread's people count as such words. */
const COURTESY_WORDS = new Set(
  `a again ah all already also am an and another any anyway are as at awesome be because been both btw but by bye
  care cc cheers clean cleanup code comment comments congrats cool correct course dear definitely detailed done each
  effort enough everybody everyone everything excellent explaining explanation far fast feel fine finally fix fixes
  fixing folks follow following for free from fully fwiw glad gladly go good great guys happy hard have hello help
  here hey hi i i'm i've idea in indeed info information is it it's itself job just kind kindly lgtm like likely
  looking look looks lot lots love lovely make makes me mine much my neat nice nicely now obviously of ok okay on one
  ones other others otherwise overall part patch patches patchset perfect perfectly please pleased point pretty proposal
  prompt quick quickly quite really reasonable regards rest review reviewed reviewing reviews right seem seems sense
  sending series simple so some solid sorry sound sounds straightforward super sure suggestion suggestions test testing
  tested thank thanks thankyou that that's the them there these they thing this those thx time to too tons trivial two
  update updated updates up us useful v1 v2 v3 v4 v5 v6 v7 v8 v9 v10 valid version very we well whole will with work
  working works yay yeah yep yes you you're your +1 ack acks acked ack'd best sincerely greetings hth best-regards
  br rgds first second third last three four five six seven eight nine ten above below inline applying merge
  merging fair nod wonderful fantastic brilliant impressive clear clearly beautiful few minor small nits nit once
  submitting submission contribution contributing posting sharing heads-up reminder pointing catching catch out`.split(
    /\s+/,
  ),
);

const TAKEN = /^(?:applied|merged|pushed|queued|committed|picked|commited)$/;
/** "Since the fix is in, I've adjusted the tags and pushed", "I merged v1 by accident". */
const TAKEN_BY_ME =
  /\b(?:i|we|i've|we've)\b([^.?!]{0,120}?)\b(?:applied|merged|pushed|queued|committed|picked)\b/i;
/** What stands right before "pushed" there, if anything does. */
const BEFORE_TAKEN_BY_ME = /(?:^|\b(?:have|had|also|just|now|then|already|finally|accident|and))\s*$/i;
/** Not yet, or not by the writer. */
const NOT_TAKEN =
  /\b(?:if|when|once|until|before|after|not|n't|never|would|will|could|should|can|may|might|to be|going to|want(?:ed)?|wish)\b/i;

/** Between these and "merged" it is no report that it was. */
const NOT_YET = new Set([
  'be',
  'get',
  'gets',
  'once',
  'when',
  'not',
  'if',
  'until',
  'to',
  'being',
  'after',
  'before',
]);
const BEFORE_TAKEN = new Set(
  `has have was were i've we've having tentatively just manually commit commits patch with minor modifications changes
  modification fixes slightly applied merged pushed queued picked the whole them doc docs ones was were been`.split(
    /\s+/,
  ),
);

/** Words that ask for something. */
const ASKS =
  /\?|\b(?:please|pls|plz|could (?:you|we)|can (?:you|we)|would you|how about|what about|instead(?! of)|or you can|(?:i'm |i |am |be |still )wonder(?:ing)?|out of curiosity|i(?:'d| would) (?:also |really |still |much )*(?:rather|suggest|recommend|prefer|vote|like (?:to see|you|us|it|this|a|the|some))|i (?:strongly |really )?(?:suggest|prefer)|it(?:'d| would| might) be (?:\w+ )?(?:good|nice|great|better|best|worth|useful|helpful)|nack|nak|disagree|object to)\b|\bs\/[^/\n]+\/[^/\n]*\//i;

/** Suggestions: of what would be better, or of what somebody would do in the writer's place. */
const SUGGESTS =
  /\binstead of\b|\b(?:(?:would|might|may|could) (?:probably |likely |also |rather |just )*be (?:much |a lot |even )?(?:better|best|easier|easiest|nicer|simpler|simplest|cleaner|safer|clearer)|(?:i think )?(?:the|a) (?:correct|right|best|proper|better|easiest|simplest|cleanest) (?:\w+ )?(?:solution|fix|way|approach|thing|place|option)? ?(?:here )?(?:is|would be|might be|is probably|would probably be) to|i(?:'d| would) (?:probably |just |really |definitely )?(?:start|make|use|go|add|drop|remove|move|put|keep|leave|call|name|rename|split)\b(?! (?:that|sure)\b)|should (?:also |really |definitely |rather )+be|there(?:'s| is) no need)\b/i;

/** A sentence that begins by saying what to do. */
const IMPERATIVE =
  /^(?:(?:and|so|also|then|or|just|maybe|perhaps|but|nit(?:pick)?|hm+|well|no|yes)\b[\s,:.!-]*)*(?:don't|do not|add|drop|remove|use|make|move|put|keep|rename|replace|split|fix|avoid|consider|try|change|mention|document|explain|send)\b(?! (?:sense|sure)\b)/i;

/** Words that ask, too, unless they only unfold what was agreed to. */
const OUGHT =
  /\b(?<!whether )(?:(?:you|we) (?:really |probably |also |still |definitely )?(?:should|shouldn't|must|mustn't|need(?: to)?|ought to)|you could|let's)\b(?! (?:see\b|not[.!]))/i;

const RESERVATION =
  /\b(?:but(?! (?:ok|okay|yes|yeah|fine|sure|thanks|anyway)\b)|though|although|however|except|unless)\b/i;

/** Words that find fault: with them a sentence is a remark even in a mail that otherwise approves. */
const FAULT =
  /\b(?:should|must|needs?|missing|maybe|perhaps|wonder|prefer\w*|nit|nits|nitpick\w*|typo\w*|incorrect|broken|breaks?|bogus|crash\w*|leaks?|unused|unnecessary|unneeded|redundant|useless|pointless|confus\w+|concern\w*|worr\w+|too (?:long|many|much|short|late|early)|however|although|unless)\b/i;

const CONSENT =
  /^(?:[\s>]*(?:ah|oh|hm+|well|hi|hello|and)\b[\s,.!:-]*)*(?:ok|okay|k|fine|sure|makes? sense|sounds? (?:good|fine|great|reasonable|ok)|agreed?|i agree|right|i see|got it|gotcha|understood|thanks?|thank you|thx|good|great|perfect|cool|awesome|excellent|nice|works for me|fair (?:enough|point)|yes|yep|yeah|yea|yup|indeed|no problem|np|never ?mind|ack|that(?:'s| is| works| makes| sounds)|looks? (?:good|fine|ok|right|correct|better)|lgtm|true|correct|exactly|absolutely|\+1|very good|good point|happy with|i'm (?:fine|ok|happy))(?=$|[\s,.!:;)-])/i;

/** A reviewer who tells what he is going to do himself. */
const ANNOUNCEMENT =
  /^(?:[\w ]{0,30}\b(?:but|and|so|then|also|still|anyway),? )?(?:i(?:'ll| will|'m going to| hope to| plan to| intend to| want to| need to| am going to|'d like to)|let me|will) (?:also |still |probably |likely |just |hopefully |first |soon |now |try to |then |have to |need to |take (?:some )?time to )*(?:have|take|try|look|test|review|get|give|wait|think|check|read|go|run|continue|finish|push|merge|apply|pick|queue|play|send|do|see|reply|follow|come|let)\b/i;

/** Takes an own remark back. */
const RETRACTION =
  /\b(?:never ?mind|scratch that|(?<!free to )(?:please ignore\b(?! (?:this )?if)|ignore (?:that|this|me|my (?:last|previous)))\b|take (?:that|this|the last|my|it)\b.{0,30}\bback|forget (?:that|it|about)|(?:my|i) (?:was|am) (?:wrong|mistaken|confused)|i misread|i missed that|my bad|false alarm|aha|(?:ah|oh),? (?:i see|ok|okay|right)|i see now|better to (?:just )?leave (?:this|it|that) as[- ]is)\b/i;

/** Says what the writer will do or has done about all of it. */
const PROMISE =
  /\b(?:i(?:'ll| will| shall| can| am going to|'m going to)|will|let me|going to) (?:\w+ ){0,3}?(?:fix|address|update|send|resend|repost|post|change|do|drop|remove|rework|respin|add|correct|incorporate|include|take|prepare|submit|make|try|look|check|follow)\w*|\b(?:fixed|addressed|updated|changed|incorporated)\b|\bnext (?:version|spin|revision|iteration|round)\b|\bv\d+\b/i;

/** Consent that is more than thanks. */
const AGREEMENT =
  /^(?:[\s>]*(?:ah|oh|hm+|well|hi|hello|hey|thanks?|thank you)\b[\w ]{0,20}[\s,.!:-]*)*(?:ok|okay|sure|fine|agreed?|i agree|right|yes|yep|yeah|yea|yup|ack|done|fixed|makes? sense|fair|got it|good (?:point|catch|idea)|understood|will do|indeed|np|no problem|\+1)(?=$|[\s,.!:;)-])/i;

/** Objections that only a reader can weigh. */
const DISLIKE =
  /\b(?:i (?:really |still |strongly |just |personally )*(?:don't|do not|dislike|hate|object|disagree)(?: think (?:this|that|it|we)\b.{0,40}\b(?:good|right|should|want|need|acceptable)| like|(?= (?:this|that|the|to|with)\b)| want (?:this|that|to see))|n(?:a|ac)k|not (?:a )?(?:fan|happy|convinced|acceptable|good idea)|(?:bad|terrible|horrible|wrong) (?:idea|approach|direction)|(?:strictly|strongly|totally) against|no way|please don't (?:do|merge|apply)|over my dead body|makes no sense|should not (?:be merged|go in))\b/i;

export function sentencesOf(text: string): readonly string[] {
  return text
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?:;)])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}?]|\+1/u.test(sentence));
}

const wordsOf = (sentence: string): readonly string[] =>
  sentence
    .toLowerCase()
    .replace(/\u2019/g, "'")
    .replace(/<[^>]*>|\S+@\S+/g, ' ')
    .match(/\+1|[\p{L}\p{N}][\p{L}\p{N}'+-]*/gu) ?? [];

/** Greeting, thanks, praise, "applied": nothing that anybody has to react to. */
export function isCourtesy(sentence: string, names: ReadonlySet<string>): boolean {
  if (sentence.includes('?') && wordsOf(sentence).length > 2) return false;
  return wordsOf(sentence).every(
    (word) => COURTESY_WORDS.has(word) || names.has(word) || TAKEN.test(word) || /^\d+$/.test(word),
  );
}

/** "Looks useful", "seems reasonable to me". */
const PRAISE =
  /\b(?:looks?|seems?|sounds?) (?:\w+ly |very |quite |really |pretty |all |like a )*(?:useful|good|great|nice|reasonable|sane|fine|correct|right|ok|okay|better|excellent|promising)\b/i;

export const isPraise = (sentence: string): boolean =>
  PRAISE.test(sentence) &&
  !/\?|\b(?:not|n't|if|to (?!me\b)|(?<!at )once|when)\b|n't\b/i.test(sentence) &&
  !RESERVATION.test(sentence);

/** The same as before, at this place. */
const DITTO =
  /^(?:(?:nit|and|also|again|please|very)\b[\s,:]*)*(?:ditto|same(?: (?:here|thing|comment|question|nit|as above|for this|for these))*|here,? (?:too|as well|also|again)|likewise|(?:and )?(?:one|another) more|as above|this one (?:too|as well)|same issue|similarly)(?: (?:here|as well|too|please|again))*[\s.,!:)]*$/i;

export const isDitto = (text: string): boolean => DITTO.test(text.split('\n')[0]!.trim());

/** "[Cc the others]", "Just a few comments below." */
const ASIDE =
  /^(?:[^.?!\n]{0,30}\bbelow (?:\w+ )?(?:comments?|nits?|notes?|questions?|typos?|fix(?:es)?|suggestions?)(?: fix(?:es|ed))?|\[[^\]]*\b(?:cc|ccs|ccing|to|adding|added|adds|removed|dropped|trimmed|resend\w*|sorry)\b[^\]]*\]|[^.?!\n]{0,60}\b(?:comments?|nits?|nit-?picks?|notes?|questions?|remarks?|typos?|fix(?:es)?|suggestions?)\b[^.?!\n]{0,40}\b(?:below|inline|inlined|above|following)\b[^.?!\n]{0,20}|[^.?!\n]{0,30}\bcomments? (?:in addition to|on top of)\b[^.?!\n]{0,40})[\s.:)!-]*$/i;

/** "Christian, an unrelated question...": says that something follows. */
export const isIntroduction = (text: string): boolean =>
  /^[^.?!\n]{0,50}(?:\.\.\.|:|\u2026)$/.test(text.trim());

/** Says nothing of the patch itself. */
export const isAside = (text: string): boolean => ASIDE.test(text.trim().replace(/^\(|\)$/g, ''));

/** "Please split that out": what a version with more patches grants. */
const SPLITS =
  /\bsplit\b[^.?!]{0,60}\b(?:patch(?:es)?|commits?|out|into:)|\b(?:separate|own|different|preparatory|prep|preparation|another) (?:patch|commit)\b|\bto be separate\b/i;

export const isSplitWish = (text: string): boolean => SPLITS.test(text);

/** "Thanks for your suggestions": for all of them. */
const THANKS_FOR_ALL =
  /\b(?:thanks?|thank you|thx)\b[^.?!]{0,40}\b(?:suggestions|comments|remarks|feedback|pointers|advice|hints|input|review(?:ing)?)\b|\b(?:noted|got it)\b/i;

/** It may stand below several remarks, and answers them all. */
export const isForAll = (text: string): boolean =>
  isAgreement(text) || isPromise(text) || THANKS_FOR_ALL.test(text);

/** "Applied, thanks": the writer reports having taken the patch. */
export function saysTaken(text: string, names: ReadonlySet<string>): boolean {
  return sentencesOf(text).some((sentence) => {
    if (isTakingSentence(sentence)) return true;
    const words = wordsOf(sentence);
    const at = words.findIndex((word) => TAKEN.test(word));
    if (at < 0 || sentence.endsWith('?')) return false;
    const before = words.slice(0, at);
    if (before.some((word) => NOT_YET.has(word)) && at > 0 && NOT_YET.has(before.at(-1)!)) return false;
    return before.every((word) => COURTESY_WORDS.has(word) || names.has(word) || BEFORE_TAKEN.has(word));
  });
}

function isTakingSentence(sentence: string): boolean {
  if (sentence.endsWith('?') || NOT_TAKEN.test(sentence)) return false;
  const between = TAKEN_BY_ME.exec(sentence)?.[1];
  return between !== undefined && BEFORE_TAKEN_BY_ME.test(between);
}

/** "I'll send a patch": the writer mends it himself. */
const OWN_FIX =
  /\bi(?:'ll| will| am going to|'m going to| can)\b[^.?!]{0,40}\b(?:send|post|submit|prepare|cook)\b[^.?!]{0,20}\b(?:patch|patches|fix|follow-?up)\b/i;

/** A reviewer who takes care of it himself asks nothing of anybody. */
export const mendsItself = (text: string): boolean => OWN_FIX.test(text) && !text.includes('?');

/** Does it ask for something? */
export function isWish(text: string): boolean {
  const isAgreed = CONSENT.test(text.trim()) && !RESERVATION.test(text);
  return sentencesOf(text).some(
    (sentence) =>
      ASKS.test(sentence) ||
      (!isAgreed && (OUGHT.test(sentence) || SUGGESTS.test(sentence) || IMPERATIVE.test(sentence))),
  );
}

export const findsFault = (text: string): boolean => isWish(text) || FAULT.test(text);

/** Begins with consent, and wishes nothing more. */
export const isConsent = (text: string): boolean => CONSENT.test(text.trim()) && !isWish(text);

/** Consent, and not thanks alone. */
export const isAgreement = (text: string): boolean => AGREEMENT.test(text.trim());

export const isAnnouncement = (sentence: string): boolean =>
  ANNOUNCEMENT.test(sentence) && !sentence.includes('?');

export const isRetraction = (text: string): boolean => RETRACTION.test(text);

export const isPromise = (text: string): boolean => PROMISE.test(text);

export const isDislike = (sentence: string): boolean => DISLIKE.test(sentence);
