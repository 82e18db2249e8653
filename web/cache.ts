/**
 * Pages as they were made, until the facts or the journal change: nothing but them, the URL and the account decides what a
 * page says. What is of one visitor alone (tokens of forms) is filled in as a page goes out, in auth/forms.ts.
 */
import type { MiddlewareHandler } from 'hono';
import { dataVersion, journalVersion } from '../app/index.ts';
import { originOf } from './auth/origin.ts';
import { askingOf } from './auth/who.ts';
import type { Site } from './visit.ts';

const MOST_PAGES = 300;

export function pageCache(site: Site): MiddlewareHandler {
  const { store } = site.workspace;
  const pages = new Map<string, Response>();
  let version = '';
  return async (context, next) => {
    const { account, by } = askingOf(context);
    if (context.req.method !== 'GET' || by === 'token') return next();
    const now = `${dataVersion(store)} ${journalVersion(store)}`;
    if (now !== version) pages.clear();
    version = now;
    const { pathname, search } = new URL(context.req.url);
    const whose = account ? `${account.id} ${account.role}` : 'anybody';
    const key = [whose, context.req.header('Accept'), originOf(context, site) + pathname + search].join(' ');
    const known = pages.get(key);
    if (known) return known.clone();
    await next();
    const { status, headers } = context.res;
    if (status !== 200 || headers.has('Set-Cookie') || headers.get('Cache-Control')?.includes('no-store'))
      return;
    if (pages.size >= MOST_PAGES) pages.delete(pages.keys().next().value!);
    pages.set(key, context.res.clone());
  };
}
