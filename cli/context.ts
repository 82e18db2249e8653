/** What every command needs: the database, the date, the way to print. */
import { existsSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { databasePath, openWorkspace, type Workspace } from '../app/workspace.ts';
import { type Epoch, epoch, isInCalendar, isoDate } from '../model/facts/index.ts';
import { newestDate, newestMail } from '../model/store/overview.ts';
import { databaseProblem, isDatabaseError } from '../model/store/problem.ts';
import { beginReading } from '../model/store/reading.ts';

export interface CommonOptions {
  readonly db?: string;
  readonly json?: boolean;
  readonly asOf?: Epoch;
}

/** The one clock of the command line. */
export const now = (): Epoch => epoch(Date.now() / 1000);

export const withDb = (command: Command): Command =>
  command.option(
    '--db <file>',
    'the database (default: $MERGEREADY_DB, else .mergeready/db.sqlite up the tree)',
  );

export const withOutput = (command: Command): Command =>
  withDb(command)
    .option('--json', 'print JSON')
    .addOption(
      new Option(
        '--as-of <date>',
        'as it was known then: a day (its end, UTC) or a full ISO 8601 time; without it, all that is here counts',
      ).argParser(parseAsOf),
    );

/** `2006-05-19` is the end of that day in UTC, so that the day's own mails count. */
export const parseAsOf = (text: string): Epoch => parseDate(text, '23:59:59');

/** `2006-05-19` is the beginning of that day in UTC. */
export const parseSince = (text: string): Epoch => parseDate(text, '00:00:00');

function parseDate(text: string, time: string): Epoch {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(isDay ? `${text}T${time}Z` : text) : Number.NaN;
  if (Number.isNaN(at) || !isInCalendar(text))
    throw new InvalidArgumentError('a date is written 2006-05-19 or 2006-05-19T10:00:00Z.');
  return epoch(at / 1000);
}

/** Options of the command and of those above it: `--db` may stand before or after the command's name. */
export function optionsOf(command: Command): CommonOptions {
  return command.optsWithGlobals<CommonOptions>();
}

/** As of when things are known: where nobody says, all that is here counts. */
export const knownAt = (command: Command): Epoch => optionsOf(command).asOf ?? now();

/** As of when things are judged: where nobody says, of the newest mail or commit, so that the same facts give the same bytes. */
export const judgedAt = (command: Command, { store }: Workspace): Epoch =>
  optionsOf(command).asOf ?? newestDate(store) ?? now();

/** As of when things wait: of the newest mail, since nobody knows whether they still did after the archive's end. */
export const waitingAt = (command: Command, { store }: Workspace): Epoch =>
  optionsOf(command).asOf ?? newestMail(store) ?? now();

/** Of the database. */
export const pathOf = (command: Command): string =>
  databasePath(optionsOf(command).db ?? process.env['MERGEREADY_DB'], process.cwd());

/** Is there one already? */
export const hasDatabase = (command: Command): boolean => existsSync(pathOf(command));

/**
 * What a command does with the facts: it reads one state of them, whatever others write meanwhile; it writes some, so that
 * it sees what comes; or it makes them where there are none. What people decide is no part of them.
 */
type Access = 'reads' | 'writes' | 'makes';

export async function withWorkspace<T>(
  command: Command,
  access: Access,
  run: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  return inWorkspace(pathOf(command), access, run);
}

/**
 * For what a dossier alone can tell: where nobody names a database and none is found, an empty one that is not kept.
 * It is said on stderr, so that nobody takes the dossier's word for what the archive says.
 */
export async function withFactsIfAny<T>(
  command: Command,
  run: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  if (!isWithoutDatabase(command)) return inWorkspace(pathOf(command), 'reads', run);
  process.stderr.write(
    "no database here: only what the dossier says counts; 'mergeready add SOURCE' makes one\n",
  );
  return inWorkspace(':memory:', 'reads', run);
}

/** Nobody named a database, and none is found. */
export const isWithoutDatabase = (command: Command): boolean =>
  (optionsOf(command).db ?? process.env['MERGEREADY_DB']) === undefined && !hasDatabase(command);

async function inWorkspace<T>(
  path: string,
  access: Access,
  run: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  try {
    const workspace = openWorkspace(path, access === 'makes');
    try {
      if (access === 'reads') beginReading(workspace.store);
      return await run(workspace);
    } finally {
      await workspace.store.close();
    }
  } catch (error) {
    throw isDatabaseError(error) ? databaseProblem(error, path) : error;
  }
}

/** As a patch names a file: from here on, however it was given, so that `git apply` finds it; one elsewhere by its name. */
export function patchPath(file: string): string {
  const path = relative(process.cwd(), resolve(file));
  return path.startsWith('..') ? basename(path) : path;
}

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export { isoDate };
export const day = (at: number): string => isoDate(at).slice(0, 10);

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 60 * 60, d: 24 * 60 * 60 };

/** `15m` in seconds; a second at least. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit ?? ''] ?? 0);
  if (!(seconds >= 1)) throw new InvalidArgumentError('a time is written 90s, 15m, 2h or 1d.');
  return seconds;
}

/** A number of days above 0. */
export function parseDays(text: string): number {
  const days = Number(text);
  if (!(days > 0)) throw new InvalidArgumentError('a number of days.');
  return days;
}

/** Until Ctrl-C, or until a service manager says stop. */
export const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
