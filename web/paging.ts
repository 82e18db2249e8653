/** Long lists in pages of a hundred, numbered in the URL. */
import { html } from 'hono/html';
import { to } from './layout.ts';
import type { Ask, Visit } from './visit.ts';

export const PAGE_SIZE = 100;

/** `?page=`, from 1 up. */
export const pageOf = ({ query }: Ask): number => Math.max(1, Math.floor(Number(query('page') || 1)) || 1);

export const slice = <T>(all: readonly T[], at: number): readonly T[] =>
  all.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);

export function pager(
  visit: Visit,
  path: string,
  query: Readonly<Record<string, string>>,
  at: number,
  total: number,
) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const link = (n: number, text: string) =>
    html`<a href="${to(visit, path, { ...query, page: String(n) })}">${text}</a> `;
  return html`<p>Page ${at} of ${last}. ${at > 1 ? link(at - 1, 'Newer') : ''}${at < last ? link(at + 1, 'Older') : ''}</p>`;
}
