/** Pages as they were made, until the facts or the journal change: nothing but them and the URL decides what a page says. */
import type { MiddlewareHandler } from 'hono';
import { dataVersion, readJournal, type Workspace } from '../app/index.ts';
import { epoch } from '../model/facts/index.ts';

const MOST_PAGES = 300;
const FOREVER = epoch(Number.MAX_SAFE_INTEGER);

export function pageCache(workspace: Workspace): MiddlewareHandler {
  const pages = new Map<string, Response>();
  let version = '';
  return async (context, next) => {
    const now = `${dataVersion(workspace.store)} ${readJournal(workspace, FOREVER).length}`;
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
