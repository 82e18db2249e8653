/** What the router calls for every page: finds it among those that are kept, or has it made. */
import type { Context } from 'hono';
import { decidedVersion, watchFinished } from '../../app/index.ts';
import { formless } from '../auth/forms.ts';
import { originOf } from '../auth/origin.ts';
import { askingOf } from '../auth/who.ts';
import type { Site } from '../visit.ts';
import { KeptPages, type State, type Wanted } from './kept.ts';
import type { Made, MakePage } from './make.ts';

export interface Pages {
  readonly answer: (context: Context) => Promise<Response>;
  /** Makes pages that nobody has asked for yet, as strangers see them, in this order. */
  readonly warm: (origin: string, paths: readonly string[]) => Promise<void>;
  /** Whether the facts have changed is asked with every page, and to be asked now and then without one. */
  readonly look: () => void;
}

export function pagesFor(site: Site, make: MakePage): Pages {
  const kept = new KeptPages(make, stateOf(site));
  const page = (wanted: Wanted): Promise<Made> => kept.page(keyOf(wanted), wanted);
  return {
    answer: async (context) => {
      const { pathname, search } = new URL(context.req.url);
      const { account, by } = askingOf(context);
      const wanted = { url: originOf(context, site) + pathname + search, account };
      const made = by === 'token' ? await make({ ...wanted, today: kept.look().today }) : await page(wanted);
      if (!made.hasForms) formless(context);
      return new Response(made.body, { status: made.status, headers: made.headers.map(([...pair]) => pair) });
    },
    warm: async (origin, paths) => {
      for (const path of paths) await page({ url: origin + site.base + path, account: null });
    },
    look: () => void kept.look(),
  };
}

/** The day is that of the facts as they stand whole, like the pages. */
function stateOf(site: Site): () => State {
  const { store } = site.workspace;
  const finished = watchFinished(store, () => performance.now());
  let facts = finished();
  let today = site.today();
  return () => {
    const now = finished();
    if (now !== facts) today = site.today();
    facts = now;
    return { facts, today, decisions: decidedVersion(store) };
  };
}

/** What a page says follows from the role and the name of who asks; only feeds say where the site is. */
function keyOf({ url, account }: Wanted): string {
  const whose = account ? `${account.id} ${account.role}` : 'anybody';
  const { origin, pathname, search } = new URL(url);
  return `${whose} ${pathname.endsWith('.atom') ? origin : ''}${pathname}${search}`;
}
