/** What readers find on the pages, and how the URL leads them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { listSeries, type Workspace } from '../../app/index.ts';
import { siteOf } from '../../web/site.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';
import { diff, END, mail, receive, workspaceOf } from '../support/mails.ts';

type App = ReturnType<typeof siteOf>;
const siteFor = (workspace: Workspace): App =>
  siteOf({ workspace, dossier: null, base: '', today: () => END });
const text = async (app: App, path: string): Promise<string> => (await app.request(path)).text();

test('a series says who looks after what it touches, and whether they were heard', async () => {
  const workspace = await demoWorkspace();
  const site = siteOf({ workspace, dossier: null, base: '', today: () => DEMO_END });
  const [series] = await listSeries(workspace, DEMO_END, { from: 'ines' });
  const page = await text(site, `/series/${series!.id}`);
  const [, part] = page.split('Who looks after it');
  expect(part).toMatch(/Tomas Ferro[\s\S]*?FILES AND QUOTAS[\s\S]*?spoke/);
  expect(part).toMatch(/Greta Holm[\s\S]*?not heard[\s\S]*?was not Cc/);
  const json = await (await site.request(`/api/mergeready/series/${series!.id}`)).json();
  expect(json).toMatchObject({ maintainers: { people: [{ name: 'Tomas Ferro' }, { name: 'Greta Holm' }] } });
});

test('without a dossier the week is still shown, and its feed', async () => {
  const site = siteOf({ workspace: await demoWorkspace(), dossier: null, base: '', today: () => DEMO_END });
  const week = await text(site, '/weekly');
  expect(week).toContain('Became ready: reviewed: v2 Quotas for groups of jobs');
  expect(week).toContain('href="/weekly.atom"');
  expect(await text(site, '/weekly.atom')).toContain('<title>The week, 2026-04-19 to 2026-04-26</title>');
  expect(await site.request('/api/mergeready/reports/weekly')).toHaveProperty('status', 200);
});

describe('a series with a review', () => {
  let app: App;
  let id: string;
  beforeAll(async () => {
    const workspace = await workspaceOf([
      mail({ id: 'p1', subject: '[PATCH] ns: count', at: 1, body: `Why.\n${diff('a.c', 'int first;')}` }),
      mail({
        id: 'r1',
        subject: 'Re: [PATCH] ns: count',
        from: 'Rita Review <rita@example.org>',
        at: 2,
        to: 'p1',
        body: '> +int first;\n\nShould this not be unsigned?\n',
      }),
      mail({
        id: 'p2',
        subject: '[PATCH v2] ns: count',
        at: 9,
        body: `Why.\n${diff('a.c', 'unsigned first;')}`,
      }),
    ]);
    app = siteFor(workspace);
    id = (await listSeries(workspace, END)).find((one) => one.version === 1)!.id;
  });

  test('shows a remark below the line that it speaks of, with its state', async () => {
    const page = await text(app, `/series/${id}`);
    const [before, after] = page.split('Should this not be unsigned?');
    expect(before!.trimEnd()).toMatch(/int first;[\s\S]*overtaken/);
    expect(after).toMatch(/^[\s\S]*2\.39\.5/);
  });

  test('leads to the next version, to any two versions compared, and to all of them', async () => {
    const page = await text(app, `/series/${id}`);
    expect(page).toMatch(/rel="next"/);
    const [from, until] = [...page.matchAll(/<option value="([0-9a-f]+)"/g)].map((match) => match[1]);
    const compared = await text(app, `/diff?from=${from}&to=${until}`);
    expect(compared).toContain('-+int first;');
    expect(compared).toContain('++unsigned first;');
    expect(await text(app, page.match(/\/change\/[0-9a-f]+/)![0])).toContain('Rounds of review');
  });

  test('a person has their series, what they gave, and what waits for them', async () => {
    expect(await text(app, '/person/rita@example.org?asOf=2026-03-05')).toContain(
      'New versions of what they reviewed',
    );
    expect(await text(app, '/person/ann@example.org')).toContain('ns: count');
  });
});

test('a long mail is read in pages, none of them over 100 KB', async () => {
  const workspace = await workspaceOf([
    mail({ id: 'long', subject: 'long', body: `${'words and more words\n'.repeat(12_000)}the end\n` }),
  ]);
  const app = siteFor(workspace);
  const first = await text(app, '/m/long@example.org');
  expect(first.length).toBeLessThan(100_000);
  expect(first).not.toContain('the end');
  const last = Number(/Page 1 of (\d+)/.exec(first)![1]);
  expect(await text(app, `/m/long@example.org?page=${last}`)).toContain('the end');
});

describe('a list', () => {
  let app: App;
  beforeAll(async () => {
    const mails = Array.from({ length: 120 }, (_, n) =>
      mail({
        id: `s${n}`,
        subject: `[PATCH] part ${String(n).padStart(3, '0')}`,
        at: n,
        body: diff(`f${n}.c`),
      }),
    );
    app = siteFor(await workspaceOf(mails));
  });
  const titles = (page: string): readonly string[] =>
    [...page.matchAll(/>(part \d+)<\/a>/g)].map((match) => match[1]!);

  test('is paged, sorted and filtered by its URL', async () => {
    expect(titles(await text(app, '/series'))).toHaveLength(100);
    expect(titles(await text(app, '/series?page=2'))).toHaveLength(20);
    expect(titles(await text(app, '/series?sort=title'))[0]).toBe('part 000');
    expect(titles(await text(app, '/series?sort=-title'))[0]).toBe('part 119');
    expect(titles(await text(app, '/series?file=f7.c'))).toEqual(['part 007']);
    expect(titles(await text(app, '/series?state=merged'))).toEqual([]);
  });

  test('keeps its filter when it is sorted or the date is changed', async () => {
    const page = await text(app, '/series?q=part&sort=title');
    expect(page).toContain('sort=-title');
    expect(page).toContain('<input type="hidden" name="q" value="part">');
  });

  test('a page that nobody has is empty, not an error', async () => {
    expect((await app.request('/series?page=99&sort=nonsense&state=none')).status).toBe(200);
  });
});

test('a page is made anew when mails have come', async () => {
  const workspace = await workspaceOf([mail({ id: 'a', subject: '[PATCH] one', body: diff() })]);
  const app = siteFor(workspace);
  expect(await text(app, '/series')).toContain('1 series');
  await receive(workspace.store, [mail({ id: 'b', subject: '[PATCH] two', body: diff() })]);
  expect(await text(app, '/series')).toContain('2 series');
});

test('a feature tells who changed their mind, in their words', async () => {
  const site = { workspace: await demoWorkspace(), dossier: demoDossier, base: '', today: () => DEMO_END };
  const page = await text(siteOf(site), '/feature/group-quota');
  expect(page).toMatch(/support[\s\S]*“no objection any more”[\s\S]*object[\s\S]*replaced since/);
  expect(page).toContain('/m/reply13%40demo.example.org#:~:text=no%20objection%20any%20more');
});
