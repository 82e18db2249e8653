import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { epoch } from '../../model/facts/index.ts';
import { siteOf } from '../../web/site.ts';
import type { Site } from '../../web/visit.ts';
import { account, letIn } from '../support/accounts.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';
import { Visitor } from '../support/visitor.ts';

const NOW = epoch(1_800_000_000);
const text = readFileSync(join(import.meta.dirname, '../../examples/demo/dossier.yaml'), 'utf8');
let site: Site;
let app: ReturnType<typeof siteOf>;
beforeAll(async () => {
  const workspace = await demoWorkspace();
  const dossierFile = { name: 'dossier.yaml', text };
  site = { workspace, dossier: demoDossier, dossierFile, base: '', today: () => DEMO_END, now: () => NOW };
  app = siteOf(site);
});
const keysOf = (page: string): readonly string[] =>
  [...page.matchAll(/name="take" value="(\w+)"/g)].map((one) => one[1]!);

test('a maintainer of the dossier takes what is chosen home as a patch, with safe types', async () => {
  const mara = letIn(new Visitor(app), site.workspace, account(site.workspace, 'mara', 'maintainer'), NOW);
  const { text: page } = await mara.get('/proposals');
  const keys = keysOf(page);
  expect(keys.length).toBeGreaterThan(1);
  const { status, headers, text: patch } = await mara.post('/proposals', '/proposals', { take: keys[0]! });
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
    200,
    'text/plain; charset=utf-8',
    'attachment; filename="dossier.patch"',
  ]);
  expect(patch).toMatch(/^--- a\/dossier\.yaml/);
  expect(patch.match(/^\+(?!\+\+)/gm)!.length).toBeLessThan(4);
  expect((await mara.post('/proposals', '/proposals', { take: 'none' })).status).toBe(400);
});

test('others read the proposals, and take none', async () => {
  expect(keysOf((await new Visitor(app).get('/proposals')).text)).toEqual([]);
  const tom = letIn(new Visitor(app), site.workspace, account(site.workspace, 'tom', 'triager'), NOW);
  expect(keysOf((await tom.get('/proposals')).text)).toEqual([]);
  expect((await tom.post('/account', '/proposals', { take: 'x' })).status).toBe(403);
});
