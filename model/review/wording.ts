/**
 * What the words of a reply amount to: courtesy, "applied", what its writer will do. English only.
 *
 * Mistakes accepted: praise in rare words is taken for a remark; irony is taken at its word.
 */

/** A sentence of these words alone says nothing of the patch. Names of the thread's people count as such words. */
const COURTESY_WORDS = new Set(
  `a again ah all already also am an and another any anyway are as at awesome be because been both btw but by bye
  argh care cc cheers clean cleanup code comment comments congrats cool correct course dear definitely detailed done each
  effort eek enough everybody everyone everything excellent explaining explanation far fast feel fine finally fix fixes
  fixing folks follow following for free from fully fwiw glad gladly go good great guys happy hard have hello help
  here hey hi i i'm i've idea in indeed info information is it it's itself job just kind kindly lgtm like likely
  looking look looks lot lots love lovely make makes me mine much my neat nice nicely now obviously of ok okay on one
  ones other others otherwise overall part patch patches patchset perfect perfectly please pleased point pretty proposal
  oops phew sigh ugh wow prompt quick quickly quite really reasonable regards rest review reviewed reviewing reviews right seem seems sense
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

const TAKEN = /^(?:applied|applied-to|merged|pushed|queued|committed|picked|commited|landed)$/;

/** "Since the fix is in, I've adjusted the tags and pushed", "I merged v1 by accident". */
const TAKEN_BY_ME =
  /\b(?:i've|we've|i|we)\b([^.?!]{0,120}?)\b(?:applied|merged|pushed|queued|committed|picked)\b/i;

/** What stands right before "pushed" there, if anything does. */
const BEFORE_TAKEN_BY_ME = /(?:^|\b(?:have|had|also|just|now|then|already|finally|accident|and))\s*$/i;

/** "Obviously correct, thus merged", "I dared to add a line and merge": it ends a clause, or has an object. */
const TAKEN_AT_LAST =
  /(?:[,;:-]|\b(?:and|thus|so|therefore|hence|anyway)|\bi dared to(?: [\w' ]{1,60}? and)?) (?:thus |so |now |just )?(?:applied|merged?|pushed|queued|committed|picked)(?= (?:this|it|the|both|all|them|these|with)\b|[.,!]|$)/i;

/** "I am pulling this in". */
const TAKING_NOW =
  /\b(?:i am|i'm|we are|we're|am) (?:now |just )?(?:applying|merging|pushing|queue?ing|committing|picking|pulling|taking)\b/i;
/** Before "and merged": it is to be. */
const HYPOTHETICAL =
  /\b(?:if|when|once|until|before|after|never|would|will|could|should|can|may|might|must|be|being|get|gets|getting|has|have to|had|were|not yet|needs?|please)\b|n't\b/i;
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

/** A reviewer who tells what he is going to do himself. */
const ANNOUNCEMENT =
  /^(?:[\w ]{0,30}\b(?:but|and|so|then|also|still|anyway),? )?(?:i(?:'ll| will| should be able to|'m going to| hope to| plan to| intend to| want to| need to| am going to|'d like to)|i(?:'ve| have)(?: got)? to|let me|will) (?:also |still |probably |likely |just |hopefully |first |soon |now |try to |then |have to |need to |take (?:some )?time to )*(?:have|take|try|look|test|review|get|give|wait|think|check|read|go|run|continue|finish|push|merge|apply|pick|queue|play|send|do|see|reply|follow|come|let|retest|investigate|dig|debug|double-check|fix my)\b/i;

/** Takes an own remark back. */
const RETRACTION =
  /\b(?:never ?mind|scratch that|ignore my (?:suggestion|comment|remark|question|nit)|(?<!free to )(?:please ignore\b(?! (?:this )?if)|ignore (?:that|this|me|my (?:last|previous)))\b|take (?:that|this|the last|my|it)\b.{0,30}\bback|forget (?:that|it|about)|my (?:own )?(?:mistake|negligence|fault|oversight)|(?:my|i) (?:was|am) (?:wrong|mistaken|confused)|i misread|i missed that|my bad(?! \w)|false alarm|aha|(?:ah|oh),? (?:i see|ok|okay|right)|i see now|convinced me\b|better to (?:just )?leave (?:this|it|that) as[- ]is)\b/i;

/** "That addresses my concern". */
const REASSURED =
  /\b(?:(?:makes?|made) (?:all )?my (?:\w+ )?(?:worr(?:y|ies)|concerns?|doubts?|fears?) (?:go away|disappear|vanish|moot)|(?:addresses|resolves|settles|answers|removes|covers) (?:all )?(?:of )?my (?:\w+ )?(?:worr(?:y|ies)|concerns?|doubts?|questions?|comments?|objections?))\b/i;

/** "Sorry for the long delay." */
const APOLOGY =
  /^(?:(?:hi|hello|oops|and|but)\b[\s,!]*)*(?:i'm |i am |we are |my )?(?:very |really |so )?(?:sorry|apolog\w+)\b[^?]{0,40}\b(?:delay\w*|late|noise|slow|long|wait|respon\w+|reply\w*|spam)\b[^?]{0,60}$/i;
/** "Please go ahead and merge". */
const LETS_GO =
  /\b(?:please|feel free to|you can|let's) (?:just |do |go ahead and )*(?:merge|apply|push|pick|queue)\b(?![^?]*\b(?:if|when|once|after|unless|with|but|instead)\b)[^?]*$/i;

/** Asks nothing of anybody: an apology for a delay, leave to apply. */
export const isFormality = (sentence: string): boolean => APOLOGY.test(sentence) || LETS_GO.test(sentence);

/** A question mark in an address asks nothing. */
export const withoutAddresses = (text: string): string => text.replace(/\bhttps?:\/\/\S+/g, '');

/** What was worked out of a text: of a passage many questions are asked in a row. */
let asked: { readonly text: string; line?: string; sentences?: readonly string[] } = { text: '' };

function about(text: string): typeof asked {
  if (text !== asked.text) asked = { text };
  return asked;
}

/** Without the line breaks of the mail, which stand between any two words. */
export function oneLine(text: string): string {
  const one = about(text);
  one.line ??= text.replace(/\s+/g, ' ');
  return one.line;
}

export function sentencesOf(text: string): readonly string[] {
  const one = about(text);
  one.sentences ??= splitSentences(text);
  return one.sentences;
}

const splitSentences = (text: string): readonly string[] =>
  withoutAddresses(text)
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?:;)])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}?]|\+1/u.test(sentence));

const wordsOf = (sentence: string): readonly string[] =>
  sentence
    .toLowerCase()
    .replace(/\u2019/g, "'")
    .replace(/<[^>]*>|\S+@\S+/g, ' ')
    .match(/\+1|[\p{L}\p{N}][\p{L}\p{N}'+-]*/gu) ?? [];

/** "those": the word that is to stand in the quoted line. */
const CORRECTION =
  /^\W*(?:(?:an?|and|are|as|at|be|by|for|from|in|is|it|its|of|on|the|them|these|they|this|those|to|with)\b\W*)+$/i;

/** Greeting, thanks, praise, "applied": nothing that anybody has to react to. */
export function isCourtesy(sentence: string, names: ReadonlySet<string>): boolean {
  if (CORRECTION.test(sentence)) return false;
  const words = wordsOf(sentence);
  if (sentence.includes('?') && (words.length > 2 || words.length === 0)) return false;
  return words.every(
    (word) => COURTESY_WORDS.has(word) || names.has(word) || TAKEN.test(word) || /^\d+$/.test(word),
  );
}

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
  const last = TAKEN_AT_LAST.exec(sentence);
  if (last && !sentence.endsWith('?') && !HYPOTHETICAL.test(sentence.slice(0, last.index))) return true;
  if (sentence.endsWith('?') || NOT_TAKEN.test(sentence)) return false;
  if (TAKING_NOW.test(sentence)) return true;
  const between = TAKEN_BY_ME.exec(sentence)?.[1];
  return between !== undefined && BEFORE_TAKEN_BY_ME.test(between);
}

export const isAnnouncement = (sentence: string): boolean =>
  ANNOUNCEMENT.test(sentence) && !sentence.includes('?');

export const isReassured = (text: string): boolean => REASSURED.test(oneLine(text));

export const isRetraction = (text: string): boolean => RETRACTION.test(oneLine(text));
