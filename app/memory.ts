/** What was worked out from the facts, kept until they change: several pages look at one judgement. */
import { factsVersion, type Store } from '../model/store/database.ts';

interface Memory {
  version: string;
  readonly values: Map<string, Promise<unknown>>;
}

/** The longest unused goes first. */
const MOST_VALUES = 64;

const memories = new WeakMap<Store, WeakMap<object, Memory>>();

/**
 * @param about what the value follows from beside the facts: a dossier, or the store itself
 * @param key names the value; all else that it follows from is in it, the as-of date too
 */
export function remembered<T>(store: Store, about: object, key: string, make: () => Promise<T>): Promise<T> {
  const ofStore = memories.get(store) ?? new WeakMap<object, Memory>();
  memories.set(store, ofStore);
  const version = factsVersion(store);
  let memory = ofStore.get(about);
  if (memory?.version !== version) memory = { version, values: new Map() };
  ofStore.set(about, memory);
  const { values } = memory;
  const known = values.get(key) as Promise<T> | undefined;
  values.delete(key);
  const value = known ?? make();
  values.set(key, value);
  if (values.size > MOST_VALUES) values.delete(values.keys().next().value!);
  // A failure is nothing to keep.
  if (!known) value.catch(() => values.delete(key));
  return value;
}
