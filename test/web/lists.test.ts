/** Every list is filtered, sorted and paged by its URL. */
import { beforeAll, expect, test } from 'vitest';
import { addCheck, decide, listSeries } from '../../app/index.ts';
import { siteOf } from '../../web/site.ts';
import { afresh } from '../support/accounts.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

let app: ReturnType<typeof siteOf>;
let series: Awaited<ReturnType<typeof listSeries>>;
beforeAll(async () => {
  const workspace = afresh(await demoWorkspace());
  series = await listSeries(workspace, DEMO_END);
  const by = { who: 'mara@example.org', at: DEMO_END };
  decide(workspace, [series[0]!.id], { state: 'deferred' }, by);
  decide(workspace, [series[1]!.id], { note: 'look again' }, { ...by, who: 'otto@example.org' });
  const { id, patches } = series.at(-1)!;
  const check = {
    context: 'ci-build',
    state: 'fail',
    url: 'https://ci.example.org/7',
    description: 'no',
  } as const;
  addCheck(workspace, { series: id, messageId: patches[0]!.messageId }, check, by);
  app = siteOf({ workspace, dossier: demoDossier, base: '', today: () => DEMO_END });
});

/** The first cell of each row, or each item of a list, without markup. */
async function shown(path: string): Promise<readonly string[]> {
  const page = await (await app.request(path)).text();
  const body = page.slice(page.indexOf('<main'));
  const rows = [...body.matchAll(/<tr[^>]*>((?:(?!<\/tr>)[\s\S])*<\/td>)/g)].map(([, row]) => row!);
  const items = [...body.matchAll(/<li id="e[^>]*>((?:(?!<\/li>)[\s\S])*)/g)].map(([, item]) => item!);
  const hits = [...body.matchAll(/<li>(<a href="\/m\/(?:(?!<\/li>)[\s\S])*)/g)].map(([, item]) => item!);
  return [...rows, ...items, ...hits].map((row) =>
    row
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

const LISTS: readonly (readonly [path: string, sorts: readonly string[], filter?: string])[] = [
  ['/', ['feature', 'stage', 'a', 'd', 'open'], 'q=quota'],
  ['/triage', ['title', 'for', 'since', 'state', 'feature', 'delegate'], 'who=maintainer'],
  ['/series', ['date', 'title', 'version', 'from'], 'q=quota'],
  ['/people', ['name', 'series', 'mails', 'last'], 'q=mara'],
  ['/trees', ['tree', 'role', 'commits'], 'role=mainline'],
  ['/trees/mainline', ['landed', 'subject', 'author'], 'q=jobclock'],
  ['/status', ['source', 'kind', 'items']],
  ['/reference', ['rule', 'group', 'source', 'model', 'kernel'], 'group=uts'],
  ['/journal', ['date'], 'who=otto'],
  ['/search?q=quota', ['date']],
];
const at = (path: string, query: string): string => `${path}${path.includes('?') ? '&' : '?'}${query}`;

test.each(LISTS.flatMap(([path, sorts]) => sorts.map((key) => [path, key] as const)))(
  '%s is sorted by %s, both ways, with the same rows',
  async (path, key) => {
    const [up, down] = [await shown(at(path, `sort=${key}`)), await shown(at(path, `sort=-${key}`))];
    expect(up.length).toBeGreaterThan(0);
    if (up.length < 100) expect([...up].sort()).toEqual([...down].sort());
    const page = await (await app.request(at(path, `sort=${key}`))).text();
    expect(page).toMatch(/aria-sort="ascending"|newest first<\/a>/);
  },
);

test.each(LISTS.flatMap(([path, , filter]) => (filter ? [[path, filter] as const] : [])))(
  '%s is filtered by %s',
  async (path, filter) => {
    const [all, some] = [await shown(path), await shown(at(path, filter))];
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    if (all.length < 100) expect(all).toEqual(expect.arrayContaining([...some]));
  },
);

test.each(LISTS.map(([path]) => path))('%s is short where its page is far', async (path) => {
  expect((await app.request(at(path, 'page=999'))).status).toBe(200);
});

test('the queue is sorted by who is waited for, and then turned round', async () => {
  const [up, down] = [await shown('/triage?sort=since'), await shown('/triage?sort=-since')];
  expect(up.length).toBeGreaterThan(2);
  expect(down).not.toEqual(up);
  expect(await shown('/triage')).toEqual(up);
});

test('the page of a series and of a patch say what tests found, with a link to the log', async () => {
  const { id, patches } = series.at(-1)!;
  for (const path of [`/series/${id}`, `/series/${id}/patch/${patches[0]!.n}`]) {
    const page = await (await app.request(path)).text();
    expect(page).toMatch(
      /fail<\/span> <a href="https:\/\/ci\.example\.org\/7" rel="nofollow noopener">ci-build<\/a>/,
    );
  }
});
