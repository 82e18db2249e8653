/** Every request, measured once: for the log and for the metrics. */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { clientOf } from '../auth/origin.ts';
import { accountOf } from '../auth/who.ts';
import type { Site } from '../visit.ts';
import type { Metrics } from './metrics.ts';

/** What a log keeps of a request. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly method: string;
  /** As it was asked for; the secrets of one-time links are left out. */
  readonly path: string;
  /** The pattern that it fits, such as `/series/:id`; `none` where there is no such page. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly client: string;
  /** Empty for strangers. */
  readonly account: string;
}

/** Something that nobody asked for: a page that could not be made, a sync that ended. */
export interface EventEntry {
  readonly kind: 'event';
  readonly level: 'info' | 'error';
  readonly what: string;
  readonly detail: string;
}

export type LogEntry = RequestEntry | EventEntry;

export function observe(site: Site, metrics: Metrics): MiddlewareHandler {
  return async (context, next) => {
    const start = performance.now();
    await next();
    const seconds = (performance.now() - start) / 1000;
    const { method } = context.req;
    const { status } = context.res;
    const route = routeOf(context, site);
    metrics.request({ method: KNOWN.has(method) ? method : 'other', route, status, seconds });
    const path = new URL(context.req.url);
    site.log?.({
      kind: 'request',
      method,
      path: (path.pathname + path.search).replace(/\/welcome\/[^/?]+/, '/welcome/…'),
      route,
      status,
      ms: Math.round(seconds * 10_000) / 10,
      client: clientOf(context, site),
      account: accountOf(context)?.name ?? '',
    });
  };
}

/** Names that strangers make up would make series of numbers without end. */
const KNOWN = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

function routeOf(context: Context, site: Site): string {
  const path = matchedRoutes(context).findLast((one) => !one.path.endsWith('/*') && one.path !== '*')?.path;
  return path === undefined ? 'none' : path.slice(site.base.length) || '/';
}
