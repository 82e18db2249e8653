/**
 * Pages as they were made, until the facts or the journal change: nothing but them, the URL and the account decides what a
 * page says. What is of one visitor alone (tokens of forms) is filled in as a page goes out, in auth/forms.ts.
 *
 * While a sync is under way the facts are halfway between two states, and every batch of it changes them: a page that was
 * made before it began is shown until it is done, and not made anew for each batch. Visitors who ask for the same page at
 * the same time wait for one making of it.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { factsVersion, isSyncing, journalVersion } from '../app/index.ts';
import { originOf } from './auth/origin.ts';
import { askingOf } from './auth/who.ts';
import type { Site } from './visit.ts';

const MOST_PAGES = 500;
/** A file of megabytes is made for each who asks. */
const MOST_BYTES = 300_000;
/** After a sync that never ended, pages are made from what it left; milliseconds. */
const LONGEST_SYNC = 5 * 60 * 1000;

interface Kept {
  readonly body: string;
  readonly headers: Headers;
  readonly facts: string;
  readonly journal: string;
}

export function pageCache(site: Site): MiddlewareHandler {
  const { store } = site.workspace;
  const pages = new Map<string, Kept>();
  const making = new Map<string, Promise<void>>();
  let facts = factsVersion(store);
  let syncingSince: number | null = null;

  const notice = (): void => {
    const now = factsVersion(store);
    if (now === facts) return;
    facts = now;
    syncingSince = isSyncing(store) ? (syncingSince ?? performance.now()) : null;
  };
  const isFresh = (kept: Kept): boolean => {
    if (kept.journal !== journalVersion(store)) return false;
    return kept.facts === facts || (syncingSince !== null && performance.now() - syncingSince < LONGEST_SYNC);
  };

  return async (context, next) => {
    const { by } = askingOf(context);
    if (context.req.method !== 'GET' || by === 'token') return next();
    notice();
    const key = keyOf(context, site);
    await making.get(key);
    const kept = pages.get(key);
    if (kept && isFresh(kept)) return new Response(kept.body, { headers: kept.headers });
    const { promise, resolve } = Promise.withResolvers<void>();
    making.set(key, promise);
    try {
      const [before, journal] = [facts, journalVersion(store)];
      await next();
      const { headers } = context.res;
      if (!isKeepable(context)) return;
      const body = await context.res.text();
      context.res = new Response(body, { headers });
      if (body.length > MOST_BYTES) return;
      pages.delete(key);
      if (pages.size >= MOST_PAGES) pages.delete(pages.keys().next().value!);
      pages.set(key, { body, headers: new Headers(headers), facts: before, journal });
    } finally {
      making.delete(key);
      resolve();
    }
  };
}

function keyOf(context: Context, site: Site): string {
  const { account } = askingOf(context);
  const { pathname, search } = new URL(context.req.url);
  const whose = account ? `${account.id} ${account.role}` : 'anybody';
  return [whose, context.req.header('Accept'), originOf(context, site) + pathname + search].join(' ');
}

function isKeepable(context: Context): boolean {
  const { status, headers } = context.res;
  const isText = /^(?:text\/|application\/(?:json|atom\+xml))/.test(headers.get('Content-Type') ?? '');
  const isOwn = headers.has('Set-Cookie') || headers.get('Cache-Control')?.includes('no-store');
  return status === 200 && isText && !isOwn;
}
