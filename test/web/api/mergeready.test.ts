import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assessDossier, decide, featuresJson, listSeries, type Workspace } from '../../../app/index.ts';
import { ENDPOINTS } from '../../../web/api/mergeready/endpoints.ts';
import { siteOf } from '../../../web/site.ts';
import { afresh } from '../../support/accounts.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../../support/demo.ts';

const HERE = 'http://localhost/mr/api/mergeready';

let workspace: Workspace;
let id: string;
let site: ReturnType<typeof siteOf>;
beforeAll(async () => {
  workspace = afresh(await demoWorkspace());
  site = siteOf({ workspace, dossier: demoDossier, base: '/mr', today: () => DEMO_END });
  id = (await listSeries(workspace, DEMO_END)).find((one) => one.version === 2)!.id;
  decide(workspace, [id], { note: 'look again' }, { who: 'mara', at: DEMO_END });
});

async function ask(path: string) {
  const response = await site.request(`${HERE}${path}`);
  // biome-ignore lint/suspicious/noExplicitAny: as a client reads it
  const json: any = await response.json();
  return { status: response.status, json, headers: response.headers };
}

/** A real address for each row of the table. */
const example = (path: string): string =>
  path.replace('/features/{id}', '/features/group-quota').replace('{id}', id).replace('{name}', 'mm') +
  (QUERIES[path] ?? '');
const QUERIES: Readonly<Record<string, string>> = { '/search': '?q=quota', '/maintainers': '?of=a.c' };

describe('the document', () => {
  test('names every route, with the address of this site', async () => {
    const { json } = await ask('/openapi.json');
    expect(json.openapi).toMatch(/^3\.1\./);
    expect(json.servers).toEqual([{ url: HERE }]);
    expect(Object.keys(json.paths)).toEqual(ENDPOINTS.map(({ path }) => path));
    const ids = Object.values<{ get: { operationId: string } }>(json.paths).map(({ get }) => get.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(ENDPOINTS.map((one) => [one.path, one] as const))(
    '%s answers as it says',
    async (path, { shape }) => {
      const { status, json } = await ask(example(path));
      expect(status).toBe(200);
      expect(z.safeParse(shape, json).error?.issues ?? []).toEqual([]);
      if (Array.isArray(json)) expect(json.length).toBeGreaterThan(0);
    },
  );
});

test('says what the command says', async () => {
  const expected = featuresJson(await assessDossier(workspace, demoDossier, DEMO_END));
  expect((await ask('/features')).json).toEqual(JSON.parse(JSON.stringify(expected)));
});

test('tells nobody where on the server its sources lie', async () => {
  for (const path of ['/status', '/trees'])
    expect(JSON.stringify((await ask(path)).json)).not.toContain('location');
});

test('a date shows what was known then', async () => {
  const { json: now } = await ask('/series');
  const { json: then } = await ask('/series?asOf=2026-03-10');
  expect(then.length).toBeLessThan(now.length);
});

test('lists are paged, and say how many there are', async () => {
  const { json, headers } = await ask('/series?per_page=2&page=2');
  expect(json).toHaveLength(2);
  expect(Number(headers.get('x-total-count'))).toBeGreaterThan(10);
  expect(headers.get('link')).toContain(`<${HERE}/series?per_page=2&page=3>; rel="next"`);
});

test.each([
  ['/series/zzz', 404],
  ['/features/none', 404],
  ['/changes/none', 404],
  ['/nothing', 404],
  ['/search', 404],
  ['/search?q=', 400],
])('%s: %i with a sentence', async (path, expected) => {
  const { status, json } = await ask(path);
  expect(status).toBe(expected);
  expect(typeof json.detail).toBe('string');
});

test('without a dossier there are no features', async () => {
  const bare = siteOf({ workspace, dossier: null, base: '', today: () => DEMO_END });
  expect((await bare.request('/api/mergeready/features')).status).toBe(404);
  expect((await bare.request('/api/mergeready/series')).status).toBe(200);
});
