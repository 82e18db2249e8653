/** One's own account: password, sessions, API tokens. */
import { html } from 'hono/html';
import {
  type Account,
  addToken,
  checkPassword,
  endSessions,
  listTokens,
  removeToken,
  setPassword,
} from '../../app/index.ts';
import { UsageError } from '../../model/facts/index.ts';
import { page } from '../layout.ts';
import { day } from '../values.ts';
import type { ActAsk, Ask } from '../visit.ts';
import { formToken } from './forms.ts';
import { askToLogIn } from './gate.ts';
import { logIn } from './login.ts';
import { nowOf } from './who.ts';

/** What was just done, or went wrong. */
interface Said {
  readonly token?: string;
  readonly problem?: string;
}

export function accountPage(ask: Ask, said: Said = {}) {
  const { context, site, visit } = ask;
  const { account } = visit;
  if (account === null) return askToLogIn(context, site);
  const tokens = listTokens(site.workspace, account.name).map(
    ({ id, label, createdAt }) => html`<li>${label || 'without a label'}, since ${day(createdAt)}
<form method="post" action="${visit.base}/account/token/remove">${formToken}<button name="id" value="${id}" aria-label="Remove the token ${label || id}">Remove</button></form></li>`,
  );
  const body = html`${said.problem ? html`<p class="bad" role="alert">${said.problem}</p>` : ''}
<p>${account.name}${account.email ? `, ${account.email}` : ''}: ${ROLE_WORDS[account.role]}.</p>
${account.role === 'admin' ? html`<p><a href="${visit.base}/accounts">All accounts</a></p>` : ''}
<section><h2>API tokens</h2>
${said.token ? html`<p role="status">The new token, shown this once: <code>${said.token}</code></p>` : ''}
<p>They go into the header <code>Authorization: Token …</code>, as with Patchwork.</p>
<ul>${tokens.length > 0 ? tokens : html`<li>There is none.</li>`}</ul>
<form method="post" action="${visit.base}/account/token">${formToken}<label>What it is for<input name="label" maxlength="100"></label><button>Make a token</button></form></section>
<section><h2>Password</h2><form method="post" action="${visit.base}/account/password" class="tall">${formToken}
<label>The present one<input name="old" type="password" autocomplete="current-password" required></label>
<label>The new one (eight characters or more)<input name="password" type="password" autocomplete="new-password" minlength="8" required></label>
<button>Change it</button></form></section>
<section><h2>Sessions</h2><form method="post" action="${visit.base}/logout">${formToken}<button>Log out</button></form>
<form method="post" action="${visit.base}/account/sessions">${formToken}<button>Log out everywhere else</button></form></section>`;
  return page(ask, 'Account', body, said.problem ? 400 : 200);
}

export const ROLE_WORDS = {
  reader: 'reads',
  triager: 'reads, and decides about series',
  maintainer: 'reads, decides about series, and takes proposals for the dossier',
  admin: 'may do everything, accounts included',
} as const satisfies Record<Account['role'], string>;

export function makeToken(ask: ActAsk) {
  const { site, form, account } = ask;
  const token = addToken(site.workspace, account!.name, form.one('label'), nowOf(site));
  // Shown in the answer itself: a page that could be loaded again would show it again.
  return accountPage(ask, { token });
}

export function dropToken({ context, site, form, account }: ActAsk): Response {
  removeToken(site.workspace, account!.name, Number(form.one('id')));
  return context.redirect(`${site.base}/account`, 303);
}

export async function changePassword(ask: ActAsk) {
  const { context, site, form, account } = ask;
  if ((await checkPassword(site.workspace, account!.name, form.one('old'))) === null)
    return accountPage(ask, { problem: 'The present password is another one.' });
  try {
    await setPassword(site.workspace, account!.name, form.one('password'));
  } catch (error) {
    if (error instanceof UsageError) return accountPage(ask, { problem: error.message });
    throw error;
  }
  logIn(ask, account!);
  return context.redirect(`${site.base}/account`, 303);
}

export function endOtherSessions(ask: ActAsk): Response {
  endSessions(ask.site.workspace, ask.account!);
  logIn(ask, ask.account!);
  return ask.context.redirect(`${ask.site.base}/account`, 303);
}
