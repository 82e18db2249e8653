/** Behind a one-time link: the first admin's account, or a password for an account that an admin made. */
import { html } from 'hono/html';
import { acceptInvitation, readInvitation } from '../../app/index.ts';
import { UsageError } from '../../model/facts/index.ts';
import { page } from '../layout.ts';
import type { ActAsk, Ask } from '../visit.ts';
import { formToken } from './forms.ts';
import { logIn } from './login.ts';
import { nowOf } from './who.ts';

export function welcomePage(ask: Ask, problem = '') {
  const { site, visit, param } = ask;
  ask.context.header('Cache-Control', 'no-store');
  const found = readInvitation(site.workspace, param('secret'), nowOf(site));
  if (!found)
    return page(
      ask,
      'This link is used up',
      html`<p>It has been used, or is more than three days old. An admin can make another one; <code>mergeready serve</code> prints the first.</p>`,
      404,
    );
  const who =
    found.account === null
      ? html`<p>This makes the first account, the admin's. It can make others.</p>
<label>Name<input name="name" autocomplete="username" autocapitalize="none" required maxlength="64" pattern="[\\p{L}\\p{N}][\\p{L}\\p{N}._@+\\-]*" title="letters, digits and . _ @ + -"></label>
<label>Address (the journal of decisions calls you by it)<input name="email" type="email" autocomplete="email"></label>`
      : html`<p>A password for the account <strong>${found.account.name}</strong>.</p><input type="hidden" name="name" autocomplete="username" value="${found.account.name}">`;
  const body = html`${problem ? html`<p class="bad" role="alert">${problem}</p>` : ''}
<form method="post" action="${visit.base}${visit.path}" class="tall">${formToken}${who}
<label>Password (eight characters or more)<input name="password" type="password" autocomplete="new-password" minlength="8" required></label>
<button>Go on</button></form>`;
  return page(ask, 'Welcome', body, problem ? 400 : 200);
}

export async function welcome(ask: ActAsk): Promise<Response> {
  const { context, site, form, param } = ask;
  const given = { name: form.one('name'), email: form.one('email'), password: form.one('password') };
  try {
    logIn(ask, await acceptInvitation(site.workspace, param('secret'), given, nowOf(site)));
  } catch (error) {
    if (error instanceof UsageError) return welcomePage(ask, error.message);
    throw error;
  }
  return context.redirect(`${site.base}/`, 303);
}
