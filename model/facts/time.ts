/** Time, as facts carry it. */
declare const brand: unique symbol;

/** Seconds since 1970-01-01T00:00:00Z. */
export type Epoch = number & { readonly [brand]: 'Epoch' };

export const epoch = (seconds: number): Epoch => Math.trunc(seconds) as Epoch;

/** `2006-05-19T10:00:00Z`, in UTC. */
export const isoDate = (at: number): string => new Date(at * 1000).toISOString().replace('.000Z', 'Z');

/** Seconds. */
export const DAY = 24 * 60 * 60;
export const WEEK = 7 * DAY;

/** As of then, all that is here counts. */
export const FOREVER = epoch(Number.MAX_SAFE_INTEGER);
