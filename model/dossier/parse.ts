/** YAML text → dossier, or errors that name line and field. */
import { type Document, LineCounter, parseDocument } from 'yaml';
import { InputError } from '../facts/index.ts';
import { type Dossier, dossierSchema } from './schema.ts';

/** @throws InputError with one line a problem */
export function parseDossier(text: string, file: string): Dossier {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax)
    throw new InputError(`${file}:${lines.linePos(syntax.pos[0]).line}`, syntax.message.split('\n')[0]!);
  const result = dossierSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  const problems: Problem[] = result.success
    ? checkReferences(result.data)
    : result.error.issues.map(({ path, message }) => ({
        path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
        message,
      }));
  if (result.success && problems.length === 0) return result.data;
  const [first, ...more] = problems.map((problem) => ({
    line: lineOf(document, lines, problem.path),
    problem,
  }));
  const say = ({ line, problem }: NonNullable<typeof first>): string =>
    `${file}:${line}: ${problem.path.join('.') || 'dossier'}: ${problem.message}`;
  throw new InputError(
    `${file}:${first!.line}`,
    [`${first!.problem.path.join('.') || 'dossier'}: ${first!.problem.message}`, ...more.map(say)].join('\n'),
  );
}

interface Problem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The line of a field, or of the nearest thing above it that stands in the file. */
function lineOf(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function checkReferences(dossier: Dossier): Problem[] {
  const problems: Problem[] = [];
  const known = {
    stakeholder: ids(dossier.stakeholders, 'stakeholders', problems),
    user: ids(dossier.users, 'users', problems),
    feature: ids(dossier.features, 'features', problems),
  };
  ids(dossier.blockers, 'blockers', problems);
  const check = (kind: keyof typeof known, id: string | undefined, ...path: (string | number)[]): void => {
    if (id !== undefined && !known[kind].has(id))
      problems.push({ path, message: `there is no ${kind} '${id}'` });
  };
  dossier.features.forEach((feature, at) => {
    feature.requires.forEach((id, n) => check('feature', id, 'features', at, 'requires', n));
    feature.users.forEach(({ user }, n) => check('user', user, 'features', at, 'users', n, 'user'));
    feature.variants.forEach((variant, v) =>
      variant.users.forEach((user, n) => check('user', user, 'features', at, 'variants', v, 'users', n)),
    );
  });
  dossier.positions.forEach((position, at) => {
    check('stakeholder', position.stakeholder, 'positions', at, 'stakeholder');
    check('feature', position.on.feature, 'positions', at, 'on', 'feature');
    const of = dossier.features.find(({ id }) => id === position.on.feature);
    const { variant } = position.on;
    if (variant !== undefined && !of?.variants.some(({ id }) => id === variant))
      problems.push({
        path: ['positions', at, 'on', 'variant'],
        message: `name its feature too, which has to have a variant '${variant}'`,
      });
  });
  dossier.blockers.forEach((blocker, at) => {
    check('stakeholder', blocker.raisedBy, 'blockers', at, 'raisedBy');
    blocker.on.forEach((id, n) => check('feature', id, 'blockers', at, 'on', n));
    checkResolved(dossier, at, problems);
  });
  dossier.stakeholders.forEach(({ maintains }, at) =>
    maintains.forEach((id, n) => check('feature', id, 'stakeholders', at, 'maintains', n)),
  );
  dossier.questions.forEach((question, at) => {
    check('feature', question.on, 'questions', at, 'on');
    question.favours.forEach(({ by, option }, n) => {
      check('stakeholder', by, 'questions', at, 'favours', n, 'by');
      if (!question.options.some(({ id }) => id === option))
        problems.push({ path: ['questions', at, 'favours', n], message: `there is no option '${option}'` });
    });
  });
  const cycle = findCycle(dossier);
  if (cycle)
    problems.push({ path: ['features'], message: `requires goes in a circle: ${cycle.join(' → ')}` });
  return problems;
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

function ids(
  list: readonly { readonly id: string }[],
  name: string,
  problems: Problem[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  list.forEach(({ id }, at) => {
    if (seen.has(id)) problems.push({ path: [name, at, 'id'], message: `'${id}' is there twice` });
    seen.add(id);
  });
  return seen;
}

function findCycle(dossier: Dossier): readonly string[] | null {
  const requires = new Map(dossier.features.map((feature) => [feature.id, feature.requires]));
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): readonly string[] | null => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return null;
    done.add(id);
    for (const next of requires.get(id) ?? []) {
      const cycle = visit(next, [...path, id]);
      if (cycle) return cycle;
    }
    return null;
  };
  for (const id of requires.keys()) {
    const cycle = visit(id, []);
    if (cycle) return cycle;
  }
  return null;
}
