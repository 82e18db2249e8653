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

const OPPOSITE = { holds: 'fails', fails: 'holds', unknown: 'unknown' } as const satisfies Record<
  Truth,
  Truth
>;

/**
 * What must not be. It reaches down to the leaves (De Morgan), so that each is still a condition that is wanted, with
 * the sentence that was true before: `not set-only` fails, since "it only makes sense within the whole set".
 */
export function not(tree: Tree): Tree {
  if (tree.kind !== 'leaf') return { kind: tree.kind === 'all' ? 'any' : 'all', of: tree.of.map(not) };
  const name = tree.name.startsWith('not ') ? tree.name.slice('not '.length) : `not ${tree.name}`;
  return { ...tree, name, state: OPPOSITE[tree.state] };
}

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

export function leaves(tree: Tree, found: Condition[] = []): readonly Condition[] {
  if (tree.kind === 'leaf') found.push(tree);
  else for (const one of tree.of) leaves(one, found);
  return found;
}

/** More sets than this nobody reads; the cheapest are kept. */
const MAX_FLIPS = 8;

/**
 * The smallest sets of conditions that would have to hold for the tree to hold, none within another. Cheapest first:
 * fewest conditions, then fewest that somebody stands against, then fewest that fail rather than are unknown.
 */
export function flips(tree: Tree): readonly (readonly string[])[] {
  const byName = new Map(leaves(tree).map((one) => [one.name, one]));
  const count = (set: readonly string[], is: (one: Condition) => boolean): number =>
    set.filter((name) => is(byName.get(name)!)).length;
  const cost = (set: readonly string[]): readonly number[] => [
    set.length,
    count(set, (one) => one.isBlocking),
    count(set, (one) => one.state === 'fails'),
  ];
  return minimal(flipSets(tree))
    .map((set) => ({ set, cost: cost(set) }))
    .sort((a, b) => compare(a.cost, b.cost) || (a.set.join() < b.set.join() ? -1 : 1))
    .slice(0, MAX_FLIPS)
    .map(({ set }) => set);
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, at) => value - b[at]!).find((difference) => difference !== 0) ?? 0;

function flipSets(tree: Tree): readonly (readonly string[])[] {
  if (tree.kind === 'leaf') return tree.state === 'holds' ? [[]] : [[tree.name]];
  const parts = tree.of.map(flipSets);
  if (tree.kind === 'any') return minimal(parts.flat());
  // Where there is no choice, as with a leaf, all that is asked for is in each set.
  const asked = union(parts.filter((part) => part.length === 1).flat(2));
  return parts
    .filter((part) => part.length !== 1)
    .reduce<readonly (readonly string[])[]>(
      (sets, part) => minimal(sets.flatMap((set) => part.map((more) => union([...set, ...more])))),
      [asked],
    );
}

const union = (names: readonly string[]): readonly string[] => [...new Set(names)].sort();

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

export function judge(tree: Tree): Verdict {
  const conditions = [...new Map(leaves(tree).map((one) => [`${one.state} ${one.name}`, one])).values()];
  const of = (state: Truth): readonly Condition[] => conditions.filter((one) => one.state === state);
  const isReached = evaluate(tree) === 'holds';
  return {
    verdict: isReached ? 'merge now' : canBeWorkedOff(tree) ? 'not yet' : 'blocked',
    holds: of('holds'),
    fails: of('fails'),
    unknown: of('unknown'),
    flip: isReached ? [] : flips(tree),
  };
}

/** Is there a way on which nothing stands that waiting and working do not change? */
export function canBeWorkedOff(tree: Tree): boolean {
  if (tree.kind === 'leaf') return tree.state !== 'fails' || !tree.isBlocking;
  return tree.kind === 'all' ? tree.of.every(canBeWorkedOff) : tree.of.some(canBeWorkedOff);
}
