/** JSON columns back into values. What doesn't decode is damage, and says which column. */
import { type Authentication, type Mailbox, OutsideError } from '../facts/index.ts';

export function stringList(json: string): readonly string[] {
  if (json === '[]') return [];
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string'))
    throw damaged('a list of texts', json);
  return value;
}

export function mailboxList(json: string): readonly Mailbox[] {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value)) throw damaged('a list of addresses', json);
  return value.map((item: unknown) => {
    if (!Array.isArray(item)) throw damaged('an address', json);
    const [name, email] = item as unknown[];
    if (typeof name !== 'string' || typeof email !== 'string') throw damaged('an address', json);
    return { name, email };
  });
}

export function authentication(json: string): Authentication {
  const value: unknown = JSON.parse(json);
  if (!isAuthentication(value)) throw damaged('checks of a sender', json);
  return value;
}

const isAuthentication = (value: unknown): value is Authentication =>
  typeof value === 'object' && value !== null && 'isSigned' in value && 'results' in value;

function damaged(what: string, json: string): OutsideError {
  return new OutsideError(
    `the database is damaged: expected ${what}, found ${json.slice(0, 40)}; run mergeready rebuild`,
  );
}
