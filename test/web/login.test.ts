import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addToken, invite, listAccounts, SESSION_SECONDS, type Workspace } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { siteOf } from '../../web/site.ts';
import type { Site } from '../../web/visit.ts';
import { account, afresh, letIn, PASSWORD } from '../support/accounts.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';
import { Visitor } from '../support/visitor.ts';

const NOW = epoch(1_800_000_000);
let workspace: Workspace;
let clock = NOW;
let facts: Workspace;
beforeAll(async () => {
  facts = await workspaceOf([mail({ id: 'a', subject: '[PATCH] ns: a', body: diff() })]);
});
beforeEach(() => {
  clock = NOW;
  workspace = afresh(facts);
  account(workspace, 'mara', 'admin');
});
const app = (more: Partial<Site> = {}) =>
  siteOf({ workspace, dossier: null, base: '', today: () => END, now: () => clock, ...more });

const loggedIn = (site = app(), name = 'mara'): Visitor =>
  letIn(new Visitor(site), workspace, listAccounts(workspace).find((one) => one.name === name)!, NOW);

test('logging in leads on to where one wanted to go, and out again to the first page', async () => {
  const visitor = new Visitor(app());
  expect((await visitor.get('/')).text).toContain('Log in');
  const { headers } = await visitor.post('/login', '/login', {
    name: 'mara',
    password: PASSWORD,
    next: '/series?q=ns',
  });
  expect(headers.get('location')).toBe('/series?q=ns');
  expect((await visitor.get('/')).text).toContain('Account of mara');
  const session = visitor.cookies.get('mergeready_session')!;
  await visitor.post('/account', '/logout', {});
  expect((await visitor.get('/')).text).not.toContain('Account of mara');
  visitor.cookies.set('mergeready_session', session);
  expect((await visitor.get('/')).text).not.toContain('Account of mara');
});

test('the cookie is out of reach of scripts and of forms of other sites, and of plain HTTP where there is HTTPS', async () => {
  const visitor = new Visitor(
    app({ origin: 'https://mr.example.org', base: '/mr' }),
    'https://mr.example.org',
  );
  const { headers } = await visitor.post('/mr/login', '/mr/login', { name: 'mara', password: PASSWORD });
  const [line] = headers.getSetCookie();
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/mr/', `Max-Age=${SESSION_SECONDS}`])
    expect(line).toContain(part);
});

test('a wrong name and a wrong password look the same', async () => {
  const visitor = new Visitor(app());
  const wrong = await visitor.post('/login', '/login', { name: 'mara', password: 'wrong' });
  const nobody = await visitor.post('/login', '/login', { name: 'nobody', password: 'wrong' });
  expect([wrong.status, nobody.status]).toEqual([401, 401]);
  expect(nobody.text).toBe(wrong.text);
});

test('after ten wrong passwords the right one has to wait, for a quarter of an hour', async () => {
  const visitor = new Visitor(app());
  const attempt = async (password: string) =>
    (await visitor.post('/login', '/login', { name: 'mara', password })).status;
  for (let n = 0; n < 10; n++) expect(await attempt('wrong')).toBe(401);
  expect(await attempt(PASSWORD)).toBe(429);
  clock = epoch(NOW + 15 * 60);
  expect(await attempt(PASSWORD)).toBe(303);
});

test('wrong passwords count at once at the login and in the API', async () => {
  const site = app();
  const visitor = new Visitor(site);
  const basic = (password: string) => ({ Authorization: `Basic ${btoa(`mara:${password}`)}` });
  for (let n = 0; n < 5; n++) {
    await visitor.post('/login', '/login', { name: 'mara', password: 'wrong' });
    await site.request('/api/patches/', { headers: basic('wrong') });
  }
  expect((await site.request('/api/patches/', { headers: basic(PASSWORD) })).status).toBe(429);
  expect((await visitor.post('/login', '/login', { name: 'mara', password: PASSWORD })).status).toBe(429);
});

test('a session ends after a week', async () => {
  const visitor = loggedIn();
  clock = epoch(NOW + SESSION_SECONDS);
  expect((await visitor.get('/')).text).toContain('Log in');
});

test.each([
  'https://example.com/',
  '//example.com/',
  '/\\example.com/',
  '/%09/example.com',
  '\t//example.com',
  '/a/../../..//example.com',
  'javascript:alert(1)',
  '/x\r\nSet-Cookie: a=b',
])('next=%j leads to no other site', async (next) => {
  const visitor = new Visitor(app());
  const { headers } = await visitor.post('/login', '/login', { name: 'mara', password: PASSWORD, next });
  const to = new URL(headers.get('location')!, 'http://localhost');
  expect(to.origin).toBe('http://localhost');
  expect(headers.get('location')).not.toMatch(/^\/[/\\]|[\r\n]/);
  expect(visitor.cookies.has('a')).toBe(false);
});

describe('a form counts only if', () => {
  const token = async (visitor: Visitor, path = '/account') =>
    /name="csrf" value="([^"]+)"/.exec((await visitor.get(path)).text)![1]!;

  test('it carries the token of its session', async () => {
    const site = app();
    const [mara, stranger] = [loggedIn(site), new Visitor(site)];
    const label = { label: 'x' };
    expect((await mara.send('/account/token', label)).status).toBe(403);
    expect((await mara.send('/account/token', { ...label, csrf: 'x' })).status).toBe(403);
    const theirs = await token(stranger, '/login');
    expect((await mara.send('/account/token', { ...label, csrf: theirs })).status).toBe(403);
    const other = await token(loggedIn(site));
    expect((await mara.send('/account/token', { ...label, csrf: other })).status).toBe(403);
    expect((await mara.send('/account/token', { ...label, csrf: await token(mara) })).status).toBe(200);
  });

  test('the browser says that it came from here', async () => {
    const mara = loggedIn();
    const fields = { label: 'x', csrf: await token(mara) };
    for (const Origin of ['http://example.com', 'null', 'http://localhost.example.com', 'https://localhost'])
      expect((await mara.send('/account/token', fields, { Origin })).status).toBe(403);
  });

  test('it is a form', async () => {
    const mara = loggedIn();
    const sent = await mara.send('/account/token', {}, { 'Content-Type': 'text/plain' });
    expect(sent.status).toBe(415);
  });

  test('it is no larger than forms are', async () => {
    const mara = loggedIn();
    const fields = { label: 'x'.repeat(600_000), csrf: await token(mara) };
    expect((await mara.send('/account/token', fields)).status).toBe(413);
  });
});

test('where reading needs an account, strangers see the login and nothing else', async () => {
  const site = app({ readers: 'accounts' });
  const stranger = new Visitor(site);
  for (const path of ['/', '/series', '/m/a@example.org', '/search?q=a', '/status', '/nothing']) {
    const { status, headers, text } = await stranger.get(path);
    expect([status, text.includes('ns: a')]).toEqual([303, false]);
    expect(headers.get('location')).toBe(`/login?${new URLSearchParams({ next: path })}`);
  }
  expect((await stranger.get('/api/1.3/series')).status).toBe(401);
  expect((await stranger.get('/style.css')).status).toBe(200);
  expect((await loggedIn(site).get('/series')).text).toContain('ns: a');
  const token = addToken(workspace, 'mara', '', NOW);
  expect((await stranger.get('/series', { Authorization: `Token ${token}` })).text).toContain('ns: a');
  expect((await stranger.get('/series', { Authorization: `Token ${token}x` })).status).toBe(303);
});

test('pages of one visitor are never shown to another', async () => {
  const site = app();
  account(workspace, 'otto', 'reader');
  const [mara, otto, stranger] = [loggedIn(site), loggedIn(site, 'otto'), new Visitor(site)];
  for (const path of ['/', '/series', '/account', '/accounts']) {
    expect((await mara.get(path)).text).toContain('Account of mara');
    expect((await otto.get(path)).text).not.toContain('mara');
    expect((await stranger.get(path)).text).not.toContain('mara');
    const { headers } = await mara.get(path);
    expect(headers.get('cache-control')).toBe('private, no-store');
  }
  const tokens = await Promise.all(
    [mara, otto].map(async (who) => /csrf" value="(.+?)"/.exec((await who.get('/account')).text)![1]),
  );
  expect(tokens[0]).not.toBe(tokens[1]);
});

test('the first link makes the admin of a new site; the second visitor comes too late', async () => {
  workspace = afresh(facts);
  const link = `/welcome/${invite(workspace, null, NOW)}`;
  const site = app({ readers: 'accounts' });
  const first = new Visitor(site);
  const weak = await first.post(link, link, { name: 'mara', email: '', password: 'short' });
  expect([weak.status, weak.text.includes('eight characters')]).toEqual([400, true]);
  const { status } = await first.post(link, link, {
    name: 'mara',
    email: 'mara@example.org',
    password: PASSWORD,
  });
  expect(status).toBe(303);
  expect((await first.get('/accounts')).text).toContain('mara@example.org');
  expect((await new Visitor(site).get(link)).status).toBe(404);
});

test('an admin makes accounts; whoever has the link chooses the password; others may not', async () => {
  const site = app();
  const mara = loggedIn(site);
  const made = await mara.post('/accounts', '/accounts', { name: 'otto', email: '', role: 'triager' });
  const link = new URL(/http:\/\/localhost(\/welcome\/\w+)/.exec(made.text)![0]).pathname;
  const otto = new Visitor(site);
  await otto.post(link, link, { password: 'battery staple' });
  expect((await otto.get('/account')).text).toContain('decides about series');
  expect((await otto.get('/accounts')).status).toBe(403);
  expect((await otto.post('/account', '/accounts', { name: 'eve', role: 'admin', email: '' })).status).toBe(
    403,
  );
  const refused = await mara.post('/accounts', '/accounts/role', { name: 'mara', role: 'reader' });
  expect([refused.status, refused.text.includes('only admin')]).toEqual([400, true]);
  await mara.post('/accounts', '/accounts/remove', { name: 'otto' });
  expect((await otto.get('/')).text).toContain('Log in');
});

test('another password ends the other sessions, and needs the present one', async () => {
  const site = app();
  const [here, there] = [loggedIn(site), loggedIn(site)];
  const change = (old: string) =>
    here.post('/account', '/account/password', { old, password: 'battery staple' });
  expect((await change('wrong')).status).toBe(400);
  expect((await change(PASSWORD)).status).toBe(303);
  expect((await here.get('/')).text).toContain('Account of mara');
  expect((await there.get('/')).text).not.toContain('Account of mara');
});

test('an API token is shown once', async () => {
  const mara = loggedIn();
  const made = await mara.post('/account', '/account/token', { label: 'ci' });
  const [token] = /\b[0-9a-f]{40}\b/.exec(made.text)!;
  const again = await mara.get('/account');
  expect([again.text.includes('ci'), again.text.includes(token)]).toEqual([true, false]);
});
