/** What every page has: head, navigation, search, the as-of control. */

import { html, raw } from 'hono/html';
import type { Refusal } from './auth/refuse.ts';
import { feedsOf } from './feeds.ts';
import { keysScript } from './keys/assets.ts';
import { styleHref } from './style.ts';
import { day, minute, plain } from './values.ts';
import type { Ask, Visit } from './visit.ts';

export type Html = ReturnType<typeof html>;

/** A link inside the site that keeps the chosen date. */
export function to(visit: Visit, path: string, query: Readonly<Record<string, string>> = {}): string {
  const all = { ...query, ...(visit.isPast ? { asOf: day(visit.asOf) } : {}) };
  const text = new URLSearchParams(all).toString();
  return `${visit.base}${path}${text ? `?${text}` : ''}`;
}

/** The page that is shown, with some parameters changed; empty ones leave the URL. */
export function same(
  { context, visit }: Pick<Ask, 'context' | 'visit'>,
  changed: Readonly<Record<string, string>>,
): string {
  const all = { ...context.req.query(), ...changed };
  const text = new URLSearchParams(Object.entries(all).filter(([, value]) => value !== '')).toString();
  return `${visit.base}${visit.path}${text ? `?${text}` : ''}`;
}

const segment = (id: string): string => encodeURIComponent(id);
export const mailPath = (id: string): string => `/m/${segment(id)}`;
export const threadPath = (id: string): string => `/t/${segment(id)}`;
export const seriesPath = (id: string): string => `/series/${segment(id)}`;
export const changePath = (id: string): string => `/change/${segment(id)}`;
export const patchPath = (id: string, n: number): string => `${seriesPath(id)}/patch/${n}`;
export const featurePath = (id: string): string => `/feature/${segment(id)}`;
export const personPath = (id: string): string => `/person/${segment(id)}`;
export const commitPath = (id: string): string => `/commit/${segment(id)}`;
export const treePath = (name: string): string => `/trees/${segment(name)}`;

const DOSSIER_PAGES = [
  ['/', 'Board'],
  ['/feature-list', 'Feature list'],
  ['/strategies', 'Strategies'],
  ['/plan', 'Plan'],
  ['/proposals', 'Proposals'],
] as const;
const PAGES = [
  ['/weekly', 'Weekly'],
  ['/triage', 'Triage'],
  ['/series', 'Series'],
  ['/people', 'People'],
  ['/trees', 'Trees'],
  ['/reference', 'Reference'],
  ['/status', 'Status'],
] as const;

/** What every page leads to, in the order of its navigation. */
export const navigation = (hasDossier: boolean): readonly string[] =>
  [...(hasDossier ? DOSSIER_PAGES : []), ...PAGES].map(([path]) => path);

export function page(
  ask: Pick<Ask, 'context' | 'visit'>,
  title: string,
  body: Html | Html[],
  status: 200 | 404 | 500 | Refusal = 200,
) {
  const { context, visit } = ask;
  const items = [...(visit.hasDossier ? DOSSIER_PAGES : []), ...PAGES].map(
    ([path, name]) =>
      html`<li><a href="${to(visit, path)}" ${isAt(visit, path) ? raw('aria-current="page"') : ''}>${name}</a></li>`,
  );
  return context.html(
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${safe(title)} - mergeready</title>
<link rel="stylesheet" href="${visit.base}${styleHref}">
<link rel="icon" type="image/svg+xml" href="${visit.base}/icon.svg">
${keysScript(visit)}
${feedsOf(visit, context.req.query('person') ?? '').map(
  ([
    name,
    path,
  ]) => html`<link rel="alternate" type="application/atom+xml" title="${name}" href="${visit.base}${path}">
`,
)}
</head>
<body>
<a class="skip" href="#main">To the content</a>
<header><a class="home" href="${to(visit, '/')}">mergeready</a>
<nav aria-label="Pages"><ul>${items}</ul></nav>
<div class="tools"><form method="get" action="${visit.base}/search" role="search"><label><span class="hidden">Search</span><input type="search" name="q" placeholder="Search mails" value="${visit.path === '/search' ? (context.req.query('q') ?? '') : ''}"></label>${dateField(visit)}<button>Search</button></form>
<form method="get" action="${visit.base}${visit.path}">${keptFields(ask, ['asOf', 'page'])}<label><span class="hidden">As of</span><input type="date" name="asOf" value="${day(visit.asOf)}"></label><button>As of</button></form></div>
${accountLink(visit)}</header>
<main id="main" tabindex="-1"><h1>${safe(title)}</h1>
${visit.isPast ? html`<p class="past">As it was known on ${day(visit.asOf)}. <a href="${same(ask, { asOf: '' })}">Show today</a></p>` : ''}
${visit.dossierProblem ? html`<p class="past" role="status">The dossier has changed, and cannot be read; it is shown as it was before. ${safe(visit.dossierProblem)}</p>` : ''}
${body}
</main>
<footer>As of ${visit.isPast ? day(visit.asOf) : minute(visit.asOf)} (UTC).</footer>
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

const isAt = ({ path: at }: Visit, path: string): boolean =>
  at === path || (path !== '/' && at.startsWith(`${path}/`));

/** The chosen date, for a form that leads elsewhere. */
export const dateField = (visit: Visit) =>
  visit.isPast ? html`<input type="hidden" name="asOf" value="${day(visit.asOf)}">` : '';

/** The parameters of the page but some, for a form that changes those. */
export const keptFields = ({ context }: Pick<Ask, 'context'>, but: readonly string[]) =>
  Object.entries(context.req.query())
    .filter(([name, value]) => !but.includes(name) && value !== '')
    .map(([name, value]) => html`<input type="hidden" name="${safe(name)}" value="${safe(value)}">`);

/** More of a subject, a name or a path breaks a page. */
const LONGEST = 400;

/** A line of strangers: no control characters, no marks that turn the direction, not endless. */
export const safe = (text: string): string =>
  plain(text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);

/** The same for texts of many lines. */
export const plainText = (text: string): string => plain(text);
