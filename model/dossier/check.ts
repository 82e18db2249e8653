/** What a schema cannot say of a dossier: ids that lead nowhere or stand twice, circles, who may resolve a blocker. */
import { LIST } from './consensus.ts';
import type { Path } from './lines.ts';
import type { Dossier } from './schema.ts';

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

export function checkReferences(dossier: Dossier): Problem[] {
  const problems: Problem[] = [];
  const known = {
    stakeholder: ids(dossier.stakeholders, ['stakeholders'], problems),
    user: ids(dossier.users, ['users'], problems),
    feature: ids(dossier.features, ['features'], problems),
  };
  ids(dossier.blockers, ['blockers'], problems);
  ids(dossier.questions, ['questions'], problems);
  dossier.features.forEach(({ variants }, at) => ids(variants, ['features', at, 'variants'], problems));
  for (const { kind, id, path } of references(dossier)) {
    if (!known[kind].has(id)) problems.push({ path, message: `there is no ${kind} '${id}'` });
  }
  const features = new Map(dossier.features.map((one) => [one.id, one]));
  if (features.has(LIST))
    problems.push({ path: ['features'], message: `'${LIST}' means the list as a whole` });
  dossier.positions.forEach(({ on }, at) => {
    const { variant } = on;
    const of = features.get(on.feature ?? '');
    if (variant !== undefined && !of?.variants.some(({ id }) => id === variant))
      problems.push({
        path: ['positions', at, 'on', 'variant'],
        message: `name its feature too, which has to have a variant '${variant}'`,
      });
  });
  dossier.blockers.forEach((_, at) => checkResolved(dossier, at, problems));
  dossier.questions.forEach((question, at) =>
    question.favours.forEach(({ option }, n) => {
      if (!question.options.some(({ id }) => id === option))
        problems.push({ path: ['questions', at, 'favours', n], message: `there is no option '${option}'` });
    }),
  );
  const cycle = findCycle(dossier);
  if (cycle)
    problems.push({
      path: ['features', dossier.features.findIndex(({ id }) => id === cycle[0]), 'requires'],
      message: `goes in a circle: ${cycle.join(' → ')}; one of them has to do without`,
    });
  return problems;
}

/** Keys whose value is the id of something that stands elsewhere in the dossier. */
const REFERS = {
  by: 'stakeholder',
  raisedBy: 'stakeholder',
  stakeholder: 'stakeholder',
  user: 'user',
  partOf: 'user',
  feature: 'feature',
  requires: 'feature',
  maintains: 'feature',
  on: 'feature',
} as const;

interface Reference {
  readonly kind: 'stakeholder' | 'user' | 'feature';
  readonly id: string;
  readonly path: Path;
}

/** Every id that refers to something, and where it stands. */
function references(dossier: Dossier): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (value: unknown, path: Path, kind: Reference['kind'] | null): void => {
    if (typeof value === 'string') {
      if (kind !== null) found.push({ kind, id: value, path });
    } else if (Array.isArray(value)) {
      value.forEach((one, at) => visit(one, [...path, at], kind));
    } else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], kindOf(key, path));
    }
  };
  visit(dossier, [], null);
  return found;
}

/** `users` holds ids only in a variant: elsewhere it holds users themselves. */
function kindOf(key: string, path: Path): Reference['kind'] | null {
  if (key === 'users' && path.includes('variants')) return 'user';
  return Object.hasOwn(REFERS, key) ? REFERS[key as keyof typeof REFERS] : null;
}

/** Whoever raised a blocker, a maintainer of the place, or a commit resolves it; nobody else does (DOMAIN.md). */
function checkResolved(dossier: Dossier, at: number, problems: Problem[]): void {
  const { resolved, raisedBy, on } = dossier.blockers[at]!;
  if (!resolved || resolved.evidence.commit !== undefined || resolved.by === raisedBy) return;
  const who = dossier.stakeholders.find(({ id }) => id === resolved.by);
  if (who?.maintains.some((id) => on.includes(id))) return;
  problems.push({
    path: ['blockers', at, 'resolved'],
    message: `only ${raisedBy}, who raised it, a maintainer of ${on.join(', ')} (maintains:) or a commit can resolve it`,
  });
}

function ids(list: readonly { readonly id: string }[], path: Path, problems: Problem[]): ReadonlySet<string> {
  const seen = new Set<string>();
  list.forEach(({ id }, at) => {
    if (seen.has(id))
      problems.push({
        path: [...path, at, 'id'],
        message: `'${id}' is there twice; give one of them another id`,
      });
    seen.add(id);
  });
  return seen;
}

/** The features of one circle, the first again at the end. A chain of thousands needs no deep stack. */
function findCycle({ features }: Dossier): readonly string[] | null {
  const requires = new Map(features.map((feature) => [feature.id, feature.requires]));
  const done = new Set<string>();
  for (const start of requires.keys()) {
    const path: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const needed = done.has(top.id) ? undefined : requires.get(top.id)?.[top.next++];
      if (needed === undefined) {
        done.add(top.id);
        onPath.delete(top.id);
        path.pop();
      } else if (onPath.has(needed)) {
        const ids = path.map(({ id }) => id);
        return [...ids.slice(ids.indexOf(needed)), needed];
      } else {
        path.push({ id: needed, next: 0 });
        onPath.add(needed);
      }
    }
  }
  return null;
}
