/**
 * Mails that say where a patch went: "applied, thanks", `b4 ty`, robots of trees and of Patchwork, -mm's "added to" and
 * "removed from", pull requests taken. What they say is kept as they say it; which patch it is about is told later.
 *
 * Mistakes accepted: who says "merged" of another patch than the one answered to, in the words of one who merges this
 * one, is believed; who announces in a sentence of another build is not heard.
 */
import type { AnnouncedPatch, Announcement } from '../../model/facts/index.ts';

interface Told {
  readonly subject: string;
  readonly isReply: boolean;
  /** n of the subject's `n/N`. */
  readonly n: number | null;
  readonly title: string;
  readonly text: string;
  /** The writer's own lines. */
  readonly own: readonly string[];
}

const MAX_TEXT = 20_000;
const NOTHING = {
  tree: '',
  patches: [] as readonly AnnouncedPatch[],
  isWhole: false,
  isWeak: false,
} as const;

/** Null for a mail that announces nothing. */
export function announcementOf(told: Told): Announcement | null {
  const mail = { ...told, text: told.text.slice(0, MAX_TEXT) };
  return fromRobot(mail) ?? (mail.isReply ? fromPerson(mail) : null);
}

/** A robot's own opening; `Subject:` stands for the mails of -mm, where the title is inside. */
function fromRobot({ subject, title, text }: Told): Announcement | null {
  const tip =
    /^The following commit has been merged into the (\S+) branch of (\w+):\s+Commit-ID:\s+([0-9a-f]{40})/m.exec(
      text,
    );
  if (tip) {
    const patches = [{ n: null, title: title.replace(/^\[tip: ?[^\]]*\] ?/, ''), commit: tip[3]! }];
    return { ...NOTHING, kind: 'queued', tree: `${tip[2]} ${tip[1]}`, patches };
  }
  const mm =
    /^The (?:quilt )?patch titled\s+(?:Subject: )?(.+(?:\n {5,}.+)*)\nhas been (added to|removed from) the (-mm\b[^.\n]*?)(?: tree| branch)?\./m.exec(
      text,
    );
  if (mm) {
    const patches = [{ n: null, title: mm[1]!.replace(/\s+/g, ' ').trim(), commit: null }];
    return {
      ...NOTHING,
      kind: mm[2] === 'added to' ? 'queued' : leftMm(subject, text),
      tree: '-mm',
      patches,
    };
  }
  const added =
    /^this is a note to let you know that i(?:'|\u2019)?(?:ve| have) just added the patch titled\s+(?:Subject: )?(.+)\s+to my (\S+) git tree/im.exec(
      text,
    );
  if (added)
    return {
      ...NOTHING,
      kind: 'queued',
      tree: added[2]!,
      patches: [{ n: null, title: added[1]!.trim(), commit: null }],
    };
  const pull =
    /^The pull request you sent on [^\n]+:\s+(?:> [^\n]*\n\s*)*has been merged into (\S+?):\s+\S+\/c(?:ommit)?\/([0-9a-f]{12,40})/m.exec(
      text,
    );
  if (pull) return { ...NOTHING, kind: 'merged', tree: pull[1]!, isWhole: true, patches: [] };
  const asked = /^are available in the [Gg]it repository at:\s+(\S+)/m.exec(text);
  if (asked) return { ...NOTHING, kind: 'requested', tree: asked[1]!, patches: shortlog(text) };
  const patchwork = /^This (?:series|patch|pull request) was applied to (\S+)(?: \((\S+)\))?\s+by /m.exec(
    text,
  );
  if (patchwork)
    return {
      ...NOTHING,
      kind: isMainline(patchwork[1]!) ? 'merged' : 'queued',
      tree: [patchwork[1], patchwork[2]].filter(Boolean).join(' '),
      isWhole: true,
      patches: listed(text),
    };
  return null;
}

/** The titles of git-shortlog(1), as git-request-pull(1) prints it. */
function shortlog(text: string): readonly AnnouncedPatch[] {
  const titles: string[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    if (/^\S.* \(\d+\):$/.test(line)) isInside = true;
    else if (!line.startsWith('      ')) isInside &&= line === '';
    else if (isInside) titles.push(line.trim());
  }
  return titles.map((title) => ({ n: null, title, commit: null }));
}

/** -mm says in the subject's tag why a patch left it. Merged into another branch of mm is still on its way. */
function leftMm(subject: string, text: string): Announcement['kind'] {
  if (!/^\[(?:merged|mm-merged)/i.test(subject)) return 'dropped';
  return /because it was merged into (?:mainline|Linus)/i.test(text) ? 'merged' : 'queued';
}

const isMainline = (tree: string): boolean => /\btorvalds\/|\bmainline\b|\blinus(?:'s?)?\b/i.test(tree);

/** `[1/3] title` with a commit in the next lines, as b4 ty and Patchwork's robot list what was applied. */
function listed(text: string): readonly AnnouncedPatch[] {
  const item =
    /^[ \t]*(?:- )?\[(?:[^\]\n]*?[, ])?(\d+)\/\d+\][ \t]+(.+(?:\n[ \t]{6,}(?!https?:|commit:|\(no commit)\S.*)*)\n[ \t]+(?:commit: ([0-9a-f]{12,40})|https?:\S+?([0-9a-f]{12,40})\/?[ \t]*$|\(no commit)?/gm;
  return [...text.matchAll(item)].map((match) => ({
    n: Number(match[1]),
    title: match[2]!.replace(/\s+/g, ' ').trim(),
    commit: match[3] ?? match[4] ?? null,
  }));
}

/** What of the answered thing somebody took. */
const PARTICIPLE = /\b(applied|merged|pushed|queued|pulled|committed|picked|taken)\b/i;
/** Before the word, any of these makes it a plan, a wish, a condition, a denial, or another's patch. */
const NOT_DONE =
  /\b(?:once|when|if|before|until|unless|after|will|would|can|could|should|shall|please|may|might|must|not|never|hope|hoping|hopefully|to be|be|gets?|getting|going|wants?|needs?|whether|soon|other|another|previous|being|you have|you've|your \w+ was|ready|(?<!-)next|tomorrow|later|I'll|we'll|let me|which|what|who|that I)\b|n't\b/i;
/** Anywhere in the sentence: a place of one's own, or long ago. */
const ELSEWHERE =
  /\b(?:wip|testing|tests? run|my (?:github|fork|branch|main branch|local)|locally|cleanly|ago|on top of|kernel \d)\b/i;
const OBJECT = String.raw`(?:(?:the|this|these|whole|entire|full|both|all|all of|it|them|first|rest of|remaining|one|two|three|\d[\d/,&\- ]*|patch(?:es)?|patch ?-?sets?|series|set|v\d+|request|commits?)\b\s*)+`;
/** "Applied …", "Good, fixed and merged …", "the whole series applied": nobody else did it. */
const BARE =
  /^(?:(?:ok(?:ay)?|good|great|fine|nice|fyi|and|so|now|anyway|finally|done|indeed|also|thanks|thank you|both|all|pull|therefore|already) )*(?:\w+ed (?:and|&) )?(?:(?:patch(?:es)?|patch ?-?set|series|set|commit|both patches|all patches|the (?:whole )?(?:series|patch(?:set|es)?))\s*(?:\([^)]*\) ?)?(?:now )?)?(?:applied|merged|pushed|queued|pulled|committed|picked up|taken)\b/i;
const FIRST =
  /\b(?:I|we)(?:'ve|\u2019ve| have)?(?: (?:just|now|also|already|finally|went ahead and))* (?:applied|merged|pushed|queued|pulled|committed|picked|taken|took)\b/i;
/** "I fixed the typo and pushed", at the end of what is said. */
const LASTLY = /\b(?:and|therefore|thus)(?: I)? (?:applied|merged|pushed)$/i;
const PASSIVE =
  /^(?:(?:this|the|your|these)(?: whole)? (?:patch ?-?(?:es|set)?|series)|this|it|patch(?:es|set)?)(?: (?:is|are|was|were|has been|have been))(?: (?:now|just))? (?:applied|merged|pushed|queued)\b/i;
const SITTING =
  /\b(?:it|this|the series|series|patch(?:es)?)(?:'s| is| are)(?: now)? (?:sitting |queued )?in (?:linux-next|-next)\b/i;
/** What may follow the word. */
const FOLLOWS = new RegExp(
  String.raw`^\s*(?:$|[.!,;:)(\-]|(?:up\b\s*)?${OBJECT}(?:(?:up|now|as|to|in|into|with|for|and|patch)\b|$|[.!,;:)(\-<])|up\s*(?:$|[.!,;:]|now\b)|(?:thanks|thank you|thx|cheers|to|into|in|with|as|for|now|already|and (?:pushed|merged|queued|fixed|will|should|sent)|also|upstream|by me)\b)`,
  'i',
);

/** A person's answer: only what stands in one sentence of the writer's own. */
function fromPerson({ n, subject, own, text }: Told): Announcement | null {
  const body = own.join('\n').replace(/^-- ?\n[\s\S]*$/m, '');
  const patches = listed(body);
  const isSubset = /^re: *\(subset\)/i.test(subject);
  for (const sentence of sentences(body)) {
    const found = saysDone(sentence);
    if (found === null) continue;
    const numbers = patches.length > 0 ? patches : numbersIn(sentence, n);
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

function saysDone(sentence: string): { readonly isWeak: boolean } | null {
  if (sentence.endsWith('?') || ELSEWHERE.test(sentence)) return null;
  if (SITTING.test(sentence) && !NOT_DONE.test(sentence)) return { isWeak: true };
  const isTo = /^applied[ -]to\b/i.test(sentence);
  const clauses = sentence.split(/[,;:!]\s+| [-–—]+ |\bbut\b/);
  let before = '';
  for (const raw of clauses) {
    const clause = raw.trim();
    const word = PARTICIPLE.exec(clause);
    const isForm =
      BARE.test(clause) ||
      FIRST.test(clause) ||
      LASTLY.test(clause.replace(/[.!]+$/, '')) ||
      PASSIVE.test(clause);
    if (word && isForm && !NOT_DONE.test(before + clause.slice(0, word.index))) {
      const rest = clause.slice(word.index + word[0].length);
      if (isTo || FOLLOWS.test(rest)) {
        const isPlain =
          /\b(?:series|patch(?:es)?|patch ?-?set)\b/i.test(clause) || /^(?:merged|pushed)$/i.test(word[1]!);
        return { isWeak: !isPlain };
      }
    }
    before += `${clause} `;
  }
  return null;
}

const WORDS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };
const MAX_PATCHES = 200;

/**
 * "Applied 1-6", "patches 1, 2 and 4", "the first two patches", "patch 3/5", "up to this one".
 * @param answered the number of the patch that is answered, which "up to this one" goes by
 */
function numbersIn(sentence: string, answered: number | null): readonly AnnouncedPatch[] {
  const upTo = /\bup to (?:and including )?(?:(?:patch )?#?(\d+)(?:\/\d+)?\b|(?:this|here)\b)/i.exec(
    sentence,
  );
  const last = Number(upTo?.[1] ?? (upTo ? answered : 0));
  if (last > 0 && last < MAX_PATCHES) return range(1, last);
  const first = /\bfirst (\w+) patch/i.exec(sentence);
  const count = first ? (WORDS[first[1]!.toLowerCase()] ?? Number(first[1])) : 0;
  if (count > 0 && count < MAX_PATCHES) return range(1, count);
  const list =
    /\b(?:applied|merged|queued|pushed|patch(?:es)?)\s+#?((?:\d+(?:\/\d+)?(?:\s*(?:-|to|,|and|&)\s*#?)?)+)(?![\w.])/i.exec(
      sentence,
    );
  if (!list) return [];
  return [...list[1]!.replace(/\/\d+/g, '').matchAll(/(\d+)(?:\s*(?:-|to)\s*#?(\d+))?/g)]
    .flatMap(([, from, to]) => range(Number(from), Math.min(Number(to ?? from), MAX_PATCHES)))
    .filter(({ n }) => n !== null && n > 0 && n < MAX_PATCHES);
}

const range = (from: number, to: number): readonly AnnouncedPatch[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => ({
    n: from + at,
    title: null,
    commit: null,
  }));

/** The tree it went to, as the mail names it; empty where it does not. */
function treeIn(sentence: string, body: string): string {
  const branch = /\bto (?:the )?(\S+) branch of (?:the )?(\S+?)(?: tree)?[.\s]/i.exec(`${sentence} `);
  if (branch) return `${branch[2]} ${branch[1]}`;
  const named =
    /\b(?:to|into|in) (?:the |my |our )?([\w.-]+\/[\w./-]*\w|linux-next|mainline|Linus'? tree|(?!(?:my|the|our|his) )[\w-]+(?: tree|\.git))/i.exec(
      sentence,
    );
  if (named && !/^(?:n\/a|and\/or)$/i.test(named[1]!)) return named[1]!;
  const url =
    /https?:\/\/git\.kernel\.org\/(?:pub\/scm\/[\w/]*?\/git\/)?([\w-]+\/[\w.-]+?\.git)\S*?(?:h=([\w./-]+))?(?=[\s>)]|$)(?:[ \t]+([\w./-]+)$)?/m.exec(
      body,
    );
  return url ? [url[1], url[2] ?? url[3]].filter(Boolean).join(' ') : '';
}
