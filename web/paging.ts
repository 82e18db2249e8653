/** Long lists: sorted, filtered and paged by the URL. */
import { html, raw } from 'hono/html';
import { dateField, type Html, keptFields, safe, same } from './layout.ts';
import { selected } from './parts.ts';
import type { Ask } from './visit.ts';

export const PAGE_SIZE = 100;

/** `?page=`, from 1 up. */
export const pageOf = ({ query }: Pick<Ask, 'query'>): number =>
  Math.max(1, Math.floor(Number(query('page') || 1)) || 1);

export const slice = <T>(all: readonly T[], at: number): readonly T[] =>
  all.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);

/** @param total rows on all pages */
export function pager(ask: Ask, total: number, size = PAGE_SIZE) {
  const at = pageOf(ask);
  const last = Math.max(1, Math.ceil(total / size));
  if (last === 1 && at === 1) return '';
  const link = (n: number, words: string) =>
    html`<a href="${same(ask, { page: n === 1 ? '' : String(n) })}">${words}</a>`;
  return html`<nav class="pages" aria-label="Pages of the list">${at > 2 ? link(1, 'First') : ''}${at > 1 ? link(at - 1, 'Previous') : ''}<span>Page ${at} of ${last}</span>${at < last ? link(at + 1, 'Next') : ''}${at < last - 1 ? link(last, 'Last') : ''}</nav>`;
}

/** Where nobody knows yet how many pages there are. */
export function openPager(ask: Ask, isLast: boolean) {
  const at = pageOf(ask);
  if (at === 1 && isLast) return '';
  const link = (n: number, words: string) =>
    html`<a href="${same(ask, { page: n === 1 ? '' : String(n) })}">${words}</a>`;
  return html`<nav class="pages" aria-label="Pages of the list">${at > 1 ? link(at - 1, 'Previous') : ''}<span>Page ${at}</span>${isLast ? '' : link(at + 1, 'Next')}</nav>`;
}

export interface Sorting<T> {
  readonly title: string;
  /** What `?sort=` says for it; none: rows cannot be ordered by this column. */
  readonly key?: string;
  readonly by?: (one: T) => string | number;
  /** Stands at the right, as its cells do. */
  readonly isNumber?: boolean;
}

/** `?sort=title`, or `?sort=-date` for the largest first. */
export function sorted<T>(
  rows: readonly T[],
  columns: readonly Sorting<T>[],
  { query }: Pick<Ask, 'query'>,
): readonly T[] {
  const wanted = query('sort');
  const by = columns.find(({ key }) => key !== undefined && key === wanted.replace(/^-/, ''))?.by;
  if (!by) return rows;
  const sign = wanted.startsWith('-') ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(by(a), by(b)));
}

/** The same where the database orders: which of its orders, and which way; without a known one `first`, the largest first. */
export function orderOf<Order extends string>(
  { query }: Pick<Ask, 'query'>,
  orders: Readonly<Record<Order, unknown>>,
  first: Order,
): { readonly order: Order; readonly isDescending: boolean } {
  const wanted = query('sort').replace(/^-/, '');
  return Object.hasOwn(orders, wanted)
    ? { order: wanted as Order, isDescending: query('sort').startsWith('-') }
    : { order: first, isDescending: true };
}

/** Of a list that goes by date: which end comes first, and a link that turns it round (`?sort=date`: the oldest). */
export function dateOrder(ask: Ask) {
  const isOldest = ask.query('sort') === 'date';
  const link = html`<a href="${same(ask, { sort: isOldest ? '' : 'date', page: '' })}">${isOldest ? 'newest' : 'oldest'} first</a>`;
  return { isOldest, words: html`the ${isOldest ? 'oldest' : 'newest'} first (${link})` };
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'string' && typeof b === 'string' ? a.localeCompare(b, 'en') : a < b ? -1 : a > b ? 1 : 0;

/** Heads of columns; those that rows can be ordered by are links. */
export function heads<T>(columns: readonly Sorting<T>[], ask: Ask): readonly Html[] {
  const wanted = ask.query('sort');
  return columns.map(({ title, key, isNumber }) => {
    const kind = isNumber ? raw('class="num"') : '';
    if (key === undefined) return html`<th scope="col" ${kind}>${title}</th>`;
    const isUp = wanted === key;
    const order = isUp ? 'ascending' : wanted === `-${key}` ? 'descending' : null;
    const mark = order === null ? '' : html` <span aria-hidden="true">${isUp ? '▲' : '▼'}</span>`;
    return html`<th scope="col" ${kind} ${order ? raw(`aria-sort="${order}"`) : ''}><a href="${same(ask, { sort: isUp ? `-${key}` : key, page: '' })}">${title}</a>${mark}</th>`;
  });
}

export type Field =
  | { readonly kind: 'text'; readonly name: string; readonly label: string }
  | {
      readonly kind: 'select';
      readonly name: string;
      readonly label: string;
      readonly options: readonly string[];
    }
  | { readonly kind: 'date'; readonly name: string; readonly label: string };

/** A form of filters; what else the URL says stays. */
export function filters(ask: Ask, fields: readonly Field[], button = 'Filter') {
  const names = fields.map(({ name }) => name);
  return html`<form method="get" class="filters">${keptFields(ask, [...names, 'page', 'asOf'])}${dateField(ask.visit)}${fields.map((field) => fieldHtml(field, ask.query(field.name)))}<button>${button}</button></form>`;
}

function fieldHtml(field: Field, value: string) {
  const { name, label } = field;
  if (field.kind !== 'select')
    return html`<label>${label}<input type="${field.kind}" name="${name}" value="${safe(value)}"></label>`;
  return html`<label>${label}<select name="${name}"><option value="">any</option>${field.options.map((one) => html`<option value="${one}" ${selected(one === value)}>${one}</option>`)}</select></label>`;
}
