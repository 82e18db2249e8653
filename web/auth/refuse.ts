/** No, and why: as a page to people, as JSON to programs. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import { page } from '../layout.ts';
import { askOf, type Site } from '../visit.ts';

const TITLES = {
  400: 'Not like this',
  401: 'Log in first',
  403: 'Not allowed',
  413: 'Too much',
  415: 'Not taken',
  421: 'Not this site',
  429: 'Too many attempts',
} as const;
export type Refusal = keyof typeof TITLES;

/** Does the caller want JSON: a script of a page, or a client of the API? */
export const wantsJson = (context: Context, site: Site): boolean =>
  context.req.path.startsWith(`${site.base}/api/`) ||
  /^application\/json\b/.test(context.req.header('Accept') ?? '');

export function refuse(context: Context, site: Site, status: Refusal, why: string) {
  if (wantsJson(context, site)) return context.json({ detail: why }, status);
  return page(askOf(context, site), TITLES[status], html`<p>${why}</p>`, status);
}
