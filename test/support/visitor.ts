/** A browser without a screen: keeps cookies, reads the tokens of forms, and says where a form came from. */
import type { siteOf } from '../../web/site.ts';

type App = ReturnType<typeof siteOf>;

export interface Seen {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: App;
  readonly #origin: string;

  constructor(app: App, origin = 'http://localhost') {
    this.#app = app;
    this.#origin = origin;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Seen> {
    return this.#send(path, { headers });
  }

  /** Sends a form as the page at `from` has it: with the token that stands there. */
  async post(from: string, path: string, fields: Fields): Promise<Seen> {
    const { text } = await this.get(from);
    return this.send(path, { csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '', ...fields });
  }

  /** Sends a form as it is given. */
  async send(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Seen> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      for (const one of Array.isArray(value) ? value : [value]) body.append(name, one);
    return this.#send(path, {
      method: 'POST',
      body: body.toString(),
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: this.#origin,
        ...headers,
      },
    });
  }

  async #send(path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Seen> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(this.#origin + path, {
      ...init,
      headers: { ...init.headers, ...(cookie ? { Cookie: cookie } : {}) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/Max-Age=0/.test(line)) this.cookies.delete(name!);
      else this.cookies.set(name!, value!);
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  }
}

type Fields = Readonly<Record<string, string | readonly string[]>>;
