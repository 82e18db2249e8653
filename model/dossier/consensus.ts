/**
 * The consensus round: the bullet list goes out as a mail, and its answers come back as commands, written below a quoted
 * bullet or behind `#mergeready`. Nothing is guessed: a line that begins like a command and is none is an error.
 *
 *     > * F3 pid: process ids of one's own
 *     object: isolation is all we need
 *     #mergeready support F1
 */
import type { Authentication } from '../facts/index.ts';
import { answerLines } from './answer-lines.ts';
import { type Signature, signatureOf } from './signature.ts';

/** What the bullet `F0` is about: the list as a whole. */
export const LIST = 'list';

/** What a bullet is known by. */
export interface Bullet {
  readonly number: string;
  readonly feature: string;
}

export type Verb =
  | 'support'
  | 'accept'
  | 'object'
  | 'condition'
  | 'question'
  | 'standalone'
  | 'user'
  | 'dup'
  | 'undo';

export interface Command {
  readonly verb: Verb;
  readonly feature: string;
  /** What stands behind the colon: a reason, a class, a project; for `dup` the other feature. */
  readonly text: string;
  readonly line: string;
}

export interface CommandError {
  readonly line: string;
  readonly why: string;
}

export interface ReadCommands {
  readonly commands: readonly Command[];
  readonly errors: readonly CommandError[];
}

const VERBS: readonly Verb[] = [
  'support',
  'accept',
  'object',
  'condition',
  'question',
  'standalone',
  'user',
  'dup',
  'undo',
];
const NEEDS_TEXT: ReadonlySet<Verb> = new Set(['condition', 'question', 'standalone', 'user', 'dup']);
const CLASSES = ['self-contained', 'enabler', 'everyday', 'set-only'];
/** May have a reason of several lines. */
const STANCES: ReadonlySet<Verb> = new Set(['support', 'accept', 'object', 'condition', 'question']);

/** `* F3 pid: title`: how the mail writes a bullet; mail programs with formatted text make a dot of the star. */
const BULLET = /^[*\u2022\u00b7-]\s+(F\d+)\s+([a-z][a-z0-9-]*):/;

/** The bullets of a mail that was sent: numbers keep their meaning though the dossier goes on. */
export function readBullets(text: string): readonly Bullet[] {
  return text.split('\n').flatMap((line) => {
    const match = BULLET.exec(line.trim());
    return match ? [{ number: match[1]!, feature: match[2]! }] : [];
  });
}

/** @param text of one answer, with its quotations */
export function readCommands(text: string, bullets: readonly Bullet[]): ReadCommands {
  const commands: Command[] = [];
  const errors: CommandError[] = [];
  let under: string | null = null;
  let isFirstBelow = false;
  /** The reason of the last command may go on in the next line. */
  let isOpen = false;
  for (const { isQuoted, isExample, text: line } of answerLines(text)) {
    const goesOn = isOpen;
    isOpen = false;
    if (isQuoted) {
      const quoted = BULLET.exec(line);
      if (quoted) under = featureOf(quoted[1]!, bullets) ?? featureOf(quoted[2]!, bullets);
      isFirstBelow = under !== null;
      continue;
    }
    if (line === '') continue;
    const read = readLine(bare(line), under, bullets);
    if (read && isExample) {
      errors.push({ line, why: AS_EXAMPLE });
      continue;
    }
    if (goesOn && !read) {
      const last = commands.pop()!;
      commands.push({ ...last, text: `${last.text} ${line}` });
      isOpen = true;
      continue;
    }
    const found = read ?? (isFirstBelow ? likeACommand(bare(line), bullets) : likeAnAnswer(line, bullets));
    isFirstBelow = false;
    if (found && 'why' in found) errors.push({ ...found, line });
    else if (found) {
      commands.push({ ...found, line });
      isOpen = STANCES.has(found.verb) && found.text !== '';
    }
  }
  const contradicted = contradictions(commands);
  return {
    commands: commands.filter((one) => !contradicted.has(one)),
    errors: [
      ...errors,
      ...[...contradicted].map((one) => ({
        line: one.line,
        why: `contradicts another line about ${one.feature}`,
      })),
    ],
  };
}

const AS_EXAMPLE = 'set apart like an example; write it at the beginning of a line, outside of ```';

/** `*support*` of formatted text is `support`; in a Chinese or Japanese text the colon is a wide one. */
const bare = (line: string): string =>
  line
    .replace(/^([*_]{1,2})([^*_]+)\1/, '$2')
    .replace(/^((?:#mergeready\b:?\s*)?[a-z]+(?:\s+[\w-]+)?)\s*\uff1a\s*/i, '$1: ');

function readLine(
  line: string,
  under: string | null,
  bullets: readonly Bullet[],
): Command | CommandError | null {
  const marked = /^#mergeready\b:?\s*(.*)$/i.exec(line);
  // `support.` and `support!` say no more than `support`.
  const words = (marked ? marked[1]! : line).replace(/^(\w+(?:\s+[\w-]+)?)[.!]+$/, '$1');
  const match = /^([a-z]+)(?:\s+([A-Za-z][\w-]*))?\s*(?::\s*(.*))?$/i.exec(words);
  const verb = match?.[1]?.toLowerCase() as Verb | undefined;
  if (!match || !verb || !VERBS.includes(verb)) return marked ? { line, why: whyNot(words) } : null;
  if (!marked && under === null) return alone(line, verb, match, bullets);
  // Below a bullet a command stands alone: `support`, or `object: reason`. A sentence is no command.
  if (!marked && match[2] !== undefined && featureOf(match[2], bullets) === null) return null;
  const feature = match[2] === undefined ? under : featureOf(match[2], bullets);
  if (feature === null)
    return { line, why: match[2] === undefined ? 'names no feature' : `there is no feature ${match[2]}` };
  return checked(verb, feature, (match[3] ?? '').trim(), line, bullets);
}

/** A word alone below no bullet was meant as an answer to something; behind a colon it may be any sentence. */
function alone(
  line: string,
  verb: Verb,
  [, , named, reason]: RegExpExecArray,
  bullets: readonly Bullet[],
): CommandError | null {
  const feature = named === undefined ? null : featureOf(named, bullets);
  if (reason !== undefined && feature === null) return null;
  if (named !== undefined && feature === null) return null;
  return { line, why: `stands below no bullet; write '#mergeready ${verb} ${named ?? 'F1'}'` };
}

const THERE_IS = `no such command; there is ${VERBS.join(', ')}`;

/** @param words behind `#mergeready`, which are no command */
function whyNot(words: string): string {
  const [, verb, feature, rest] = /^([a-z]+)\s+(F\d+)\b\s*(.*)$/i.exec(words) ?? [];
  if (!VERBS.some((one) => one === verb?.toLowerCase())) return THERE_IS;
  return /^(?:,|and\b|&|F\d)/i.test(rest!)
    ? `one feature a line; write '#mergeready ${verb} ${feature}', and another line for the next`
    : `what it is about stands behind a colon; write '#mergeready ${verb} ${feature}: ${rest}'`;
}

/**
 * `agreed`, `+1` or `nack: why` as the first line below a bullet was meant as one, and so were `support, but …` and a
 * trailer; what it means is not guessed.
 */
function likeACommand(line: string, bullets: readonly Bullet[]): CommandError | null {
  const verb = /^([a-z]+)\s*[,;-]/i.exec(line)?.[1]?.toLowerCase();
  if (VERBS.some((one) => one === verb))
    return { line, why: `not sure whether this is a command; write '${verb}' alone, or '${verb}: why'` };
  if (/^(?:[a-z]+(?:\s+F\d+)?\s*(?:[:.!].*)?|[a-z]+(?:-[a-z]+)*-by:.*|[+-]1\b.*)$/i.test(line))
    return { line, why: THERE_IS };
  return likeAnAnswer(line, bullets);
}

/** `F6: support`, where the word has to come first; `ACK F1`, a few words on a bullet that are no command. */
function likeAnAnswer(line: string, bullets: readonly Bullet[]): CommandError | null {
  const [, number, verb] = /^(F\d+)\s*[:,-]?\s*([a-z]+)\b/i.exec(line) ?? [];
  if (VERBS.some((one) => one === verb?.toLowerCase()))
    return {
      line,
      why: `a command begins with its word; write '#mergeready ${verb!.toLowerCase()} ${number}'`,
    };
  const named = /^\S+\s+(?:\S+\s+)?(F\d+)[.!]*$/i.exec(line)?.[1];
  return named && featureOf(named, bullets) ? { line, why: THERE_IS } : null;
}

function checked(
  verb: Verb,
  feature: string,
  text: string,
  line: string,
  bullets: readonly Bullet[],
): Command | CommandError {
  if (NEEDS_TEXT.has(verb) && text === '') return { line, why: `${verb} needs a colon and what it is about` };
  if (verb === 'standalone' && !CLASSES.includes(text))
    return { line, why: `no such class; there is ${CLASSES.join(', ')}` };
  if (feature === LIST && !STANCES.has(verb) && verb !== 'undo')
    return { line, why: `${verb} is about one feature, not about the list` };
  if (verb !== 'dup') return { verb, feature, text, line };
  const other = featureOf(text, bullets);
  if (other === feature) return { line, why: `${feature} is no other feature than ${feature}` };
  return other === null ? { line, why: `there is no feature ${text}` } : { verb, feature, text: other, line };
}

const featureOf = (name: string, bullets: readonly Bullet[]): string | null =>
  bullets.find((one) => one.number.toLowerCase() === name.toLowerCase() || one.feature === name.toLowerCase())
    ?.feature ?? null;

/** Two stances of one mail on one feature: neither counts. */
function contradictions(commands: readonly Command[]): ReadonlySet<Command> {
  const stances = commands.filter((one) => STANCES.has(one.verb));
  const groups = Map.groupBy(stances, (one) => one.feature).values();
  return new Set([...groups].filter((group) => new Set(group.map(({ verb }) => verb)).size > 1).flat());
}

/** An answer as it came. */
export interface Answer {
  readonly messageId: string;
  readonly date: number;
  readonly email: string;
  readonly name: string;
  readonly authentication: Authentication | null;
  readonly read: ReadCommands;
}

/** What somebody stands by after all their answers. */
export interface Statement extends Command {
  readonly messageId: string;
  readonly date: number;
  readonly email: string;
  readonly name: string;
  /** How far its From line can be believed. */
  readonly signature: Signature;
}

/**
 * The newest stance of each person on each feature; `undo` takes back what they said of it before, and stands until they
 * say something again. A mail whose From line is doubtful stands beside what the person said otherwise, and replaces
 * nothing of it.
 * @param personOf one name for all the addresses of a person
 */
export function statements(
  answers: readonly Answer[],
  personOf: (email: string) => string = (email) => email,
): readonly Statement[] {
  const said = new Map<string, Map<string, Statement>>();
  for (const answer of answers.toSorted(byDate)) {
    const { messageId, date, email, name } = answer;
    const signature = signatureOf(email, answer.authentication);
    const who = `${signature.state === 'doubtful' ? 'doubtful ' : ''}${personOf(email)}`;
    for (const command of answer.read.commands) {
      const about = `${who} ${command.feature}`;
      const kept = said.get(about) ?? new Map<string, Statement>();
      if (command.verb === 'undo') kept.clear();
      else kept.delete('undo');
      const kind = STANCES.has(command.verb) ? 'stance' : `${command.verb} ${command.text}`.trim();
      kept.set(kind, { ...command, messageId, date, email, name, signature });
      said.set(about, kept);
    }
  }
  return [...said.values()].flatMap((kept) => [...kept.values()]).sort(byDate);
}

type Dated = Pick<Answer, 'date' | 'messageId'>;

const byDate = (a: Dated, b: Dated): number =>
  a.date - b.date || (a.messageId < b.messageId ? -1 : Number(a.messageId > b.messageId));

export const isStance = (verb: Verb): boolean => STANCES.has(verb);
