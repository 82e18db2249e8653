/**
 * Who looks after a file or a patch, and why: the rules of the kernel's scripts/get_maintainer.pl, without its look into
 * git's history.
 */
import { type Mailbox, personKey } from '../facts/index.ts';
import type { Subsystem } from './parse.ts';

/** Which line of a section made it count. */
export interface Why {
  readonly section: string;
  readonly status: string;
  /** As it stands there: `F: kernel/nsproxy.c`. */
  readonly pattern: string;
  /** What it matched: a path, or the changed line for K:. */
  readonly matched: string;
}

export interface Keeper extends Mailbox {
  readonly role: 'maintainer' | 'reviewer';
  readonly why: readonly Why[];
}

export interface KeepersList {
  readonly address: string;
  readonly note: string;
  readonly why: readonly Why[];
}

export interface Keepers {
  /** Those of the closest patterns first. */
  readonly people: readonly Keeper[];
  readonly lists: readonly KeepersList[];
  /** The sections, closest first; a catch-all like `THE REST` only if nobody else looks after it. */
  readonly subsystems: readonly string[];
}

interface Found {
  readonly section: Subsystem;
  readonly depth: number;
  readonly why: Why;
}

/** @param changed for K: the lines of a patch's message, and those that it adds and removes */
export function keepersOf(
  sections: readonly Subsystem[],
  files: readonly string[],
  changed: readonly string[] = [],
): Keepers {
  const found = sections.flatMap((section) => [
    ...files.flatMap((file) => fileMatch(section, file) ?? []),
    ...keywordMatch(section, changed),
  ]);
  const ordered = found.sort((a, b) => b.depth - a.depth);
  const special = ordered.filter(({ section }) => !isCatchAll(section));
  // As get_maintainer.pl leaves the chief penguin out: what nobody looks after has a list, and no maintainer.
  const keepers = people(special);
  const counting = special.some(({ section }) => section.maintainers.length > 0) ? special : ordered;
  return {
    people: keepers,
    lists: lists(ordered).filter(({ address }) => !keepers.some(({ email }) => email === address)),
    subsystems: [...new Set(counting.map(({ section }) => section.name))],
  };
}

// A star and a star with a slash: THE REST, whose list gets everything.
const isCatchAll = ({ files, names, keywords }: Subsystem): boolean =>
  names.length + keywords.length === 0 &&
  files.length > 0 &&
  files.every((one) => one === '*' || one === '*/');

function fileMatch(section: Subsystem, file: string): Found | null {
  if (section.excluded.some((pattern) => fitsPattern(pattern, file))) return null;
  const hits = section.files.filter((pattern) => fitsPattern(pattern, file));
  const name = section.names.find((pattern) => regular(pattern)?.test(file));
  if (hits.length === 0)
    return name === undefined ? null : { section, depth: 0, why: whyOf(section, `N: ${name}`, file) };
  const closest = hits.toSorted((a, b) => depthOf(b) - depthOf(a))[0]!;
  // The last line that matches tells how close a section is, and N: stands behind F: there.
  const depth = name === undefined ? depthOf(hits.at(-1)!) : 0;
  return { section, depth, why: whyOf(section, `F: ${closest}`, file) };
}

const whyOf = ({ name, status }: Subsystem, pattern: string, matched: string): Why => ({
  section: name,
  status,
  pattern,
  matched,
});

/** A longer line is data. */
const MAX_LINE = 500;

function keywordMatch(section: Subsystem, changed: readonly string[]): readonly Found[] {
  return section.keywords.flatMap((pattern) => {
    const expression = regular(pattern);
    const line = expression && changed.find((one) => one.length <= MAX_LINE && expression.test(one));
    return line ? [{ section, depth: 0, why: whyOf(section, `K: ${pattern}`, line.trim()) }] : [];
  });
}

/**
 * `dir/` is everything below it; without the slash at its end a pattern must have as many slashes as the file, so that
 * `dir/*` is the files of just that directory. A directory named without its slash means what is below it, too.
 */
export function fitsPattern(pattern: string, file: string): boolean {
  if (pattern.endsWith('/')) return glob(pattern).test(file);
  if (!/[*?]/.test(pattern) && file.startsWith(`${pattern}/`)) return true;
  return (pattern.includes('**') || slashes(pattern) === slashes(file)) && glob(pattern).test(file);
}

const slashes = (text: string): number => text.split('/').length - 1;

/** Deeper is closer; a file closer than its directory, a pattern that begins with a wildcard last. */
function depthOf(pattern: string): number {
  if (pattern.startsWith('*')) return -1;
  return slashes(pattern) + (pattern.endsWith('/') ? 0 : 1);
}

const globs = new Map<string, RegExp>();

/** From the beginning of the path, as get_maintainer.pl has it: `kernel/fork` is also `kernel/fork.c`. */
function glob(pattern: string): RegExp {
  const known = globs.get(pattern);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/[*]+/g, '.*')
    .replace(/\?/g, '.');
  const made = new RegExp(`^${source}`);
  globs.set(pattern, made);
  return made;
}

const expressions = new Map<string, RegExp | null>();
/** A longer one would take its time. */
const MAX_EXPRESSION = 200;

/** Perl's, with /x: white space means nothing, and `(?i)` in front is a flag. Null where JavaScript does not know it. */
function regular(pattern: string): RegExp | null {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  let made: RegExp | null = null;
  try {
    const source = pattern.replace(/(?<!\\)\s+/g, '');
    const isCaseless = source.startsWith('(?i)');
    if (pattern.length <= MAX_EXPRESSION)
      made = isCaseless ? new RegExp(source.slice(4), 'i') : new RegExp(source);
  } catch {
    made = null;
  }
  expressions.set(pattern, made);
  return made;
}

function people(found: readonly Found[]): readonly Keeper[] {
  const keepers = new Map<string, { -readonly [K in keyof Keeper]: Keeper[K] }>();
  for (const { section, why } of found)
    for (const role of ['maintainer', 'reviewer'] as const)
      for (const one of role === 'maintainer' ? section.maintainers : section.reviewers) {
        const key = personKey(one);
        const known = keepers.get(key);
        if (known) {
          known.why = withWhy(known.why, why);
          if (role === 'maintainer') known.role = role;
        } else keepers.set(key, { ...one, role, why: [why] });
      }
  return [...keepers.values()];
}

function lists(found: readonly Found[]): readonly KeepersList[] {
  const known = new Map<string, { -readonly [K in keyof KeepersList]: KeepersList[K] }>();
  for (const { section, why } of found)
    for (const { address, note } of section.lists) {
      const one = known.get(address);
      if (one) one.why = withWhy(one.why, why);
      else known.set(address, { address, note, why: [why] });
    }
  return [...known.values()];
}

/** One reason a section is enough. */
const withWhy = (all: readonly Why[], why: Why): readonly Why[] =>
  all.some(({ section }) => section === why.section) ? all : [...all, why];
