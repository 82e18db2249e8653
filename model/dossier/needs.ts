/**
 * "We need this for CRIU": who says in a reply that they would use a feature, and what for. English only, and only ever
 * proposed to a person. Who uses "this" already speaks of what there is, mostly not of a patch under review: what is
 * used has to be called a patch, or still to come.
 *
 * Mistakes accepted: a need told in other words is not found; "I need this for debugging" is taken for a user.
 */

export interface Need {
  /** What it is needed for, as written: `CRIU`. */
  readonly user: string;
  /** The words that say so: an anchor. */
  readonly words: string;
}

const WANTS = String.raw`(?:need|require|want|rely on|depend on) (?:this|it|that|these|them)(?: \w+)?`;
const WOULD_USE = String.raw`(?:would|will|like to|want to|plan to|going to) use (?:this|it|that|these|them)(?: \w+)?`;
const USES_PATCH = '(?:use|using) (?:this|that|these|your) (?:patch(?:es|set)?|series|feature|work)';

const NEED = new RegExp(
  String.raw`\b(?:[Ww]e|I|[Tt]hey)(?:'d|'re|'ve)? (?:(?!not\b)\w+ ){0,2}?(?:${WANTS}|${WOULD_USE}|${USES_PATCH}) (?:for|in|at|with) (?<article>(?:my|our|the|a|an) )?(?<user>[A-Za-z][\w+.-]*(?: (?:[A-Z][\w+.-]*|containers?|clusters?|systems?|migration|sandbox(?:es)?)){0,3})`,
);

/** After these nothing is named. */
const NAMES_NOTHING = new Set(
  'this that these those it all any now order case cases fact addition general both each some every example and at one least place places'.split(
    ' ',
  ),
);

const MAX_WORDS = 6;

/** @param text the writer's own words, without quotations */
export function needsIn(text: string): readonly Need[] {
  return sentences(text).flatMap((sentence) => {
    const match = sentence.endsWith('?') ? null : NEED.exec(sentence);
    const user = match?.groups?.['user']?.replace(/[.-]+$/, '');
    // "For the C libraries": a letter names nobody.
    if (!match || !user || user.length === 1 || NAMES_NOTHING.has(user.split(' ')[0]!.toLowerCase()))
      return [];
    if (match.groups?.['article'] && isCommonNoun(user)) return [];
    return [{ user, words: match[0].split(' ').slice(0, MAX_WORDS).join(' ') }];
  });
}

/** `the union` names nobody; `our containers` may. */
const isCommonNoun = (user: string): boolean => /^[a-z]/.test(user) && !GROUPS.test(user);

const GROUPS = /(?:containers?|clusters?|systems?|migration|sandbox(?:es)?)$/;

const sentences = (text: string): readonly string[] =>
  text
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph) => paragraph.replace(/\s+/g, ' ').split(/(?<=[.!?;])\s+/))
    .map((sentence) => sentence.trim());
