/** Logging in and out. */
import { deleteCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { type Account, checkPassword, endSession, SESSION_SECONDS, startSession } from '../../app/index.ts';
import { page } from '../layout.ts';
import type { ActAsk, Ask, Site } from '../visit.ts';
import { cookieOptions, formToken } from './forms.ts';
import type { LoginLimit } from './limit.ts';
import { clientOf, localPath } from './origin.ts';
import { askingOf, nowOf, SESSION_COOKIE } from './who.ts';

export function loginPage(ask: Ask, problem = '', status: 200 | 401 | 429 = 200) {
  const { visit, query, site } = ask;
  if (visit.account && problem === '') return ask.context.redirect(localPath(query('next'), site), 303);
  ask.context.header('Cache-Control', 'no-store');
  const body = html`${problem ? html`<p class="bad" role="alert">${problem}</p>` : ''}
<form method="post" action="${visit.base}/login" class="tall">${formToken}
<input type="hidden" name="next" value="${localPath(query('next'), site)}">
<label>Name<input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button></form>
<p class="quiet">An admin of this site makes accounts and new links for lost passwords.</p>`;
  return page(ask, 'Log in', body, status);
}

export function loginAction(limit: LoginLimit): (ask: ActAsk) => Promise<Response> {
  return async (ask) => {
    const { context, site, form } = ask;
    const [name, client] = [form.one('name').slice(0, 100), clientOf(context, site)];
    const wait = limit.attempt(name, client, nowOf(site));
    if (wait > 0) {
      context.header('Retry-After', String(wait));
      return loginPage(ask, `Too many attempts. Try again in ${Math.ceil(wait / 60)} minutes.`, 429);
    }
    const account = await checkPassword(site.workspace, name, form.one('password'));
    // Which of the two was wrong is nobody's business.
    if (!account) return loginPage(ask, 'There is no such name with this password.', 401);
    limit.succeeded(name, client);
    logIn(ask, account);
    return context.redirect(localPath(form.one('next'), site), 303);
  };
}

/** A new secret each time: whatever the browser held before opens nothing. */
export function logIn({ context, site }: Ask, account: Account): void {
  const before = askingOf(context).session;
  if (before) endSession(site.workspace, before);
  const secret = startSession(site.workspace, account, nowOf(site));
  setCookie(context, SESSION_COOKIE, secret, { ...cookieOptions(context, site), maxAge: SESSION_SECONDS });
}

export function logout({ context, site }: ActAsk): Response {
  endSession(site.workspace, askingOf(context).session);
  deleteCookie(context, SESSION_COOKIE, cookieOptions(context, site));
  return context.redirect(home(site), 303);
}

const home = (site: Site): string => `${site.base}/`;
