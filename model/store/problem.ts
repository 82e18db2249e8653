/** What SQLite and the file system report, as a line that says what, where, and what to do. */
import { OutsideError } from '../facts/index.ts';
import type { Store } from './database.ts';

const NOT_YOURS = 'you may not write it: ask whoever keeps it, or take a copy';

const OF_DATABASE: readonly (readonly [code: RegExp, meaning: string])[] = [
  [/^SQLITE_BUSY/, 'another process is writing it; try again when it is done'],
  [/^SQLITE_FULL/, 'the disk is full; what was written before stays: make room and run this again'],
  [/^SQLITE_READONLY/, NOT_YOURS],
  [/^SQLITE_CANTOPEN/, 'it cannot be opened: look at the permissions of it and its directory'],
  [/^SQLITE_CORRUPT/, "it is damaged: run 'mergeready rebuild'"],
  [/^SQLITE_IOERR/, 'the disk cannot be read or written'],
];

const OF_FILE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'no directory',
  EISDIR: 'a directory',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is mounted read-only',
  ENOSPC: 'the disk is full; make room and run this again',
  EMFILE: 'too many open files',
  EIO: 'the disk cannot be read or written',
};

const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return typeof code === 'string' ? code : '';
};

/** Is the file itself broken? Then doctor's answer is no. */
export const isDamage = (error: unknown): boolean =>
  /^SQLITE_CORRUPT/.test(codeOf(error)) ||
  (error instanceof Error && /^SQLITE_CORRUPT/.test(codeOf(error.cause)));

export const isDatabaseError = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_');

/** @param path of the database */
export function databaseProblem(error: unknown, path: string): OutsideError {
  const code = codeOf(error);
  const known = OF_DATABASE.find(([one]) => one.test(code));
  return new OutsideError(`${path}: ${known?.[1] ?? (error as Error).message}`, { cause: error });
}

/** @throws OutsideError where a database could only be opened to be read: to be asked before long work */
export function mustBeWritable({ path, sqlite }: Pick<Store, 'path' | 'sqlite'>): void {
  if (sqlite.readonly) throw new OutsideError(`${path}: ${NOT_YOURS}`);
}

/** In words; null for what is no error of the file system. */
export const fileMeaning = (error: unknown): string | null => OF_FILE[codeOf(error)] ?? null;

/** Null for what is no error of the file system. */
export function fileProblem(error: unknown): OutsideError | null {
  const meaning = fileMeaning(error);
  if (meaning === null) return null;
  const { path, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd')
    return new OutsideError('the directory that you are in is gone; change to another');
  return new OutsideError(path === undefined ? meaning : `${path}: ${meaning}`);
}
