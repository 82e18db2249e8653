/** What is shown instead of a page that is not there, or that could not be made. */
import { html } from 'hono/html';
import { InputError, UsageError } from '../../model/facts/index.ts';
import { page } from '../layout.ts';
import type { Ask } from '../visit.ts';

export const missing = (ask: Ask) =>
  page(ask, 'Not here', html`<p>There is no such page, or not yet on this date.</p>`, 404);

export function failed(asked: Ask, error: Error) {
  const ask = { ...asked, visit: { ...asked.visit, path: '/' } };
  const isInput = error instanceof UsageError || error instanceof InputError;
  if (isInput) return page(ask, 'Not found', html`<p>${error.message}</p>`, 404);
  const detail = `${ask.context.req.path}: ${error.stack ?? error.message}`;
  if (ask.site.log) ask.site.log({ kind: 'event', level: 'error', what: 'page', detail });
  else process.stderr.write(`mergeready: ${detail}\n`);
  return page(
    ask,
    'Something failed',
    html`<p>The server could not make this page; its log says why.</p>`,
    500,
  );
}
