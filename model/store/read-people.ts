/** Who sent mails, by address. */
import type { Store } from './database.ts';
import { allNumbers, keyOf } from './numbers.ts';

export interface NumberedPerson {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

/** By number. @param only this one */
export function peopleNumbered(store: Store, only?: number): readonly NumberedPerson[] {
  const name = store.sqlite
    .prepare<[string], string>(
      'SELECT from_name FROM message WHERE from_email = ? ORDER BY archived_at DESC, message_id LIMIT 1',
    )
    .pluck();
  const numbers = only === undefined ? allNumbers(store, 'person') : one(store, only);
  return numbers.map(({ id, key }) => ({ id, email: key, name: name.get(key) ?? '' }));
}

function one(store: Store, id: number): readonly { readonly id: number; readonly key: string }[] {
  const key = keyOf(store, 'person', id);
  return key === null ? [] : [{ id, key }];
}
