/**
 * Pages as they were made, until what they follow from has changed: the facts, what people decided, the URL and the account.
 *
 * When a sync has ended, a page that was made before it is made anew. Who asks meanwhile is not kept waiting for long: after
 * PATIENCE they get the page as it stood before, which says in its foot of when it is, but never later than LATEST after the
 * sync. What somebody decided is in the next page that anybody asks for. Visitors who ask for the same page at the same time
 * wait for one making of it.
 */
import type { Epoch } from '../../model/facts/index.ts';
import type { Made, MakePage, PageRequest } from './make.ts';

const MOST_BYTES = 48 * 1024 * 1024;
/** A file of megabytes is made for each who asks. */
const LARGEST = 300_000;
/** Milliseconds. */
const PATIENCE = 40;
const LATEST = 10_000;
/** After a sync, pages that somebody asked for within this time (ms) are made before they are asked for again. */
const REMEMBERED = 10 * 60 * 1000;
const MOST_REMADE = 60;

/** What pages follow from. */
export interface State {
  /** Versions: another text for another state. */
  readonly facts: string;
  readonly decisions: string;
  readonly today: Epoch;
}

export type Wanted = Omit<PageRequest, 'today'>;

interface Kept {
  readonly made: Made;
  readonly of: State;
  readonly wanted: Wanted;
  askedAt: number;
}

interface Making {
  readonly of: State;
  readonly page: Promise<Made>;
}

const isSame = (a: State, b: State): boolean => a.facts === b.facts && a.decisions === b.decisions;

export class KeptPages {
  readonly #make: MakePage;
  readonly #state: () => State;
  /** The longest unasked first. */
  readonly #pages = new Map<string, Kept>();
  readonly #making = new Map<string, Making>();
  #bytes = 0;
  #facts: string;
  /** When the facts changed last, as far as anybody looked. */
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(make: MakePage, state: () => State) {
    this.#make = make;
    this.#state = state;
    this.#facts = state().facts;
  }

  /** @param key tells pages apart: no other may have it */
  async page(key: string, wanted: Wanted): Promise<Made> {
    const now = this.look();
    const kept = this.#touch(key);
    if (kept && isSame(kept.of, now)) return kept.made;
    const fresh = this.#makeOnce(key, wanted, now);
    const mayBeOld =
      kept && kept.of.decisions === now.decisions && performance.now() - this.#changedAt < LATEST;
    return mayBeOld ? Promise.race([fresh, passed(PATIENCE).then(() => kept.made)]) : fresh;
  }

  /** If the facts have changed since anybody looked, makes anew what was asked for lately. */
  look(): State {
    const now = this.#state();
    if (now.facts === this.#facts) return now;
    this.#facts = now.facts;
    this.#changedAt = performance.now();
    // What is asked for right now comes first.
    queueMicrotask(() => void this.#remake(now));
    return now;
  }

  async #remake(now: State): Promise<void> {
    const since = performance.now() - REMEMBERED;
    const lately = [...this.#pages].filter(([, { askedAt }]) => askedAt > since).reverse();
    for (const [key, { wanted }] of lately.slice(0, MOST_REMADE)) {
      if (this.#facts !== now.facts) return;
      if (this.#pages.get(key)?.of.facts === now.facts) continue;
      // A failure shows when somebody asks for it.
      await this.#makeOnce(key, wanted, now).catch(() => {});
    }
  }

  #touch(key: string): Kept | undefined {
    const kept = this.#pages.get(key);
    if (!kept) return undefined;
    kept.askedAt = performance.now();
    this.#pages.delete(key);
    this.#pages.set(key, kept);
    return kept;
  }

  #makeOnce(key: string, wanted: Wanted, of: State): Promise<Made> {
    const underWay = this.#making.get(key);
    if (underWay && isSame(underWay.of, of)) return underWay.page;
    const making: Making = { of, page: this.#makeAndKeep(key, wanted, of) };
    this.#making.set(key, making);
    const done = (): void => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    };
    making.page.then(done, done);
    return making.page;
  }

  async #makeAndKeep(key: string, wanted: Wanted, of: State): Promise<Made> {
    const made = await this.#make({ ...wanted, today: of.today });
    const kept = this.#pages.get(key);
    // A slow one does not take the place of one that was begun after it.
    if (kept && !isSame(of, this.#state())) return made;
    if (isKeepable(made)) this.#keep(key, { made, of, wanted, askedAt: kept?.askedAt ?? performance.now() });
    else this.#drop(key);
    return made;
  }

  #keep(key: string, kept: Kept): void {
    this.#drop(key);
    this.#pages.set(key, kept);
    this.#bytes += kept.made.body.byteLength;
    for (const oldest of this.#pages.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#pages.get(key)?.made.body.byteLength ?? 0;
    this.#pages.delete(key);
  }
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms).unref());

function isKeepable({ status, headers, body }: Made): boolean {
  const header = (name: string): string => headers.find(([one]) => one.toLowerCase() === name)?.[1] ?? '';
  const isOwn = header('set-cookie') !== '' || header('cache-control').includes('no-store');
  return status === 200 && !isOwn && body.byteLength <= LARGEST;
}
