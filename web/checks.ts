/** What tests said, as pages show it. */
import { html } from 'hono/html';
import type { Check } from '../app/index.ts';
import { type Html, safe } from './layout.ts';
import { date, state } from './parts.ts';

/** What tests said of a patch: the newest of each, with a link to where its log is. */
export function checksOf(
  { checks }: { readonly checks: readonly Check[] },
  messageId: string,
): readonly Html[] {
  return checks
    .filter((one) => one.messageId === messageId)
    .map((one) => {
      const name = one.url
        ? html`<a href="${one.url}" rel="nofollow noopener">${safe(one.context)}</a>`
        : html`${safe(one.context)}`;
      return html`<div>${state(one.state)} ${name} <small class="quiet">${safe(one.description ?? '')} ${date(one.at)}, ${safe(one.by)}</small></div>`;
    });
}
