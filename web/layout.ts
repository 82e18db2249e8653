/** What every page has: head, navigation, the as-of control. */
import { html, raw } from 'hono/html';
import type { Refusal } from './auth/refuse.ts';
import { day, plain } from './values.ts';
import type { Ask, Visit } from './visit.ts';

type Html = ReturnType<typeof html>;

/** A link inside the site that keeps the chosen date. */
export function to(visit: Visit, path: string, query: Readonly<Record<string, string>> = {}): string {
  const all = { ...query, ...(visit.isPast ? { asOf: day(visit.asOf) } : {}) };
  const text = new URLSearchParams(all).toString();
  return `${visit.base}${path}${text ? `?${text}` : ''}`;
}

const segment = (id: string): string => encodeURIComponent(id);
export const mailPath = (id: string): string => `/m/${segment(id)}`;
export const seriesPath = (id: string): string => `/series/${segment(id)}`;

const DOSSIER_PAGES = [
  ['/', 'Board'],
  ['/feature-list', 'Feature list'],
  ['/strategies', 'Strategies'],
  ['/plan', 'Plan'],
  ['/weekly', 'Weekly'],
] as const;
const PAGES = [
  ['/triage', 'Triage'],
  ['/series', 'Series'],
  ['/trees', 'Trees'],
  ['/search', 'Search'],
  ['/status', 'Status'],
] as const;

export function page(
  { context, visit }: Pick<Ask, 'context' | 'visit'>,
  title: string,
  body: Html | Html[],
  status: 200 | 404 | 500 | Refusal = 200,
) {
  const items = [...(visit.hasDossier ? DOSSIER_PAGES : []), ...PAGES].map(
    ([path, name]) =>
      html`<li><a href="${to(visit, path)}" ${visit.path === path ? raw('aria-current="page"') : ''}>${name}</a></li>`,
  );
  return context.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${plain(title)} - mergeready</title>
<link rel="stylesheet" href="${visit.base}/style.css">
${visit.hasDossier ? html`<link rel="alternate" type="application/atom+xml" title="Weekly reports" href="${visit.base}/weekly.atom">` : ''}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><strong>mergeready</strong><nav aria-label="Pages"><ul>${items}</ul></nav>
<form method="get" action="${visit.base}${visit.path}"><label>As of<input type="date" name="asOf" value="${day(visit.asOf)}"></label><button>Show</button></form>
${accountLink(visit)}</header>
<main id="main"><h1>${plain(title)}</h1>
${body}
</main>
<footer>As of ${day(visit.asOf)} (UTC)${visit.isPast ? html`, chosen; <a href="${visit.base}${visit.path}">show today</a>` : ''}.</footer>
</body></html>`,
    status,
  );
}

/** Who is logged in, or where to do it. */
function accountLink({ base, account, path }: Visit) {
  if (account !== null)
    return html`<a href="${base}/account" aria-label="Account of ${account.name}">${account.name}</a>`;
  const next = new URLSearchParams({ next: `${base}${path}` });
  return path === '/login' ? '' : html`<a href="${base}/login?${next}" rel="nofollow">Log in</a>`;
}

/** Text of strangers: no control characters, no marks that turn the direction. */
export const safe = (text: string): string => plain(text);
