/** The pages in a real Chromium: on a phone and a desk, in light and dark, without JavaScript, on paper. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide, listSeries, makeBundle } from '../../app/index.ts';
import { type Server, serve } from '../../web/serve.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
/** Set to look at what the tests saw. */
const SHOTS = process.env['MERGEREADY_SCREENSHOTS'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const name = CHROMIUM ? 'in Chromium' : 'in Chromium (skipped: /usr/bin/chromium is not there)';
describe.skipIf(!CHROMIUM)(name, () => {
  let browser: Browser;
  let server: Server;
  let series: string;
  let change: string;
  beforeAll(async () => {
    const workspace = await demoWorkspace();
    const shown = (await listSeries(workspace, DEMO_END)).find((one) => one.version === 2)!;
    series = shown.id;
    change = shown.changeId;
    const by = { who: 'mara@example.org', at: DEMO_END };
    decide(workspace, [series], { state: 'deferred', note: 'look again' }, by);
    const mails = shown.patches.map(({ messageId }) => messageId);
    makeBundle(workspace, { name: 'for-next', isPublic: true, mails }, by);
    const site = { workspace, dossier: demoDossier, base: '', today: () => DEMO_END };
    server = await serve(site, { hostname: '127.0.0.1', port: 0 });
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const PATHS = [
    '',
    'feature/group-quota',
    'feature-list',
    'strategies',
    'plan',
    'weekly',
    'proposals',
    'triage',
    'series',
    'search?q=clock',
    'status',
    'doctor',
    'trees',
    'trees/mainline',
    'people',
    'person/olaf@example.org',
    'reference',
    'reference/cln-01',
    'm/goal@demo.example.org',
    't/goal@demo.example.org',
    'journal',
    'bundle/1',
    'login',
    'nothing',
  ];

  const allPaths = (): readonly string[] => [
    ...PATHS,
    `series/${series}`,
    `series/${series}/diff`,
    `series/${series}/patch/1`,
    `change/${change}`,
  ];

  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(server.url + path);
    return page;
  }

  test.each([
    ['desk, light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['phone, dark', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' }],
  ] as const)('%s: no page breaks a rule of axe, none is wider than the screen', async (label, options) => {
    const page = await open('', { ...options, bypassCSP: true });
    for (const path of allPaths()) {
      await page.goto(server.url + path);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => {
        const { violations } = await (
          globalThis as never as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          }
        ).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect([path, ...found]).toEqual([path]);
      const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect([path, overflow]).toEqual([path, 0]);
      if (SHOTS) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `${label}-${path.replace(/\W+/g, '_') || 'board'}.png`) });
      }
    }
    await page.context().close();
  });

  test('at a desk every column of the board is in sight', async () => {
    const page = await open('', { viewport: { width: 1280, height: 900 } });
    const hidden = await page.evaluate(
      'Array.from(document.querySelectorAll(".wide"), (one) => one.scrollWidth - one.clientWidth)',
    );
    expect(hidden).toEqual([0]);
    await page.context().close();
  });

  test('the board leads to a feature, and a date changes what is shown, without JavaScript', async () => {
    const page = await open('', { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'group-quota' }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Quotas for groups');
    await page.getByLabel('As of', { exact: true }).first().fill('2026-03-12');
    await page.getByRole('button', { name: 'As of' }).click();
    expect(page.url()).toContain('asOf=2026-03-12');
    expect(await page.locator('main').textContent()).toContain('proposed');
    await page.context().close();
  });

  test('every page says the same without JavaScript', async () => {
    const [without, withIt] = [await open('', { javaScriptEnabled: false }), await open('')];
    for (const path of allPaths()) {
      const texts: string[] = [];
      for (const page of [without, withIt]) {
        await page.goto(server.url + path);
        // The script adds how to see its keys, and nothing else.
        texts.push(((await page.locator('main').textContent()) ?? '').replace(/Keys: \?/, '').trim());
      }
      expect([path, texts[0]]).toEqual([path, texts[1]]);
      expect(texts[0]!.length).toBeGreaterThan(20);
    }
    await without.context().close();
    await withIt.context().close();
  });

  test('a weekly report prints', async () => {
    const page = await open('weekly');
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeLessThanOrEqual(2);
    await page.context().close();
  });
});
