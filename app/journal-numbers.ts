/** The numbers of the REST API as text, beside the entries of an exported journal: what stands in links and scripts stays so. */
import { epoch, InputError, isoDate } from '../model/facts/index.ts';
import { NUMBER_KINDS, putNumbers, readNumbers, type StoredNumber } from '../model/store/numbers.ts';
import type { Workspace } from './workspace.ts';

/** How their lines begin; no date does. */
export const NUMBER_LINE = 'number\t';

/** One a line: the word, kind, number, date, and what it stands for, as JSON, between tabs. */
export const numberLines = ({ store }: Workspace): readonly string[] =>
  readNumbers(store).map(
    ({ kind, id, at, key }) => `${NUMBER_LINE}${kind}\t${id}\t${isoDate(at)}\t${JSON.stringify(key)}`,
  );

/** @returns how many were new; null where numbers were given here already that do not go with them: then none is taken */
export function importNumbers({ store }: Workspace, text: string, file = 'the journal'): number | null {
  const numbers = text
    .split(/\r?\n/)
    .map((line, at) => ({ line, at: at + 1 }))
    .filter(({ line }) => line.startsWith(NUMBER_LINE))
    .map(({ line, at }) => parse(line, `${file} line ${at}`));
  return numbers.length === 0 ? 0 : putNumbers(store, numbers);
}

function parse(line: string, where: string): StoredNumber {
  const [, kindText = '', id = '', date = '', quoted = ''] = line.split('\t');
  const kind = NUMBER_KINDS.find((one) => one === kindText);
  const [given, key] = [Date.parse(date) / 1000, keyIn(quoted)];
  if (kind === undefined || !/^\d{1,15}$/.test(id) || Number.isNaN(given) || key === null)
    throw new InputError(where, 'no number (kind, number, date and key in quotes between tabs)');
  return { kind, id: Number(id), at: epoch(given), key };
}

function keyIn(quoted: string): string | null {
  try {
    const key: unknown = JSON.parse(quoted);
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}
