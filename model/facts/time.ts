/** Time, as facts carry it. */
declare const brand: unique symbol;

/** Seconds since 1970-01-01T00:00:00Z. */
export type Epoch = number & { readonly [brand]: 'Epoch' };

export const epoch = (seconds: number): Epoch => Math.trunc(seconds) as Epoch;

/** `2006-05-19T10:00:00Z`, in UTC. */
export const isoDate = (at: number): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');

/** False for `2006-02-30`, which Date.parse() takes for a day in March, and for an hour 25. @param text an ISO 8601 date */
export function isInCalendar(text: string): boolean {
  const day = text.slice(0, 10);
  return !Number.isNaN(Date.parse(text)) && new Date(Date.parse(day)).toISOString().startsWith(day);
}

/** Seconds. */
export const DAY = 24 * 60 * 60;
export const WEEK = 7 * DAY;

/** As of then, all that is here counts. */
export const FOREVER = epoch(Number.MAX_SAFE_INTEGER);
