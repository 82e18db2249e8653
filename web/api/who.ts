/** Who writes through the API. */
import type { Context } from 'hono';
import { type By, mayDo, whoIs } from '../../app/index.ts';
import { accountOf, nowOf } from '../auth/who.ts';
import type { Site } from '../visit.ts';
import { Problem } from './problem.ts';

/** @throws Problem for a token that is none: asking on as a stranger would hide the mistake */
export function checkCredentials(context: Context): void {
  if (context.req.header('Authorization') !== undefined && accountOf(context) === null)
    throw new Problem(401, 'Invalid token.');
}

/** @throws Problem unless a triager asks, or more */
export function writerOf(context: Context, site: Site): By {
  const account = accountOf(context);
  if (account === null) throw new Problem(401, 'Authentication credentials were not provided.');
  if (!mayDo(account, 'triager'))
    throw new Problem(403, 'You do not have permission to perform this action.');
  return { who: whoIs(account), at: nowOf(site) };
}
