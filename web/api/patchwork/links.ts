/** Where things are, as absolute addresses in the version of the API that the client asked for. */

export class Links {
  /** Of the site, without a slash at its end. */
  readonly site: string;
  readonly #api: string;
  readonly #origin: string;
  readonly #asked: URL;

  /**
   * @param base the path that the site is served under
   * @param version as in the path: `1.2`; empty where the path has none
   * @param asked the address of this request
   */
  constructor(origin: string, base: string, version: string, asked: string) {
    this.site = `${origin}${base}`;
    this.#api = `${this.site}/api${version ? `/${version}` : ''}`;
    this.#origin = origin;
    this.#asked = new URL(asked);
  }

  /** `patches/7/` under the API. */
  api = (path: string): string => `${this.#api}/${path}`;
  message = (id: string): string => `${this.site}/m/${encodeURIComponent(id)}`;
  series = (id: string): string => `${this.site}/series/${id}`;
  bundle = (id: number): string => `${this.site}/bundle/${id}`;
  mbox = (kind: 'patch' | 'cover' | 'series' | 'bundle', id: number): string =>
    `${this.site}/${kind}/${id}/mbox/`;

  /** This request for another page. */
  page(number: number): string {
    const query = new URLSearchParams(this.#asked.search);
    query.set('page', String(number));
    return `${this.#origin}${this.#asked.pathname}?${query}`;
  }
}
