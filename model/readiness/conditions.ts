/** Named conditions, trees of them, and what would flip a verdict. */

export type Truth = 'holds' | 'fails' | 'unknown';

export interface Condition {
  readonly kind: 'leaf';
  /** Stable, so that two dates can be compared leaf by leaf. */
  readonly name: string;
  readonly state: Truth;
  /** In plain words, true to the state. */
  readonly sentence: string;
  /** Message-IDs and commits. */
  readonly evidence: readonly string[];
  /** If it fails: somebody objects, or no work on this feature can change it, so that waiting does not help. */
  readonly isBlocking: boolean;
  /** It is about the set or the strategy as a whole, and the same for every feature. */
  readonly isOfSet: boolean;
}

export type Tree = Condition | { readonly kind: 'all' | 'any'; readonly of: readonly Tree[] };

export const all = (...of: Tree[]): Tree => ({ kind: 'all', of });
export const any = (...of: Tree[]): Tree => ({ kind: 'any', of });

export function leaf(
  name: string,
  state: Truth | boolean,
  sentence: string,
  options: {
    readonly evidence?: readonly string[];
    readonly isBlocking?: boolean;
    readonly isOfSet?: boolean;
  } = {},
): Condition {
  const truth = typeof state === 'string' ? state : state ? 'holds' : 'fails';
  return {
    kind: 'leaf',
    name,
    state: truth,
    sentence,
    evidence: options.evidence ?? [],
    isBlocking: options.isBlocking ?? false,
    isOfSet: options.isOfSet ?? false,
  };
}

/** Kleene's logic: what is unknown stays unknown unless the rest decides. */
export function evaluate(tree: Tree): Truth {
  if (tree.kind === 'leaf') return tree.state;
  const states = tree.of.map(evaluate);
  const [decides, neutral] =
    tree.kind === 'all' ? (['fails', 'holds'] as const) : (['holds', 'fails'] as const);
  if (states.includes(decides)) return decides;
  return states.includes('unknown') ? 'unknown' : neutral;
}

export function leaves(tree: Tree): readonly Condition[] {
  return tree.kind === 'leaf' ? [tree] : tree.of.flatMap(leaves);
}

/** More sets than this nobody reads; the cheapest are kept. */
const MAX_FLIPS = 8;

/** The smallest sets of conditions that would have to hold for the tree to hold: fewest first, none within another. */
export function flips(tree: Tree): readonly (readonly string[])[] {
  return minimal(flipSets(tree)).slice(0, MAX_FLIPS);
}

function flipSets(tree: Tree): readonly (readonly string[])[] {
  if (tree.kind === 'leaf') return tree.state === 'holds' ? [[]] : [[tree.name]];
  const parts = tree.of.map(flipSets);
  if (tree.kind === 'any') return minimal(parts.flat());
  return parts.reduce<readonly (readonly string[])[]>(
    (sets, part) =>
      minimal(sets.flatMap((set) => part.map((more) => [...new Set([...set, ...more])].sort()))),
    [[]],
  );
}

function minimal(sets: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const ordered = [...sets].sort((a, b) => a.length - b.length || (a.join() < b.join() ? -1 : 1));
  const kept: (readonly string[])[] = [];
  for (const set of ordered) {
    if (!kept.some((small) => small.every((name) => set.includes(name)))) kept.push(set);
  }
  return kept;
}

export interface Verdict {
  readonly verdict: 'merge now' | 'not yet' | 'blocked';
  readonly holds: readonly Condition[];
  readonly fails: readonly Condition[];
  readonly unknown: readonly Condition[];
  /** Each entry is a set of condition names that would flip it to `merge now`. */
  readonly flip: readonly (readonly string[])[];
}

/** Blocked if something that fails, and that the tree needs, cannot be worked off. */
export function judge(tree: Tree): Verdict {
  const conditions = leaves(tree);
  const of = (state: Truth): readonly Condition[] => conditions.filter((one) => one.state === state);
  const isReached = evaluate(tree) === 'holds';
  const needed = flips(tree);
  const isBlocker = (name: string): boolean =>
    conditions.some((one) => one.name === name && one.state === 'fails' && one.isBlocking);
  const isBlocked = needed.every((set) => set.some(isBlocker));
  return {
    verdict: isReached ? 'merge now' : isBlocked ? 'blocked' : 'not yet',
    holds: of('holds'),
    fails: of('fails'),
    unknown: of('unknown'),
    flip: isReached ? [] : needed,
  };
}
