/** A page as a value: what it is made from, and what comes out. Both can go from one thread to another. */
import type { Account } from '../../app/index.ts';
import type { Epoch } from '../../model/facts/index.ts';
import { hasForms } from '../auth/forms.ts';
import type { Site } from '../visit.ts';
import { pagesOf } from './table.ts';

export interface PageRequest {
  /** In full, since feeds name themselves. */
  readonly url: string;
  readonly account: Account | null;
  /** The date that is shown where the URL names none. */
  readonly today: Epoch;
}

export interface Made {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array<ArrayBuffer>;
  readonly hasForms: boolean;
}

export type MakePage = (request: PageRequest) => Promise<Made>;

/** Made in this thread. */
export function makerOf(site: Site): MakePage {
  const app = pagesOf(site);
  return async (request) => {
    const response = await app.fetch(new Request(request.url), request);
    const body = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: [...response.headers], body, hasForms: hasForms(body) };
  };
}
