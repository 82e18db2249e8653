/** YAML text → dossier, or errors that name line and field. */
import { load } from 'js-yaml';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { InputError } from '../facts/index.ts';
import { checkReferences, type Problem } from './check.ts';
import { lineIn } from './lines.ts';
import { type Dossier, dossierSchema } from './schema.ts';

/** @throws InputError with one line a problem */
export function parseDossier(text: string, file: string): Dossier {
  return readQuickly(text) ?? readWithLines(text, file);
}

/** `&name`: what it stands for may be written out as often as a file likes, so such files take the way that counts. */
const ANCHOR = /(?:^|[\s,:[{-])&\S/;

/**
 * Null where something is wrong, or may be: then the reader that knows of lines has to look again. It takes ten times as
 * long, a second for every two thousand features.
 */
function readQuickly(text: string): Dossier | null {
  if (ANCHOR.test(text)) return null;
  let value: unknown;
  try {
    value = load(text);
  } catch {
    return null;
  }
  const result = dossierSchema.safeParse(value);
  return result.success && checkReferences(result.data).length === 0 ? result.data : null;
}

function readWithLines(text: string, file: string): Dossier {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [syntax] = document.errors;
  if (syntax)
    throw new InputError(`${file}:${lines.linePos(syntax.pos[0]).line}`, syntaxProblem(syntax.message));
  const result = dossierSchema.safeParse(contentOf(document, file));
  const problems: Problem[] = result.success
    ? checkReferences(result.data)
    : result.error.issues.flatMap(problemsOf);
  if (result.success && problems.length === 0) return result.data;
  const [first, ...more] = problems.map((problem) => ({
    line: lineIn(document, lines, problem.path),
    problem,
  }));
  const say = ({ line, problem }: NonNullable<typeof first>): string =>
    `${file}:${line}: ${problem.path.join('.') || 'dossier'}: ${problem.message}`;
  throw new InputError(
    `${file}:${first!.line}`,
    [`${first!.problem.path.join('.') || 'dossier'}: ${first!.problem.message}`, ...more.map(say)].join('\n'),
  );
}

type Issue = NonNullable<ReturnType<typeof dossierSchema.safeParse>['error']>['issues'][number];

/** What is wrong in the words of somebody who writes a dossier, and what to do. */
function problemsOf(issue: Issue): readonly Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: 'there is no such key here; docs/dossier.md lists those there are',
    }));
  if (issue.code === 'invalid_value')
    return [
      { path, message: `has to be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}` },
    ];
  if (path.length === 0 && issue.code === 'invalid_type')
    return [{ path, message: "no dossier; one begins with 'mergeready: 1', as docs/dossier.md shows" }];
  return [{ path, message: issue.code === 'invalid_type' ? wrongKind(issue) : issue.message }];
}

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list, in [ ] or with a dash before each entry',
  object: 'a map of keys, in { }, as docs/dossier.md shows',
  boolean: 'true or false',
  string: 'text, in quotes where it looks like a number, true or nothing',
  number: 'a number',
  int: 'a whole number',
};

/** Zod says `Invalid input: expected array, received object`. */
function wrongKind({ expected, message }: Extract<Issue, { readonly code: 'invalid_type' }>): string {
  if (message.endsWith('received undefined')) return 'it is missing';
  return `has to be ${KINDS[expected] ?? expected}`;
}

const MAX_ALIASES = 100;

/** @throws InputError where aliases stand for more than anybody writes */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw new InputError(
      file,
      `its aliases (*name) stand for more than ${MAX_ALIASES} values; write them out`,
    );
  }
}

/** One line, without the place, which stands in front. */
const syntaxProblem = (message: string): string =>
  message.startsWith('Maximum call stack')
    ? 'nested too deeply'
    : message.split('\n')[0]!.replace(/ at line \d+, column \d+:$/, '');
