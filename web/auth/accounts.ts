/** All accounts, for admins: who there is, and what they may. */
import { html, raw } from 'hono/html';
import {
  addAccount,
  invite,
  listAccounts,
  mayDo,
  ROLES,
  type Role,
  removeAccount,
  setRole,
} from '../../app/index.ts';
import { UsageError } from '../../model/facts/index.ts';
import { page } from '../layout.ts';
import type { ActAsk, Ask } from '../visit.ts';
import { ROLE_WORDS } from './account.ts';
import { formToken } from './forms.ts';
import { askToLogIn } from './gate.ts';
import { originOf } from './origin.ts';
import { refuse } from './refuse.ts';
import { nowOf } from './who.ts';

interface Said {
  /** A one-time link, and for whom. */
  readonly link?: string;
  readonly name?: string;
  readonly problem?: string;
}

export function accountsPage(ask: Ask, said: Said = {}) {
  const { context, site, visit } = ask;
  if (visit.account === null) return askToLogIn(context, site);
  if (!mayDo(visit.account, 'admin')) return refuse(context, site, 403, 'Only admins see the accounts.');
  const post = `${visit.base}/accounts`;
  const rows = listAccounts(site.workspace).map(
    ({ name, email, role }) => html`<tr><th scope="row">${name}</th><td data-label="address">${email}</td>
<td data-label="role"><form method="post" action="${post}/role">${formToken}<input type="hidden" name="name" value="${name}">${roleSelect(role, `Role of ${name}`)}<button aria-label="Set the role of ${name}">Set</button></form></td>
<td><form method="post" action="${post}/link">${formToken}<button name="name" value="${name}" aria-label="New link for ${name}">New link</button></form></td>
<td><form method="post" action="${post}/remove">${formToken}<button name="name" value="${name}" aria-label="Remove ${name}">Remove</button></form></td></tr>`,
  );
  const body = html`${said.problem ? html`<p class="bad" role="alert">${said.problem}</p>` : ''}
${said.link ? html`<p role="status">With this link ${said.name} chooses a password, once, within three days: <code>${said.link}</code></p>` : ''}
<div class="wide" tabindex="0" role="group" aria-label="Accounts"><table class="stack"><thead><tr><th scope="col">Name</th><th scope="col">Address</th><th scope="col">Role</th><th scope="col">Password</th><th scope="col">Account</th></tr></thead><tbody>${rows}</tbody></table></div>
<section><h2>Another account</h2><form method="post" action="${post}">${formToken}
<label>Name<input name="name" autocapitalize="none" autocomplete="off" required maxlength="64"></label><label>Address<input name="email" type="email" autocomplete="off"></label>
<label>Role${roleSelect('triager', '')}</label><button>Make it</button></form>
<ul class="quiet">${ROLES.map((role) => html`<li>${role}: ${ROLE_WORDS[role]}</li>`)}</ul></section>`;
  return page(ask, 'Accounts', body, said.problem ? 400 : 200);
}

const roleSelect = (chosen: Role, label: string) =>
  html`<select name="role" ${label ? html`aria-label="${label}"` : ''}>${ROLES.map((role) => html`<option ${role === chosen ? raw('selected') : ''}>${role}</option>`)}</select>`;

export const makeAccount = said(async (ask) => {
  const { site, form } = ask;
  const given = {
    name: form.one('name').trim(),
    email: form.one('email').trim(),
    role: form.one('role') as Role,
  };
  const { name } = await addAccount(site.workspace, { ...given, password: null }, nowOf(site));
  return { name, link: linkFor(ask, name) };
});

export const renewLink = said(async (ask) => {
  const name = ask.form.one('name');
  return { name, link: linkFor(ask, name) };
});

export const changeRole = said(async ({ site, form }) => {
  setRole(site.workspace, form.one('name'), form.one('role') as Role);
  return {};
});

export const dropAccount = said(async ({ site, form }) => {
  removeAccount(site.workspace, form.one('name'));
  return {};
});

function linkFor({ context, site }: Ask, name: string): string {
  return `${originOf(context, site)}${site.base}/welcome/${invite(site.workspace, name, nowOf(site))}`;
}

/** Shows the page with what came of it: a link in the answer itself, so that loading the page again shows none. */
function said(act: (ask: ActAsk) => Promise<Said>): (ask: ActAsk) => Promise<Response> {
  return async (ask) => {
    try {
      const done = await act(ask);
      return done.link ? accountsPage(ask, done) : ask.context.redirect(`${ask.site.base}/accounts`, 303);
    } catch (error) {
      if (error instanceof UsageError) return accountsPage(ask, { problem: error.message });
      throw error;
    }
  };
}
