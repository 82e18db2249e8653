/** What a dossier says of each feature, gathered once: nobody goes through a list of thousands for each of them. */
import type { Blocker, Dossier, Feature, Position } from '../dossier/index.ts';

export type BlockerState = 'open' | 'answered' | 'resolved';
export type JudgedBlocker = Blocker & { readonly state: BlockerState };

export interface About {
  /** Users of the feature or of one of its variants, in the order of the dossier. */
  readonly users: readonly Dossier['users'][number][];
  /** On it, or on one of its variants. */
  readonly positions: readonly Position[];
  readonly blockers: readonly JudgedBlocker[];
  readonly questions: readonly Dossier['questions'][number][];
  readonly maintainers: readonly Dossier['stakeholders'][number][];
  /** Features that need it directly. */
  readonly neededBy: readonly Feature[];
}

/** @param positions the newest of each stakeholder on each target */
export function aboutFeatures(
  dossier: Dossier,
  positions: readonly Position[],
  blockers: readonly JudgedBlocker[],
): ReadonlyMap<string, About> {
  const said = Map.groupBy(positions, ({ on }) => on.feature);
  const asked = Map.groupBy(dossier.questions, ({ on }) => on);
  const blocked = groupByEach(blockers, ({ on }) => on);
  const maintained = groupByEach(dossier.stakeholders, ({ maintains }) => maintains);
  const needed = groupByEach(dossier.features, ({ requires }) => requires);
  const users = new Map(dossier.users.map((user, at) => [user.id, { user, at }]));
  const usersOf = (feature: Feature): About['users'] =>
    [...new Set([...feature.users.map(({ user }) => user), ...feature.variants.flatMap((one) => one.users)])]
      .flatMap((id) => users.get(id) ?? [])
      .sort((a, b) => a.at - b.at)
      .map(({ user }) => user);
  return new Map(
    dossier.features.map((feature) => [
      feature.id,
      {
        users: usersOf(feature),
        positions: said.get(feature.id) ?? [],
        blockers: blocked.get(feature.id) ?? [],
        questions: asked.get(feature.id) ?? [],
        maintainers: maintained.get(feature.id) ?? [],
        neededBy: needed.get(feature.id) ?? [],
      },
    ]),
  );
}

/** Each value under every key that it has; a key that it names twice has it once. */
function groupByEach<T>(
  values: readonly T[],
  keysOf: (value: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values)
    for (const key of new Set(keysOf(value))) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  return groups;
}
