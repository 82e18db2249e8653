/** Triage in a real Chromium: from the first start to the tenth series, by keyboard alone. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decisions, invite, readJournal, type Workspace } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { type Server, serve } from '../../web/serve.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));
const SHOTS = process.env['MERGEREADY_SCREENSHOTS'];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TODAY = epoch(Date.UTC(2026, 2, 20) / 1000);
const name = CHROMIUM ? 'in Chromium' : 'in Chromium (skipped: /usr/bin/chromium is not there)';

describe.skipIf(!CHROMIUM)(name, () => {
  let browser: Browser;
  let server: Server;
  let workspace: Workspace;
  let page: Page;
  const wrong: string[] = [];
  beforeAll(async () => {
    const patches = Array.from({ length: 12 }, (_, n) =>
      mail({ id: `p${n}`, at: n * 60, subject: `[PATCH] ns: part ${n}`, body: `Why.\n${diff(`f${n}.c`)}` }),
    );
    workspace = await workspaceOf(patches);
    const site = { workspace, dossier: null, base: '/mr', today: () => TODAY, isLocal: true };
    server = await serve(site, { hostname: '127.0.0.1', port: 0 });
    browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on(
      'console',
      (message) => message.type() === 'error' && wrong.push(`${message.location().url} ${message.text()}`),
    );
    page.on('pageerror', (error) => wrong.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const said = () => page.locator('.said-aloud').textContent();
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const states = (): readonly (string | null)[] => {
    const all = [...decisions(workspace, END).values()];
    return all.map((one) => one.state);
  };

  test('the link of the first start makes an account, by keyboard alone', async () => {
    await page.goto(`${server.url}welcome/${invite(workspace, null, epoch(Date.now() / 1000))}`);
    await page.getByLabel('Name').focus();
    await page.keyboard.type('mara');
    await press('Tab');
    await page.keyboard.type('mara@example.org');
    await press('Tab');
    await page.keyboard.type('correct horse');
    await press('Enter');
    await page.waitForURL(server.url);
    expect(await page.getByRole('link', { name: 'Account of mara' }).count()).toBe(1);
  });

  test('ten series are triaged without touching the mouse', async () => {
    await page.goto(`${server.url}triage`);
    await press('j');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('ns: part 0');
    const letters = ['a', 'c', 'r', 'd', 'u', 'f', 'n', 'w', 's', 'e'];
    for (const [n, letter] of letters.entries()) {
      await press('s', letter);
      await expect.poll(said).toMatch(new RegExp(`^state .*: ns: part ${n}\\.$`));
      await press('n');
    }
    expect(states().length).toBe(10);
    expect(new Set(states()).size).toBe(10);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('ns: part 10');
  });

  test('delegate, note and undo work on the series with the focus, and undo says what it undid', async () => {
    await press('d');
    await page.keyboard.type('otto@example.org');
    await press('Enter');
    await expect.poll(said).toBe('delegate otto@example.org: ns: part 10.');
    expect(await page.locator('tr', { hasText: 'part 10' }).locator('.delegate').textContent()).toBe(
      'otto@example.org',
    );
    await press('c');
    await page.keyboard.type('j and k are letters here');
    await press('Enter');
    await expect.poll(said).toContain('note j and k');
    await press('u');
    await expect.poll(said).toContain('Undone: note');
    await press('u');
    await expect.poll(said).toContain('Undone: delegate');
    expect(await page.locator('tr', { hasText: 'part 10' }).locator('.delegate').textContent()).toBe('');
    expect(readJournal(workspace, END).filter((one) => one.field === 'undo')).toHaveLength(2);
  });

  test('several chosen series are set at once', async () => {
    await press('x', 'j', 'x', 's', 'd');
    await expect.poll(said).toBe('state deferred: 2 series.');
    await press('u');
    await expect.poll(said).toContain('Undone');
    expect(states().filter((one) => one !== null)).toHaveLength(10);
  });

  test('open, go on through the queue, and come back to the same place', async () => {
    await press('o');
    await page.waitForURL(/series/);
    expect(await page.locator('h1').textContent()).toContain('part 11');
    await press('p');
    await expect.poll(() => page.locator('h1').textContent()).toContain('part 10');
    await press('s', 'a');
    await expect.poll(said).toContain('state accepted');
    expect(await page.getByRole('group', { name: 'Decide' }).getByLabel('State').inputValue()).toBe(
      'accepted',
    );
    await press('u');
    await expect.poll(said).toContain('Undone');
    await press('q');
    await page.waitForURL(/triage/);
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('ns: part 10');
  });

  test('? shows the keys, holds the focus, gives it back, and turns them off', async () => {
    await press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    expect(await dialog.textContent()).toContain('set the state');
    await page.getByLabel('Keys are on').click();
    await press('Escape');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('ns: part 10');
    await press('k');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('ns: part 10');
    await press('?');
    await page.getByLabel('Keys are on').click();
    await press('Escape');
  });

  test.each([
    [1280, 'light'],
    [390, 'dark'],
  ] as const)(
    'at %i pixels, %s, axe finds nothing, and no page is wider than the screen',
    async (width, colorScheme) => {
      const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
      const own = await browser.newContext({ ...options, storageState: await page.context().storageState() });
      const stranger = await browser.newContext(options);
      for (const path of ['triage', 'journal', 'account', 'accounts', 'login']) {
        const look = await (path === 'login' ? stranger : own).newPage();
        await look.goto(server.url + path);
        await look.evaluate(axe);
        const found = (await look.evaluate(
          "axe.run().then(({ violations }) => violations.map((one) => one.id + ': ' + one.nodes[0].html))",
        )) as readonly string[];
        const over = await look.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
        expect([path, over, ...found]).toEqual([path, 0]);
        if (SHOTS) {
          mkdirSync(SHOTS, { recursive: true });
          await look.screenshot({ path: join(SHOTS, `${path}-${width}-${colorScheme}.png`) });
        }
        await look.close();
      }
      await own.close();
      await stranger.close();
    },
  );

  test('without JavaScript the forms do the same', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await page.context().storageState(),
    });
    const plain = await context.newPage();
    await plain.goto(`${server.url}triage`);
    await plain.getByLabel('Choose ns: part 11').check();
    await plain
      .getByRole('group', { name: 'For the chosen series' })
      .getByLabel('State')
      .selectOption('rejected');
    await plain.getByRole('button', { name: 'Set' }).click();
    expect(await plain.getByRole('status').textContent()).toContain('One series: state rejected.');
    await plain.getByRole('button', { name: 'Undo state rejected' }).first().click();
    expect(await plain.getByRole('status').textContent()).toContain('took back: state rejected');
    await context.close();
  });

  test('a form without its token is refused, and logging out ends the session', async () => {
    const status = (await page.evaluate(
      `fetch('/mr/triage', { method: 'POST', body: new URLSearchParams({ series: 'x', state: 'accepted' }) }).then((one) => one.status)`,
    )) as number;
    expect(status).toBe(403);
    expect(wrong.filter((one) => !one.includes('403'))).toEqual([]);
    await page.goto(`${server.url}account`);
    await page.getByRole('button', { name: 'Log out', exact: true }).press('Enter');
    await page.goto(`${server.url}triage`);
    expect(await page.getByRole('link', { name: 'Log in' }).count()).toBe(1);
    expect(await page.locator('form[data-decide]').count()).toBe(0);
    await page.goBack();
    expect(await page.locator('main').textContent()).not.toContain('API tokens');
  });
});
