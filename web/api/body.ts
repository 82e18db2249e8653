/** What a client sends: JSON, or a form as git-pw does. */
import type { Context } from 'hono';
import { Problem } from './problem.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Values of a form are texts; a field that is there several times is a list of them. @throws Problem for what is neither */
export async function fieldsOf(context: Context): Promise<Fields> {
  const type = (context.req.header('Content-Type') ?? '').split(';')[0]!.trim().toLowerCase();
  switch (type) {
    case 'application/json':
      return json(await context.req.text());
    case 'application/x-www-form-urlencoded':
    case 'multipart/form-data':
      return context.req.parseBody({ all: true });
    case '':
      return {};
    default:
      throw new Problem(400, `Unsupported media type "${type}" in request.`);
  }
}

function json(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `JSON parse error - ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(400, { non_field_errors: ['Invalid data. Expected a dictionary.'] });
  return value as Fields;
}

/** Faults by field, all at once. */
export class Faults {
  readonly #found: Record<string, readonly string[]> = {};

  /** @returns undefined, as the value of a field that has none */
  add(field: string, fault: string): undefined {
    this.#found[field] = [...(this.#found[field] ?? []), fault];
    return undefined;
  }

  /** @throws Problem if there are any */
  check(): void {
    if (Object.keys(this.#found).length > 0) throw new Problem(400, this.#found);
  }
}

/** Of several values the last, as Django takes it. */
const lastOf = (value: unknown): unknown => (Array.isArray(value) ? value.at(-1) : value);

/** A list of whole numbers from 0; a single one is a list as well. */
export function numbersIn(fields: Fields, name: string, faults: Faults): readonly number[] | undefined {
  const value = fields[name];
  if (value === undefined) return undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = all.find((one) => !/^\d{1,15}$/.test(String(one)));
  return wrong === undefined
    ? all.map(Number)
    : faults.add(name, `Incorrect type. Expected pk value, received "${String(wrong).slice(0, 50)}".`);
}

/** A text of a given length at the most; null stands for none. */
export function textIn(fields: Fields, name: string, most: number, faults: Faults): string | undefined {
  const value = lastOf(fields[name]);
  if (value === undefined) return undefined;
  if (value === null) return '';
  if (typeof value !== 'string' && typeof value !== 'number') return faults.add(name, 'Not a valid string.');
  const text = String(value);
  return text.length > most
    ? faults.add(name, `Ensure this field has no more than ${most} characters.`)
    : text;
}

const YES = ['true', '1', 't', 'yes', 'y', 'on'];
const NO = ['false', '0', 'f', 'no', 'n', 'off'];

/** Null where the field is empty. */
export function flagIn(fields: Fields, name: string, faults: Faults): boolean | null | undefined {
  const value = lastOf(fields[name]);
  if (value === undefined) return undefined;
  const text = String(value).toLowerCase();
  if (value === null || text === '' || text === 'null') return null;
  if (YES.includes(text)) return true;
  return NO.includes(text) ? false : faults.add(name, 'Must be a valid boolean.');
}
