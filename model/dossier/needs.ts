/**
 * "We need this for CRIU": who says in a reply that they would use a feature, and what for. English only, and only ever
 * proposed to a person.
 *
 * Mistakes accepted: a need told in other words is not found; "I need this for debugging" is taken for a user.
 */

export interface Need {
  /** What it is needed for, as written: `CRIU`. */
  readonly user: string;
  /** The words that say so: an anchor. */
  readonly words: string;
}

const NEED =
  /\b(?:[Ww]e|I|[Tt]hey)(?:'d|'re)? (?:\w+ ){0,2}?(?:need|require|use|want|using|rely on|depend on) (?:this|it|that|these|them)(?: \w+)? (?:for|in|at|with) (?<article>(?:my|our|the|a|an) )?(?<user>[A-Za-z][\w+.-]*(?: (?:[A-Z][\w+.-]*|containers?|clusters?|systems?|migration|sandbox(?:es)?)){0,3})/;

/** After these nothing is named. */
const NAMES_NOTHING = new Set(
  'this that these those it all any now order case cases fact addition general both each some every example and at one place places'.split(
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
