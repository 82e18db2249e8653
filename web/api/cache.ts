/**
 * Answers as they were made, until facts or journal change: bots ask the same again and again, and what the API answers
 * does not depend on who asks, but for bundles, which may be private. Kept apart from pages, so that neither drives the other out.
 */
import type { MiddlewareHandler } from 'hono';
import { freshListing } from '../../app/index.ts';
import { originOf } from '../auth/origin.ts';
import { nowOf } from '../auth/who.ts';
import type { Site } from '../visit.ts';

const MOST_ANSWERS = 500;
/** A longer one is made for each who asks; characters. */
const LONGEST = 500_000;

const OF_ONE = /\/bundles(?:\/|$)/;

interface Kept {
  readonly body: string;
  readonly headers: Headers;
}

export function answerCache(site: Site): MiddlewareHandler {
  const answers = new Map<string, Kept>();
  let version = '';
  return async (context, next) => {
    if (context.req.method !== 'GET' || OF_ONE.test(context.req.path)) return next();
    const now = (await freshListing(site.workspace, nowOf(site))).version;
    if (now !== version) answers.clear();
    version = now;
    const { pathname, search } = new URL(context.req.url);
    const key = originOf(context, site) + pathname + search;
    const kept = answers.get(key);
    if (kept) return new Response(kept.body, { headers: kept.headers });
    await next();
    const { status, headers } = context.res;
    if (status !== 200 || !headers.get('Content-Type')?.startsWith('application/json')) return;
    const body = await context.res.text();
    context.res = new Response(body, context.res);
    if (body.length > LONGEST || (await freshListing(site.workspace, nowOf(site))).version !== now) return;
    if (answers.size >= MOST_ANSWERS) answers.delete(answers.keys().next().value!);
    answers.set(key, { body, headers: new Headers(headers) });
  };
}
