/** What queries compare columns with: lists, and texts that people type. */
import { type RawBuilder, sql } from 'kysely';

/** For `where(column, 'in', …)`: the same text of SQL for every length, so that its statement is prepared once. */
export const anyOf = <T extends string | number>(values: readonly T[]): RawBuilder<T> =>
  sql<T>`(SELECT value FROM json_each(${JSON.stringify(values)}))`;

/** SQLite takes 32,766 parameters; a list is asked for in pieces far below. */
const PIECE = 500;

export function* pieces<T>(items: readonly T[], size: number = PIECE): Iterable<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** Does a column contain a text? Case counts only outside ASCII. */
export const contains = (column: string | RawBuilder<string>, text: string): RawBuilder<boolean> =>
  sql<boolean>`${typeof column === 'string' ? sql.ref(column) : column} LIKE ${containing(text)} ESCAPE '\\'`;

/** The same in written SQL, where `parameter` (`?`, `@name`) is bound to `containing(text)`. */
export const containsSql = (column: string, parameter: string): string =>
  `${column} LIKE ${parameter} ESCAPE '\\'`;

/** LIKE's wildcards stand for themselves: file names and macros are full of underscores. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The list that a copy of a mail came by: its List-Id; where it has none, as in what Pipermail offers, the source.
 * @param copy the alias of the table
 */
export const listSql = (copy: string): string =>
  `coalesce(nullif(${copy}.list, ''), (SELECT name FROM source WHERE source.id = ${copy}.source))`;
