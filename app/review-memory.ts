/**
 * Reviews that were worked out, for as long as what they follow from is the same: the series and its landings, its newer
 * versions, and the mails of their threads. Neither the date nor the state of the database is part of that, so a sync, or
 * another date, costs no more than what is another.
 */
import { hash } from 'node:crypto';
import { type Epoch, mailsOf, type Series } from '../model/facts/index.ts';
import type { Review } from '../model/review/index.ts';
import type { Store } from '../model/store/database.ts';
import { mailmapPrint } from '../model/store/mailmap-store.ts';
import { threadPrints } from '../model/store/thread-print.ts';

/** The longest unused go first; some kilobytes each. */
const MOST_REVIEWS = 6000;

export class ReviewMemory {
  readonly #reviews = new Map<string, Review>();

  find(print: string): Review | undefined {
    const found = this.#reviews.get(print);
    if (found) this.keep(print, found);
    return found;
  }

  keep(print: string, review: Review): void {
    this.#reviews.delete(print);
    this.#reviews.set(print, review);
    if (this.#reviews.size > MOST_REVIEWS) this.#reviews.delete(this.#reviews.keys().next().value!);
  }
}

/** What tells the review of a series from any other. @param newer of each, as of the same date */
export function reviewPrints<T extends Series>(
  store: Store,
  series: readonly T[],
  newer: (one: T) => readonly Series[],
  asOf: Epoch,
): (one: T) => string {
  const all = new Set(series.flatMap((one) => [...mailsOf(one), ...newer(one).flatMap(mailsOf)]));
  const threads = threadPrints(store, [...all], asOf);
  const people = mailmapPrint(store, asOf);
  const threadsOf = (one: Series): readonly string[] => [
    ...new Set(mailsOf(one).map((id) => threads.get(id) ?? '')),
  ];
  return (one) => {
    const related = newer(one);
    return hash(
      'sha256',
      JSON.stringify([people, one, threadsOf(one), related.map((other) => [other, threadsOf(other)])]),
    );
  };
}
