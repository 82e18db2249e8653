/** `/api/mergeready/`: what the commands print with `--json`. */
import type { Context, Hono } from 'hono';
import { InputError, UsageError } from '../../../model/facts/index.ts';
import { originOf } from '../../auth/origin.ts';
import { askOf, type Site } from '../../visit.ts';
import { Problem } from '../problem.ts';
import type { Endpoint, Span } from './ask.ts';
import { ENDPOINTS } from './endpoints.ts';
import { openApi } from './openapi.ts';

const HERE = '/api/mergeready';
const PAGE_SIZE = 100;
const LARGEST_PAGE = 250;

export function mergereadyRoutes(app: Hono, site: Site): void {
  app.get(`${HERE}/openapi.json`, (context) =>
    context.json(openApi(`${originOf(context, site)}${site.base}${HERE}`)),
  );
  for (const endpoint of ENDPOINTS)
    app.get(`${HERE}${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`, (context) =>
      answer(context, site, endpoint),
    );
}

async function answer(context: Context, site: Site, { answer: make, isPaged }: Endpoint) {
  const { page, ...span } = spanOf(context);
  try {
    const { json, total } = await make(askOf(context, site), span);
    return context.json(json, 200, isPaged ? links(context, site, page, span, total ?? 0) : undefined);
  } catch (error) {
    // What is not there is named in the address; what is wrong with a search stands in it.
    if (error instanceof UsageError || error instanceof InputError)
      throw new Problem(context.req.query('q') === undefined ? 404 : 400, error.message);
    throw error;
  }
}

function spanOf(context: Context): Span & { readonly page: number } {
  const number = (name: string, otherwise: number): number => {
    const given = context.req.query(name) ?? '';
    return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : otherwise;
  };
  const page = number('page', 1);
  const limit = Math.min(number('per_page', PAGE_SIZE), LARGEST_PAGE);
  return { page, limit, offset: (page - 1) * limit };
}

/** RFC 8288, and how many there are. */
function links(context: Context, site: Site, page: number, { limit }: Span, total: number) {
  const { pathname, search } = new URL(context.req.url);
  const to = (number: number, relation: string): string => {
    const query = new URLSearchParams(search);
    query.set('page', String(number));
    return `<${originOf(context, site)}${pathname}?${query}>; rel="${relation}"`;
  };
  const last = Math.max(1, Math.ceil(total / limit));
  const all = [
    ...(page < last ? [to(page + 1, 'next')] : []),
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    to(1, 'first'),
    to(last, 'last'),
  ];
  return { Link: all.join(', '), 'X-Total-Count': String(total) };
}
