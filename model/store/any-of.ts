/** Lists in queries. */
import { type RawBuilder, sql } from 'kysely';

/** For `where(column, 'in', …)`: the same text of SQL for every length, so that its statement is prepared once. */
export const anyOf = <T extends string | number>(values: readonly T[]): RawBuilder<T> =>
  sql<T>`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
