/** How often somebody may try passwords: by account and address, by address, and by account. */

/** Attempts in a window of so many seconds. An account alone is limited late, so that nobody is easily shut out by others. */
const WINDOW = 15 * 60;
const MOST = { both: 10, address: 30, name: 100 } as const;
/** More are not remembered: the oldest go. */
const MOST_KEYS = 10_000;

interface Window {
  readonly from: number;
  count: number;
}

export class LoginLimit {
  readonly #windows = new Map<string, Window>();

  /**
   * Counts an attempt before the password is looked at, so that many at once gain nothing.
   * @returns how many seconds to wait; 0: go on
   */
  attempt(name: string, address: string, now: number): number {
    const account = name.toLowerCase();
    const windows = [
      [this.#window(`both ${address} ${account}`, now), MOST.both],
      [this.#window(`address ${address}`, now), MOST.address],
      [this.#window(`name ${account}`, now), MOST.name],
    ] as const;
    for (const [window, most] of windows) if (window.count >= most) return window.from + WINDOW - now;
    for (const [window] of windows) window.count++;
    return 0;
  }

  /** The password was right: what went wrong before is forgotten, for this account from this address. */
  succeeded(name: string, address: string): void {
    const account = name.toLowerCase();
    const both = this.#windows.get(`both ${address} ${account}`);
    for (const key of [`address ${address}`, `name ${account}`]) {
      const window = this.#windows.get(key);
      if (window && both) window.count -= Math.min(window.count, both.count);
    }
    this.#windows.delete(`both ${address} ${account}`);
  }

  #window(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known && known.from + WINDOW > now) return known;
    if (this.#windows.size >= MOST_KEYS) this.#windows.delete(this.#windows.keys().next().value!);
    const window = { from: now, count: 0 };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    return window;
  }
}
