/** The small things that pages are put together from: links, dates, states, evidence. */
import { html, raw } from 'hono/html';
import type { Landing, Mailbox } from '../model/facts/index.ts';
import { sinceThen } from '../reports/landing.ts';
import { commitPath, type Html, mailPath, personPath, safe, seriesPath, to } from './layout.ts';
import { day } from './values.ts';
import type { Visit } from './visit.ts';

export const date = (at: number) => html`<time datetime="${day(at)}">${day(at)}</time>`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

export const nameOf = ({ name, email }: Mailbox): string => safe(name || email || 'somebody');

export const person = (visit: Visit, mailbox: Mailbox) =>
  mailbox.email
    ? html`<a href="${to(visit, personPath(mailbox.email))}">${nameOf(mailbox)}</a>`
    : html`${nameOf(mailbox)}`;

export const commit = (visit: Visit, id: string) =>
  html`<a href="${to(visit, commitPath(id))}"><code>${id.slice(0, 12)}</code></a>`;

export const mail = (visit: Visit, id: string, words: string | Html = 'mail') =>
  html`<a href="${to(visit, mailPath(id))}">${words}</a>`;

export const series = (
  visit: Visit,
  one: { readonly id: string; readonly version: number; readonly title: string },
) => html`<a href="${to(visit, seriesPath(one.id))}">v${one.version} ${safe(one.title) || '(no title)'}</a>`;

type Tone = 'good' | 'bad' | 'wait' | '';

export const chip = (words: string, tone: Tone = '') => html`<span class="chip ${tone}">${words}</span>`;

const TONES: Readonly<Record<string, Tone>> = {
  merged: 'good',
  used: 'good',
  queued: 'good',
  reviewed: 'good',
  accepted: 'good',
  resolved: 'good',
  acknowledged: 'good',
  support: 'good',
  accept: 'good',
  'merge now': 'good',
  holds: 'good',
  pass: 'good',
  success: 'good',
  warning: 'wait',
  pending: 'wait',
  agree: 'good',
  fail: 'bad',
  differ: 'bad',
  blocked: 'bad',
  objected: 'bad',
  object: 'bad',
  fails: 'bad',
  open: 'bad',
  rejected: 'bad',
  answered: 'wait',
  condition: 'wait',
  question: 'wait',
  unknown: 'wait',
  'changes-requested': 'wait',
};

/** A state, a stage, a stance or a verdict; the word says what the color does. */
export const state = (word: string) => chip(word, TONES[word] ?? '');

/** What was concluded and not said: it looks different, and says how it is known. */
export const inferred = (words: string | Html, how: string) =>
  html`<span class="inferred">${words}</span> <small class="quiet">(inferred: ${how})</small>`;

export function landed(visit: Visit, one: Landing) {
  const then = sinceThen(one).replace(/^[,;] /, '');
  const more = then === '' ? '' : html`<div class="${one.revert ? 'bad' : 'quiet'}">${safe(then)}</div>`;
  return html`${landedHow(visit, one)}${more}`;
}

function landedHow(visit: Visit, one: Landing) {
  const known = `${one.method}${one.score < 1 ? `, ${one.score}` : ''}`;
  const name = one.commit ? html` as ${commit(visit, one.commit)}` : '';
  const place = html`in ${safe(one.tree)}${name} since ${date(one.landedAt)}`;
  if (one.notice) return html`${place} <small class="quiet">(says a ${mail(visit, one.notice)})</small>`;
  return one.method === 'link'
    ? html`${place} <small class="quiet">(by its Link:)</small>`
    : inferred(place, known);
}

export interface Evidence {
  readonly message: string | null;
  readonly commit: string | null;
  readonly words?: string | null;
  readonly verified?: string;
}

/** The quoted words, as a link to where they stand. */
export function evidence(visit: Visit, cited: Evidence) {
  const doubt =
    cited.verified === undefined || cited.verified === 'verified'
      ? ''
      : html` <small class="bad">(${cited.verified})</small>`;
  if (cited.message === null)
    return html`<cite>${cited.commit ? commit(visit, cited.commit) : ''}${doubt}</cite>`;
  return html`<cite><a href="${evidenceHref(visit, cited.message, cited.words)}">${cited.words ? html`“${safe(cited.words)}”` : 'mail'}</a>${doubt}</cite>`;
}

/** Browsers scroll to the words and mark them (URL fragment text directives). */
export function evidenceHref(visit: Visit, message: string, words?: string | null): string {
  const fragment = words ? `#:~:text=${encodeURIComponent(words).replaceAll('-', '%2D')}` : '';
  return `${to(visit, mailPath(message))}${fragment}`;
}

/** What a condition rests on: Message-IDs and commits. */
export const citations = (visit: Visit, ids: readonly string[]) =>
  ids.map((id) =>
    /^[0-9a-f]{7,40}$/.test(id)
      ? html` ${evidence(visit, { message: null, commit: id })}`
      : html` ${evidence(visit, { message: id, commit: null })}`,
  );

/** A table that becomes a list of cards on a phone. */
export const stacked = (label: string, head: readonly (Html | string)[], rows: readonly Html[], kind = '') =>
  html`<div class="wide" tabindex="0" role="group" aria-label="${label}"><table class="stack ${kind}"><thead><tr>${head.map((one) => (typeof one === 'string' ? html`<th scope="col">${one}</th>` : one))}</tr></thead><tbody>${rows}</tbody></table></div>`;

export const selected = (is: boolean) => (is ? raw('selected') : '');
