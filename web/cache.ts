/** Pages as they were made, until the facts or the journal change: nothing but them and the URL decides what a page says. */
import type { MiddlewareHandler } from 'hono';
import { dataVersion, journalVersion, type Workspace } from '../app/index.ts';
import { askingOf } from './auth/who.ts';

const MOST_PAGES = 300;

export function pageCache(workspace: Workspace): MiddlewareHandler {
  const pages = new Map<string, Response>();
  let version = '';
  return async (context, next) => {
    // Whoever is logged in has pages of their own.
    if (askingOf(context).by !== 'nothing') return next();
    const now = `${dataVersion(workspace.store)} ${journalVersion(workspace.store)}`;
    if (now !== version) pages.clear();
    version = now;
    const known = pages.get(context.req.url);
    if (known) return known.clone();
    await next();
    if (context.res.status !== 200) return;
    if (pages.size >= MOST_PAGES) pages.delete(pages.keys().next().value!);
    pages.set(context.req.url, context.res.clone());
  };
}
