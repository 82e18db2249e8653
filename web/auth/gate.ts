/** Who gets in at all: everybody, or only those with an account. */
import type { Context, MiddlewareHandler } from 'hono';
import type { Site } from '../visit.ts';
import { isLoopback, originOf } from './origin.ts';
import { refuse, wantsJson } from './refuse.ts';
import { accountOf } from './who.ts';

/** Where people without an account have to be let in, to get one. */
const DOORS = /^\/(?:login|welcome\/[^/]+)$/;

export function gate(site: Site): MiddlewareHandler {
  return async (context, next) => {
    if (site.readers !== 'accounts' || accountOf(context) !== null) return next();
    if (DOORS.test(context.req.path.slice(site.base.length))) return next();
    return askToLogIn(context, site);
  };
}

export function askToLogIn(context: Context, site: Site) {
  if (wantsJson(context, site)) {
    context.header('WWW-Authenticate', 'Token');
    return refuse(context, site, 401, 'Authentication credentials were not provided or are not valid.');
  }
  const { pathname, search } = new URL(context.req.url);
  const next = context.req.method === 'GET' ? `?${new URLSearchParams({ next: pathname + search })}` : '';
  return context.redirect(`${site.base}/login${next}`, 303);
}

/**
 * On loopback, and without a name of its own, the site answers only to names of loopback: else a page of a stranger, whose
 * name leads to 127.0.0.1 a minute later (DNS rebinding), could read in the visitor's browser what is open here.
 */
export function namesOnly(site: Site): MiddlewareHandler {
  return async (context, next) => {
    const { hostname } = new URL(originOf(context, site));
    if (!site.isLocal || isLoopback(hostname)) return next();
    return refuse(context, site, 421, `This is not ${hostname}; start it with --base-url if it is.`);
  };
}
