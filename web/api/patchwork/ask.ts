/** One request of a Patchwork client: which version it speaks, what it filters by, which page it wants. */
import type { Context } from 'hono';
import {
  type FreshListing,
  knownNumber,
  type Order,
  type Slice,
  type Workspace,
} from '../../../app/index.ts';
import { type Epoch, epoch } from '../../../model/facts/index.ts';
import type { Site } from '../../visit.ts';
import { notFound, Problem } from '../problem.ts';
import type { Links } from './links.ts';

export interface ApiAsk {
  readonly context: Context;
  readonly site: Site;
  readonly workspace: Workspace;
  readonly listing: FreshListing;
  /** 0 to 3: that of API 1.0 to 1.3. */
  readonly minor: number;
  readonly links: Links;
}

export type Handler = (ask: ApiAsk) => Response | Promise<Response>;

/** A number in the path. @throws Problem 404 if it is none */
export function numberIn({ context }: ApiAsk, name: string): number {
  const text = context.req.param(name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}

/** Patchwork's REST_RESULTS_PER_PAGE and MAX_REST_RESULTS_PER_PAGE. */
const PAGE_SIZE = 30;
const LARGEST_PAGE = 250;

interface Ordering {
  /** Names that may be ordered by. */
  readonly by: readonly Order['by'][];
  readonly default: Order;
  /** False: `per_page` is not heard. */
  readonly isSized?: boolean;
}

/** `?page=`, `?per_page=`, `?order=-date`; what is no such name or number counts as not given, but for the page. */
export function sliceOf({ context }: ApiAsk, ordering: Ordering): Slice & { readonly page: number } {
  const given = context.req.query('page') ?? '1';
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Problem(404, 'Invalid page.');
  const size = Number(context.req.query('per_page') ?? PAGE_SIZE);
  const limit =
    ordering.isSized !== false && Number.isInteger(size) && size > 0
      ? Math.min(size, LARGEST_PAGE)
      : PAGE_SIZE;
  const page = Number(given);
  return { order: orderOf(context, ordering), limit, offset: (page - 1) * limit, page };
}

function orderOf(context: Context, ordering: Ordering): Order {
  const given = context.req.query('order') ?? '';
  const by = ordering.by.find((name) => name === given.replace(/^-/, ''));
  return by ? { by, isDescending: given.startsWith('-') } : ordering.default;
}

/** The JSON of a page, and in `Link` (RFC 8288) where the others are. @throws Problem 404 beyond the last */
export function answerPage(
  { context, links }: ApiAsk,
  items: readonly unknown[],
  total: number,
  { page, limit }: { readonly page: number; readonly limit: number },
): Response {
  const last = Math.max(1, Math.ceil(total / limit));
  if (page > last) throw new Problem(404, 'Invalid page.');
  const to = (number: number, relation: string): string => `<${links.page(number)}>; rel="${relation}"`;
  const relations = [
    ...(page < last ? [to(page + 1, 'next')] : []),
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(last > 1 ? [to(1, 'first'), to(last, 'last')] : []),
  ];
  return context.json(items, 200, relations.length > 0 ? { Link: relations.join(', ') } : undefined);
}

/** All values of a parameter that say something; undefined if none does. */
export function valuesOf({ context }: ApiAsk, name: string): readonly string[] | undefined {
  const values = (context.req.queries(name) ?? []).map((value) => value.trim()).filter(Boolean);
  return values.length > 0 ? [...new Set(values)].slice(0, 100) : undefined;
}

/** What Patchwork answers to a filter that names nothing: nothing. */
const NOTHING: readonly number[] = [-1];

/** Numbers, or what `find` makes of a name; a value that is neither finds nothing. */
export function numbersOf(
  ask: ApiAsk,
  name: string,
  find: (value: string) => number | null = () => null,
): readonly number[] | undefined {
  const found = valuesOf(ask, name)?.map((value) => (/^\d{1,15}$/.test(value) ? Number(value) : find(value)));
  return found?.some((one) => one === null) ? NOTHING : (found as number[] | undefined);
}

export const submittersOf = (ask: ApiAsk): readonly number[] | undefined =>
  numbersOf(ask, 'submitter', (value) => knownNumber(ask.workspace.store, 'person', value.toLowerCase()));

export const usersOf = (ask: ApiAsk, name: string): readonly number[] | undefined =>
  numbersOf(ask, name, (value) => ask.listing.users.named(value)?.id ?? null);

/** Words of a search, as Django REST framework takes them apart. */
export const wordsOf = ({ context }: ApiAsk): readonly string[] | undefined => {
  const words = (context.req.query('q') ?? '').split(/[\s,]+/).filter(Boolean);
  return words.length > 0 ? words.slice(0, 20) : undefined;
};

/** ISO 8601; without a zone it is UTC. What is no date counts as not given. */
export function dateOf({ context }: ApiAsk, name: string): Epoch | undefined {
  const text = (context.req.query(name) ?? '').trim().replace(/ (?=\d\d:\d\d$)/, '+');
  if (!/^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text))
    return undefined;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10)) || text.length === 10;
  const at = Date.parse(hasZone ? text.replace(' ', 'T') : `${text.replace(' ', 'T')}Z`) / 1000;
  return Number.isNaN(at) ? undefined : epoch(Math.ceil(at));
}

export function flagOf({ context }: ApiAsk, name: string): boolean | undefined {
  const text = (context.req.query(name) ?? '').toLowerCase();
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined;
}
