import { beforeAll, describe, expect, test } from 'vitest';
import { addToken } from '../../app/index.ts';
import { siteOf } from '../../web/site.ts';
import type { Site } from '../../web/visit.ts';
import { account } from '../support/accounts.ts';
import { END, mail, workspaceOf } from '../support/mails.ts';

let site: Site;
beforeAll(async () => {
  const workspace = await workspaceOf([mail({ id: 'a', subject: '[PATCH] ns: a' })]);
  account(workspace, 'mara', 'triager');
  site = { workspace, dossier: null, base: '', today: () => END };
});

test.each(['/', '/nothing', '/style.css', '/healthz', '/login', '/series/x'])(
  '%s tells browsers to be careful',
  async (path) => {
    const { headers } = await siteOf(site).request(path);
    const policy = headers.get('content-security-policy')!;
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  },
);

test('HEAD says what GET would, without the page; other methods are refused by name', async () => {
  const app = siteOf(site);
  const head = await app.request('/series', { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const Authorization = `Token ${addToken(site.workspace, 'mara', '', END)}`;
  const deleted = await app.request('/series', { method: 'DELETE', headers: { Authorization } });
  expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

describe('names', () => {
  test('on loopback the site answers to no name of others', async () => {
    const app = siteOf({ ...site, isLocal: true });
    for (const host of ['localhost', '127.0.0.1:8006', '[::1]:8006'])
      expect((await app.request(`http://${host}/series`)).status).toBe(200);
    for (const host of ['rebound.example.com', '127.0.0.1.example.com', '10.0.0.1'])
      expect((await app.request(`http://${host}/series`)).status).toBe(421);
  });

  test('a proxy is believed only where the site was told to', async () => {
    const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'mr.example.org' };
    const cookie = async (more: Partial<Site>) =>
      (await siteOf({ ...site, ...more }).request('/login', { headers: forwarded })).headers.get(
        'set-cookie',
      );
    expect(await cookie({ trustProxy: true })).toContain('Secure');
    expect(await cookie({})).not.toContain('Secure');
  });
});

test.each([
  "/series/' OR 1=1 --",
  '/series/%00',
  "/m/x'; DROP TABLE message; --@example.org",
  '/m/..%2f..%2fetc%2fpasswd',
  '/m/x%40example.org/attachment/1%0d%0aX-Evil:%20y',
  "/bundle/1' OR 1=1 --",
  '/bundle/1/mbox%0d%0a',
  "/trees/ltp?sort=subject' --&q=%25",
  '/triage?sort=__proto__&subsystem=%27',
  "/api/1.3/bundles/?q=' OR 1=1 --&order=constructor",
  "/api/mergeready/maintainers?of=' OR 1=1 --",
  '/api/mergeready/series/..%2f..%2f/diff?to=%27',
  '/trees/..%2F..%2Fetc',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  "/search?q=' OR 1=1 --",
  '/search?q=%22',
  '/search?q=NEAR(',
  '/search?q=subject:*',
  '/series?from=%25&page=1e309&state=%27',
  '/series?page=-1',
  '/?asOf=2026-99-99',
  '/?asOf[]=1',
  '/series/a%0d%0aSet-Cookie:%20a=b/mbox',
  '/%zz',
  '/m/%ff%fe',
])('%s breaks nothing', async (path) => {
  const { status, headers } = await siteOf(site).request(path);
  expect([200, 400, 404]).toContain(status);
  expect(headers.has('set-cookie')).toBe(false);
});
