/**
 * What a person's answer says of a patch that was taken: "applied, thanks", "merged patches 1-3", and `b4 ty`.
 *
 * Mistakes accepted: who says "merged" of another patch than the one answered to, in the words of one who merges this
 * one, is believed; who announces in a sentence of another build is not heard.
 */
import type { AnnouncedPatch, Announcement } from '../../model/facts/index.ts';
import { numbersIn, saysTwoOf } from './announced-numbers.ts';

export interface Told {
  readonly subject: string;
  readonly isReply: boolean;
  /** n of the subject's `n/N`. */
  readonly n: number | null;
  readonly title: string;
  readonly text: string;
  /** The writer's own lines. */
  readonly own: () => readonly string[];
}

export const NOTHING = {
  tree: '',
  patches: [] as readonly AnnouncedPatch[],
  isWhole: false,
  isWeak: false,
} as const;

export const isMainline = (tree: string): boolean =>
  /\btorvalds\/|\bmainline\b|\blinus(?:'s?)?\b/i.test(tree);

/** `[1/3] title` with a commit in the next lines, as b4 ty and Patchwork's robot list what was applied. */
export function listed(text: string): readonly AnnouncedPatch[] {
  const item =
    /^[ \t]*(?:- )?\[(?:[^\]\n]*?[, ])?(\d+)\/\d+\][ \t]+(.+(?:\n[ \t]{6,}(?!https?:|commit:|\(no commit)\S.*)*)\n[ \t]+(?:commit: ([0-9a-f]{12,40})|https?:\S+?([0-9a-f]{12,40})\/?[ \t]*$|\(no commit)?/gm;
  return [...text.matchAll(item)].map((match) => ({
    n: Number(match[1]),
    title: match[2]!.replace(/\s+/g, ' ').trim(),
    commit: match[3] ?? match[4] ?? null,
  }));
}

/** What of the answered thing somebody took. */
const PARTICIPLE = /\b(?:applied|merged|pushed|queued|pulled|committed|picked|taken|took)\b/gi;
/** Without one of these nobody says so: most answers need not be taken apart into sentences. */
const SAYS = /applied|merged|pushed|queued|pulled|committed|picked|taken|took|-next/i;
/** Before the word, any of these makes it a plan, a wish, a condition, a denial, or another's patch. */
const NOT_DONE =
  /\b(?:once|when|if|before|until|unless|after|will|would|can|could|should|shall|please|may|might|must|not|never|hope|hoping|hopefully|to be|be|gets?|getting|going|wants?|needs?|whether|soon|other|another|being|you have|you've|your \w+ was|ready|(?<!-)next|tomorrow|later|I'll|we'll|let me|which|what|who|that I)\b|n't\b/i;
/** The same in "I fixed … and pushed": what lies between may be about anything, as long as it is about oneself. */
const NOT_MINE = /\b(?:(?<!by )you|he|she|they|who|if|not|never|hope|wish|wants?|wanted|would)\b|n't\b/i;
/** Anywhere in the sentence: a place of one's own, or long ago. */
const ELSEWHERE =
  /\b(?:wip|(?<!thanks |thank you |thx )\b(?:for|to|into?)\b[^,.]{0,15}\btesting|tests? run|my (?:github|fork|branch|main branch|local)|locally|cleanly|ago|kernel \d)\b/i;

const NOUN = `(?:patch(?:es)?|patch ?-?sets?|series|set|commits?|request)`;
const OBJECT = String.raw`(?:(?:the|this|these|whole|entire|full|both|all|all of|those|it|them|first|rest of|remaining|one|two|three|four|previous|second|1st|2nd|3rd|v\d+|\d[\d/,&\- ]*|${NOUN})\b\s*)+`;
const FILLER = `(?:(?:ok(?:ay)?|good|great|fine|nice|cool|fyi|and|so|now|anyway|finally|done|indeed|also|thanks(?: a lot)?|thank you|thx|both|all|pull|therefore|already|right|sure|yes) )*`;
/** What may stand before the word, from the beginning of the clause or right in front of it. */
const BEFORE = {
  /** "Applied …", "Good, fixed and merged …", "the whole series applied": nobody else did it. */
  bare: new RegExp(
    String.raw`^${FILLER}(?:\w+ed (?:and|&) )?(?:(?:the|this|both|all|doc|whole|entire)\s+)*(?:${NOUN}\s*(?:\([^)]*\) ?)?(?:now )?)?$`,
    'i',
  ),
  first:
    /\b(?:I|we)(?:'ve|\u2019ve| have)?(?: (?:just|now|also|already|finally|did|only|have|\w+ly|went ahead and|\w+ed(?: (?:it|this|them|that))? and))* $/i,
  passive: new RegExp(
    `^(?:(?:this|the|your|these)(?: whole)? ${NOUN}|this|it|patch(?:es|set)?)(?: (?:is|are|was|were|has been|have been))(?: (?:now|just))? $`,
    'i',
  ),
  /** "I fixed the typo and pushed", at the end of what is said. */
  lastly: /\b(?:and|therefore|thus|hence)(?: I)?(?: just)? $/i,
} as const;
const SELF = new RegExp(String.raw`^${FILLER}I(?:'ve|\u2019ve| have)?(?: \w+ly| just| also)? \w+`, 'i');
/** After the word, at the end of what is said: nothing more than what was taken, or how. */
const ENDS = new RegExp(
  String.raw`^(?: (?:it|them|this|both|(?:this|the) ${NOUN}))?(?: (?:like this|(?:together |along )?with\b.*))?\s*[.!:]*$`,
  'i',
);
/** `first` and the others: what may follow. */
const FOLLOWS = new RegExp(
  String.raw`^\s*(?:$|[.!,;:)(\-]|(?:up\b\s*)?${OBJECT}(?:(?:up|now|as|to|in|into|with|for|and|patch|under|plus)\b|$|[.!,;:)(\-<+])|(?:this|the)(?: \w+)? (?:cleanup|fix|docs?|test|part|workaround)s?\b|up\s*(?:$|[.!,;:]|(?:now|for|to|in|into|with)\b)|(?:thanks|thank you|thx|cheers|to|into|in|with|as|for|now|already|after|without|rebased|together|just|slightly|manually|and (?:pushed|merged|queued|fixed|will|should|sent)|also|upstream|by me)\b)`,
  'i',
);
const SITTING =
  /^(?:(?:so|now|and|yes|yep|but) )*(?:it|this|these|they|(?:the|this) (?:series|patch(?:es)?))(?:'s| is| are)(?: now| already)? (?:sitting |queued )?in (?:linux-next|-next)\b/i;

/** A person's answer: only what stands in one sentence of the writer's own. */
export function fromPerson(told: Told): Announcement | null {
  const { n, subject, own, text } = told;
  const body = own()
    .join('\n')
    .replace(/^-- ?\n[\s\S]*$/m, '');
  if (!SAYS.test(body)) return null;
  const patches = listed(body);
  const isSubset = /^re: *\(subset\)/i.test(subject);
  for (const sentence of sentences(body)) {
    const found = saysDone(sentence, subject);
    if (found === null) continue;
    const numbers = patches.length > 0 ? patches : numbersIn(sentence, n);
    if (numbers.length === 0 && saysTwoOf(sentence, subject)) continue;
    const isWhole =
      !isSubset &&
      numbers.length === 0 &&
      !/\bup to\b/i.test(sentence) &&
      (n === null || n === 0 || /\b(?:series|patch ?-?set|both|all|patches|whole|set)\b/i.test(sentence));
    const tree = treeIn(sentence, body);
    return {
      ...NOTHING,
      kind: isMainline(tree) ? 'merged' : 'queued',
      tree,
      patches: numbers,
      isWhole,
      isWeak: patches.length === 0 && found.isWeak,
    };
  }
  const isPulled = /\bpull\b/i.test(subject) && /^pulled\b/im.test(text.replace(/^[ \t]*>.*$/gm, ''));
  return isPulled ? { ...NOTHING, kind: 'queued', isWhole: true } : null;
}

function sentences(body: string): readonly string[] {
  return body
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s*\n\s*/g, ' ').split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && sentence.length < 400);
}

function saysDone(sentence: string, subject: string): { readonly isWeak: boolean } | null {
  if (sentence.endsWith('?') || ELSEWHERE.test(sentence)) return null;
  if (SITTING.test(sentence) && !NOT_DONE.test(sentence)) return { isWeak: true };
  const isTo = /^applied[ -]to\b/i.test(sentence);
  let before = '';
  for (const raw of sentence.split(/[,;:!]\s+| [-–—]+ |\bbut\b/)) {
    const clause = raw.trim();
    for (const word of clause.matchAll(PARTICIPLE)) {
      const head = clause.slice(0, word.index);
      const rest = clause.slice(word.index + word[0].length);
      // "A quick stab I took": what was taken stands behind it, or it is something else.
      if (/^took$/i.test(word[0]) && !/^\s+\w/.test(rest)) continue;
      if (isOther(rest, subject) || !(isTo || isDone(head, rest, before))) continue;
      const isPlain =
        /\b(?:series|patch(?:es)?|patch ?-?set)\b/i.test(clause) || /^(?:merged|pushed)$/i.test(word[0]);
      return { isWeak: !isPlain };
    }
    before += `${clause} `;
  }
  return null;
}

function isDone(head: string, rest: string, before: string): boolean {
  const isForm = BEFORE.bare.test(head) || BEFORE.first.test(head) || BEFORE.passive.test(head);
  if (isForm && FOLLOWS.test(rest) && !NOT_DONE.test(before + head)) return true;
  if (!BEFORE.lastly.test(head) || !ENDS.test(rest)) return false;
  return !(SELF.test(head) ? NOT_MINE : NOT_DONE).test(before + head);
}

/** Another version than the one answered ("I've just pushed v2"), or squashed into another patch ("merged it to 5/8"). */
function isOther(rest: string, subject: string): boolean {
  const version = /^\s*(?:the )?v(\d+)\b/i.exec(rest)?.[1];
  if (version !== undefined && version !== (/\bv(\d+)\b/i.exec(subject)?.[1] ?? '1')) return true;
  return (
    /^[^,;]{0,40}\b(?<!\bup )(?:in)?to (?:the )?(?:patch )?#?\d+\/\d+\b/i.test(rest) ||
    /^\s*(?:cleanly )?on top of\b/i.test(rest)
  );
}

const BRANCH = String.raw`(?:[\w.-]+\/)*(?:[\w.]+-)*(?:next|fixes|queue)(?:-[\w.]+)*|for-[\w.-]+`;

/** The tree it went to, as the mail names it; empty where it does not. */
function treeIn(sentence: string, body: string): string {
  const branch = /\bto (?:the )?(\S+) branch of (?:the )?(\S+?)(?: tree)?[.\s]/i.exec(`${sentence} `);
  if (branch) return `${branch[2]} ${branch[1]}`;
  const named = new RegExp(
    String.raw`\b(?:to|into|in) (?:the |my |our )?((?!\d+\/\d+\b)[\w.-]+\/[\w./-]*\w|linux-next|mainline|Linus'? tree|${BRANCH}|(?!(?:my|the|our|his) )[\w-]+(?: tree|\.git))(?![\w/])`,
    'i',
  ).exec(sentence);
  if (named && !/^(?:n\/a|and\/or)$/i.test(named[1]!)) return named[1]!;
  const url =
    /https?:\/\/git\.kernel\.org\/(?:pub\/scm\/[\w/]*?\/git\/)?([\w-]+\/[\w.-]+?\.git)\S*?(?:h=([\w./-]+))?(?=[\s>)]|$)(?:[ \t]+([\w./-]+)$)?/m.exec(
      body,
    );
  return url ? [url[1], url[2] ?? url[3]].filter(Boolean).join(' ') : '';
}
