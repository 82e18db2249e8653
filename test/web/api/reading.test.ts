/** What programs that speak to Patchwork read. */
import { beforeAll, describe, expect, test } from 'vitest';
import { diff, mail, workspaceOf } from '../../support/mails.ts';
import { type Client, clientOf, threadClient, threadMails } from './support.ts';

const ids = (json: readonly { readonly id: number }[]): readonly number[] => json.map(({ id }) => id);

describe('reading', () => {
  let client: Client;
  beforeAll(async () => {
    client = await threadClient();
  });

  test('the index names every resource in the version that was asked for', async () => {
    const { json } = await client.get('/api/1.2/');
    expect(Object.keys(json)).toEqual([
      'bundles',
      'covers',
      'events',
      'patches',
      'people',
      'projects',
      'series',
      'users',
    ]);
    expect(json.patches).toBe('https://pw.example.org/api/1.2/patches/');
  });

  test('a patch has what a client of 1.3 looks for', async () => {
    const { json } = await client.get('/api/1.3/patches/2/');
    expect(json).toMatchObject({
      id: 2,
      url: 'https://pw.example.org/api/1.3/patches/2/',
      web_url: 'https://pw.example.org/m/1%40example.org',
      project: { link_name: 'test', list_id: 'test' },
      msgid: '<1@example.org>',
      date: '2026-03-02T10:01:00',
      name: '[v2,1/2] One',
      commit_ref: null,
      pull_url: null,
      state: 'under-review',
      archived: false,
      submitter: { name: 'Ann Author', email: 'ann@example.org' },
      delegate: null,
      mbox: 'https://pw.example.org/patch/2/mbox/',
      series: [{ id: 1, name: 'Two things', version: 2, mbox: 'https://pw.example.org/series/1/mbox/' }],
      comments: 'https://pw.example.org/api/1.3/patches/2/comments/',
      check: 'pending',
      checks: 'https://pw.example.org/api/1.3/patches/2/checks/',
      tags: {},
      related: [],
      prefixes: ['v2', '1/2'],
    });
    expect(json.headers.Subject).toBe('[PATCH v2 1/2] One');
    expect(json.content).toContain('Text.');
    expect(json.diff).toMatch(/^diff --git a\/a\.c/);
  });

  test('older versions have no newer fields', async () => {
    const fields = async (version: string) =>
      Object.keys((await client.get(`/api/${version}/patches/2/`)).json);
    const [oldest, first, second] = [await fields('1.0'), await fields('1.1'), await fields('1.2')];
    expect(first.filter((name) => !oldest.includes(name))).toEqual(['web_url', 'comments']);
    expect(second.filter((name) => !first.includes(name))).toEqual(['list_archive_url', 'related']);
    const comment = async (version: string) =>
      Object.keys((await client.get(`/api/${version}/patches/2/comments/`)).json[0]);
    expect(await comment('1.2')).not.toContain('addressed');
    expect(await comment('1.3')).toContain('addressed');
  });

  test('a series lists its cover and patches', async () => {
    const { json } = await client.get('/api/series/1/');
    expect(json).toMatchObject({
      name: 'Two things',
      version: 2,
      total: 2,
      received_total: 2,
      received_all: true,
      cover_letter: { id: 1, name: '[v2,0/2] Two things' },
    });
    expect(ids(json.patches)).toEqual([2, 3]);
  });

  test.each([
    ['submitter=bo@example.org', [5]],
    ['submitter=2', []],
    ['submitter=3', [5]],
    ['submitter=nobody@example.org', []],
    ['state=new', [5]],
    ['state=new&state=under-review', [2, 3, 5]],
    ['state=Under Review', [2, 3]],
    ['series=1', [2, 3]],
    ['q=one', [2]],
    ['q=v2 two', [3]],
    ['q=%25', []],
    ['project=test', [2, 3, 5]],
    ['project=1', [2, 3, 5]],
    ['project=other', []],
    ['msgid=2@example.org', [3]],
    ['archived=true', []],
    ['archived=false', [2, 3, 5]],
    ['since=2026-03-02T12:00:00', [5]],
    ['since=2026-03-02T13:00:00%2B02:00', [5]],
    ['before=2026-03-02T10:02:00Z', [2]],
    ['since=yesterday', [2, 3, 5]],
    ['order=-id', [5, 3, 2]],
    ['order=-date', [5, 3, 2]],
    ['order=name', [5, 2, 3]],
    ['order=id;DROP TABLE message', [2, 3, 5]],
    ["q=' OR 1=1 --", []],
  ])('patches/?%s', async (query, expected) => {
    const { status, json } = await client.get(`/api/1.2/patches/?${query}`);
    expect(status).toBe(200);
    expect(ids(json)).toEqual(expected);
  });

  test('a patch is found by the hash of its diff', async () => {
    const { json } = await client.get('/api/patches/2/');
    expect(ids((await client.get(`/api/patches/?hash=${json.hash.toUpperCase()}`)).json)).toEqual([2]);
  });

  test('pages are linked', async () => {
    const { json, headers } = await client.get('/api/1.2/patches/?per_page=1&page=2&order=id');
    expect(ids(json)).toEqual([3]);
    const page = (n: number) => `<https://pw.example.org/api/1.2/patches/?per_page=1&page=${n}&order=id>`;
    expect(headers.get('link')).toBe(
      `${page(3)}; rel="next", ${page(1)}; rel="prev", ${page(1)}; rel="first", ${page(3)}; rel="last"`,
    );
    expect((await client.get('/api/patches/?page=2')).json).toEqual({ detail: 'Invalid page.' });
  });

  test.each([
    '/api/2.0/patches/',
    '/api/patches/99/',
    '/api/patches/1/',
    '/api/covers/2/',
    '/api/patches/abc/',
    '/api/patches/99999999999999999999/',
    '/api/series/9/',
    '/api/people/77/',
    '/api/projects/none/',
    '/api/patches/2/comments/9/',
    '/api/patches/2/checks/1/',
    '/api/nothing',
    '/patch/1/mbox/',
    '/series/77/mbox/',
  ])('%s is not there', async (path) => {
    const { status, json } = await client.get(path);
    expect([status, json]).toEqual([404, { detail: 'Not found.' }]);
  });

  test('what is written in HTML is text in JSON, and no page', async () => {
    const { headers } = await client.get('/api/patches/');
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('people, projects and comments', async () => {
    expect((await client.get('/api/people/?q=rae')).json).toMatchObject([{ email: 'rae@example.org' }]);
    expect((await client.get('/api/projects/test/')).json).toMatchObject({ id: 1, link_name: 'test' });
    const { json } = await client.get('/api/1.3/patches/2/comments/');
    expect(json).toMatchObject([
      { id: 4, msgid: '<r@example.org>', submitter: { name: 'Rae Reviewer' }, addressed: false },
    ]);
  });

  test('an mbox has the trailers that replies gave', async () => {
    const { text, headers } = await client.text('/patch/2/mbox/');
    expect(text).toContain('Reviewed-by: Rae Reviewer <rae@example.org>\n---\n');
    expect(text).toContain('X-Patchwork-Id: 2\n');
    expect(headers.get('content-disposition')).toBe('attachment; filename=v2-1-2-One.patch');
    expect((await client.text('/series/1/mbox/')).text.match(/^From git@z/gm)).toHaveLength(2);
    expect((await client.text('/patch/3/mbox/')).text.match(/^From git@z/gm)).toHaveLength(1);
    expect((await client.text('/patch/3/mbox/?series=*')).text.match(/^From git@z/gm)).toHaveLength(2);
    expect((await client.text('/cover/1/mbox/')).text).toContain('\nWhy.\n');
    expect((await client.text('/patch/2/raw/')).text).toMatch(/^diff --git/);
  });
});

test('a patch that was sent once more is still given as it was', async () => {
  const client = await clientOf(
    await workspaceOf([
      ...threadMails,
      mail({ id: 'again', subject: '[PATCH v2.1 2/2] Two', to: '2', at: 60, body: `Again.\n${diff('b.c')}` }),
    ]),
  );
  const { json } = await client.get('/api/patches/?q=Two');
  expect(json).toHaveLength(2);
  for (const { id, msgid, series } of json) {
    const { text } = await client.text(`/patch/${id}/mbox/`);
    expect(text.match(/^Message-Id: (.*)$/m)?.[1]).toBe(msgid);
    expect((await client.text(`/series/${series[0].id}/mbox/`)).text).toContain(`Message-Id: ${msgid}`);
  }
});

test('behind a path of a proxy every address begins with it', async () => {
  const client = await clientOf(await workspaceOf(threadMails), '/mr');
  const { json, headers } = await client.get('/api/1.2/patches/?per_page=1');
  expect(json[0].url).toBe('https://pw.example.org/mr/api/1.2/patches/2/');
  expect(json[0].mbox).toBe('https://pw.example.org/mr/patch/2/mbox/');
  expect(headers.get('link')).toContain('<https://pw.example.org/mr/api/1.2/patches/?per_page=1&page=2>');
});

test('a mail on two lists is in both projects', async () => {
  const crossed = mail({ id: 'x', subject: '[PATCH] Crossed', body: diff() }).replace(
    'Subject:',
    'List-Id: <one.example.org>\nList-Id: <two.example.net>\nSubject:',
  );
  const client = await clientOf(await workspaceOf([crossed]));
  for (const list of ['one', 'two', 'two.example.net']) {
    const { json } = await client.get(`/api/patches/?project=${list}`);
    expect(json).toMatchObject([{ id: 1, project: { link_name: list.split('.')[0] } }]);
  }
  expect(
    (await client.get('/api/projects/')).json.map((one: { list_email: string }) => one.list_email),
  ).toEqual(expect.arrayContaining(['one@example.org']));
});
