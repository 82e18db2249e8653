/** Who sent mails, by address, as the REST API lists them. */

import type { Order, Page } from '../model/store/read-listing.ts';
import { peopleNumbered } from '../model/store/read-people.ts';
import type { Workspace } from './workspace.ts';

export interface Submitter {
  readonly id: number;
  /** As in the newest mail from this address. */
  readonly name: string;
  readonly email: string;
}

export function listSubmitters(
  { store }: Workspace,
  filter: { readonly words: readonly string[]; readonly id?: number },
  slice: { readonly order: Order; readonly limit: number; readonly offset: number },
): Page<Submitter> {
  const words = filter.words.map((word) => word.toLowerCase());
  const found = peopleNumbered(store, filter.id).filter(({ name, email }) =>
    words.every((word) => `${name}\n${email}`.toLowerCase().includes(word)),
  );
  const ordered =
    slice.order.by === 'name' ? found.toSorted((a, b) => a.name.localeCompare(b.name, 'en')) : found;
  const rows = slice.order.isDescending ? ordered.toReversed() : ordered;
  return { rows: rows.slice(slice.offset, slice.offset + slice.limit), total: found.length };
}
