import { beforeAll, describe, expect, test } from 'vitest';
import { listSeries } from '../app/index.ts';
import { siteOf } from '../web/site.ts';
import { DEMO_END, demoDossier, demoWorkspace } from './support/demo.ts';
import { dossierOf } from './support/dossiers.ts';
import { diff, END, mail, workspaceOf } from './support/mails.ts';

type App = ReturnType<typeof siteOf>;
const get = async (app: App, path: string): Promise<{ status: number; text: string; headers: Headers }> => {
  const response = await app.request(path);
  return { status: response.status, text: await response.text(), headers: response.headers };
};

describe('over the demo', () => {
  let app: App;
  let first: string;
  beforeAll(async () => {
    const workspace = await demoWorkspace();
    first = (await listSeries(workspace, DEMO_END)).find((one) => one.version === 2)!.id;
    app = siteOf({ workspace, dossier: demoDossier, base: '', today: () => DEMO_END });
  });

  test.each([
    ['/', 'job-clock'],
    ['/feature/group-quota', 'What would flip it'],
    ['/feature-list', 'Who stands where'],
    ['/strategies?user=farm', 'the build farm'],
    ['/plan', 'Merge in this order'],
    ['/weekly', 'Became ready'],
    ['/triage', 'Waits for'],
    ['/series?q=quota', 'Quotas for groups'],
    ['/trees', 'mainline'],
    ['/search?q=show-stopper', 'Move a running job'],
    ['/status', 'Sources'],
    ['/doctor', 'findings'],
    ['/people', 'Olaf Reuter'],
    ['/reference', 'rules pass on the model'],
    ['/reference/cln-01', 'Its program'],
    ['/trees/mainline', 'Subject'],
    ['/t/goal@demo.example.org', 'mails by'],
    ['/m/goal@demo.example.org', 'a list of'],
  ])('%s shows %s', async (path, text) => {
    const { status, text: page, headers } = await get(app, path);
    expect(status).toBe(200);
    expect(page).toContain(text);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('the list shows variants and open questions, each with the mail that names it', async () => {
    const claim = { message: 'goal@demo.example.org', words: 'a list of' };
    const options = ['this', 'that'].map((id) => ({ id, title: `${id} way` }));
    const favours = [{ by: 'ann', option: 'that', evidence: claim }];
    const dossier = dossierOf({
      stakeholders: [{ id: 'ann', name: 'Ann Author', people: [] }],
      features: [
        { id: 'gate', title: 'A gate', variants: [{ id: 'low', title: 'a low one', evidence: claim }] },
      ],
      questions: [{ id: 'how', title: 'which way?', on: 'gate', evidence: claim, options, favours }],
    });
    const workspace = await demoWorkspace();
    const site = siteOf({ workspace, dossier, base: '', today: () => DEMO_END });
    const { text } = await get(site, '/feature-list');
    expect(text).toMatch(/<strong>low<\/strong>: a low one <cite><a href="\/m\/goal%40demo.example.org/);
    expect(text).toMatch(
      /which way\?: this way \/ that way \(favoured by Ann Author\) <cite><a href="\/m\/goal/,
    );
    expect((await get(site, '/feature/gate')).text).toMatch(/a low one <cite><a href="\/m\/goal/);
  });

  test('a series shows its versions, what changed, and the mbox to apply', async () => {
    expect((await get(app, `/series/${first}`)).text).toContain('git am');
    expect((await get(app, `/series/${first}/diff`)).text).toMatch(/kept|changed/);
    expect((await get(app, `/series/${first}/mbox`)).text).toMatch(/^From git@z /);
  });

  test('every link of the board leads to a page', async () => {
    const { text } = await get(app, '/');
    const paths = new Set([...text.matchAll(/href="(\/[^"]*)"/g)].map((match) => match[1]!));
    expect(paths.size).toBeGreaterThan(12);
    for (const path of paths) expect((await get(app, path.replaceAll('&amp;', '&'))).status).toBe(200);
  });

  test('a date shows what was known then, and links keep it', async () => {
    const { text } = await get(app, '/?asOf=2026-03-10');
    expect(text).toContain('proposed');
    expect(text).toContain('asOf=2026-03-10');
    expect((await get(app, '/m/goal@demo.example.org?asOf=2026-03-02')).status).toBe(404);
  });

  test('what is not there is said to be not there', async () => {
    for (const path of ['/nothing', '/series/zzz', '/m/none@example.org', '/feature/none', '/trees/none'])
      expect((await get(app, path)).status).toBe(404);
  });

  test('the feed is XML with an entry a week', async () => {
    const { text } = await get(app, '/weekly.atom');
    expect(text.match(/<entry>/g)).toHaveLength(8);
  });
});

test('under a path of a proxy every link begins with it', async () => {
  const site = { workspace: await demoWorkspace(), dossier: demoDossier, base: '/mr', today: () => DEMO_END };
  const { status, text } = await get(siteOf(site), '/mr/');
  expect(status).toBe(200);
  for (const match of text.matchAll(/(?:href|action)="(\/[^"]*)"/g)) expect(match[1]).toMatch(/^\/mr\//);
});

test('markup in a mail is text, wherever the mail says it', async () => {
  const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>\u202e"\'';
  const workspace = await workspaceOf([
    mail({
      id: 'a"><b',
      from: `"${evil.replaceAll('"', '')}" <x@example.org>`,
      subject: `[PATCH] ${evil}`,
      body: `${evil}\n${'x'.repeat(1_000_000)}\n${diff(evil.replace(/[\s/]/g, ''))}`,
    }),
  ]);
  const app = siteOf({ workspace, dossier: null, base: '', today: () => END });
  const [series] = await listSeries(workspace, END);
  for (const path of [
    '/',
    '/series',
    `/series/${series!.id}`,
    '/triage',
    '/search?q=alert',
    '/status',
    `/m/${encodeURIComponent(series!.patches[0]!.messageId)}`,
  ]) {
    const { status, text } = await get(app, path);
    expect(status).toBe(200);
    expect(text.replace('<script type="module" src="/keys.mjs">', '')).not.toMatch(/<script|<img|\u202e/);
  }
});
