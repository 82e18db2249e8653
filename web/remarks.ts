/** Remarks of reviewers, in place or in a list. */
import { html } from 'hono/html';
import type { ReviewComment } from '../model/review/index.ts';
import { type Html, plainText } from './layout.ts';
import { date, mail, person, state } from './parts.ts';
import type { Visit } from './visit.ts';

const MOST_TEXT = 3000;
const MOST_QUOTED = 600;

/** @param isInPlace the quoted lines stand right above */
export function remark(visit: Visit, one: ReviewComment, isInPlace: boolean): Html {
  const answer = one.answeredBy === null ? '' : html`, ${mail(visit, one.answeredBy, 'answered here')}`;
  return html`<div class="remark ${one.state}"><p class="quiet">${state(one.state)} ${person(visit, one.author)}, ${mail(visit, one.messageId, date(one.date))}${answer}</p>
${isInPlace || one.quoted === '' ? '' : html`<blockquote class="said">${end(one.quoted, MOST_QUOTED)}</blockquote>`}<p class="said">${start(one.text, MOST_TEXT)}</p></div>`;
}

const start = (text: string, most: number): string =>
  plainText(text.length > most ? `${text.slice(0, most)} …` : text);
const end = (text: string, most: number): string =>
  plainText(text.length > most ? `… ${text.slice(-most)}` : text);
