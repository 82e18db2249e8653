/** Name and password with every request (RFC 7617), as clients of the API without a token give them. */
import type { Context, MiddlewareHandler } from 'hono';
import { checkPassword } from '../../app/index.ts';
import type { Site } from '../visit.ts';
import type { LoginLimit } from './limit.ts';
import { clientOf, originOf } from './origin.ts';
import { refuse } from './refuse.ts';
import { nowOf, setAsking } from './who.ts';

const BASIC = /^Basic +([A-Za-z0-9+/]{1,2000}={0,2}) *$/i;

/** Where programs ask; people log in. */
const PLACES = /^\/(?:api|(?:patch|cover|series|bundle)\/\d+)\//;

/** Heard there alone. @param limit that of the login: who tries passwords here has tried them there */
export function basicAuth(site: Site, limit: LoginLimit): MiddlewareHandler {
  return async (context, next) => {
    const given = BASIC.exec(context.req.header('Authorization') ?? '')?.[1];
    if (given === undefined || !PLACES.test(context.req.path.slice(site.base.length))) return next();
    const pair = Buffer.from(given, 'base64').toString('utf8');
    const colon = pair.indexOf(':');
    const [name, password] = [pair.slice(0, Math.max(0, colon)).slice(0, 100), pair.slice(colon + 1)];
    const client = clientOf(context, site);
    const wait = limit.attempt(name, client, nowOf(site));
    if (wait > 0) {
      context.header('Retry-After', String(wait));
      return refuse(context, site, 429, 'Too many attempts.');
    }
    const account = await checkPassword(site.workspace, name, password);
    if (account === null) return refuse(context, site, 401, 'Invalid username/password.');
    limit.succeeded(name, client);
    if (isOfAnotherSite(context, site))
      return refuse(context, site, 403, 'The request came from another site.');
    setAsking(context, { account, by: 'token', session: '' });
    return next();
  };
}

/** A browser that was once told a password sends it along with whatever a page of somebody else makes it ask. */
function isOfAnotherSite(context: Context, site: Site): boolean {
  const origin = context.req.header('Origin');
  return (
    (origin !== undefined && origin !== originOf(context, site)) ||
    !['same-origin', 'none', undefined].includes(context.req.header('Sec-Fetch-Site'))
  );
}
