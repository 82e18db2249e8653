import { beforeAll, describe, expect, test } from 'vitest';
import { addAccount, decide, readJournal, triageQueue, undo } from '../../../app/index.ts';
import { epoch } from '../../../model/facts/index.ts';
import { diff, END, mail, workspaceOf } from '../../support/mails.ts';
import { type Client, clientOf, threadClient, threadMails } from './support.ts';

const FOREVER = epoch(Number.MAX_SAFE_INTEGER);
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

describe('writing', () => {
  let client: Client;
  beforeAll(async () => {
    client = await threadClient();
  });

  test('needs a token of a triager', async () => {
    const patch = (token?: string) => client.send('PATCH', '/api/patches/2/', { state: 'accepted' }, token);
    const stranger = await patch();
    expect([stranger.status, stranger.json]).toEqual([
      401,
      { detail: 'Authentication credentials were not provided.' },
    ]);
    expect(stranger.headers.get('www-authenticate')).toBe('Token');
    expect(await patch(client.reader)).toMatchObject({
      status: 403,
      json: { detail: 'You do not have permission to perform this action.' },
    });
    expect(await patch('0'.repeat(40))).toMatchObject({ status: 401, json: { detail: 'Invalid token.' } });
    expect(await client.get('/api/patches/', 'none')).toMatchObject({ status: 401 });
    expect((await client.get('/api/patches/2/')).json.state).toBe('under-review');
  });

  test('a password does as well', async () => {
    const account = { name: 'pia', email: '', role: 'triager', password: 'long enough 1' } as const;
    await addAccount(client.workspace, account, END);
    const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const right = await client.send('PATCH', '/api/patches/5/', {}, basic('pia:long enough 1'));
    expect(right.status).toBe(200);
    expect(await client.get('/api/patches/', basic('pia:wrong'))).toMatchObject({
      status: 401,
      json: { detail: 'Invalid username/password.' },
    });
  });

  test('faults are named by field, and nothing is written', async () => {
    const before = readJournal(client.workspace, FOREVER).length;
    const fields = { state: 'great', archived: 'maybe', delegate: '999', commit_ref: 'x'.repeat(256) };
    const { status, json } = await client.send('PATCH', '/api/patches/2/', fields, client.triager);
    expect(status).toBe(400);
    expect(Object.keys(json).toSorted()).toEqual(['archived', 'commit_ref', 'delegate', 'state']);
    expect(json.state[0]).toMatch(/^Invalid state great\. Expected one of: new, under-review/);
    expect(await client.send('PATCH', '/api/patches/2/', '{', client.triager)).toMatchObject({ status: 400 });
    expect(await client.send('PATCH', '/api/patches/2/', '[]', client.triager)).toMatchObject({
      status: 400,
    });
    expect(readJournal(client.workspace, FOREVER)).toHaveLength(before);
  });

  test('what a resource cannot do is refused', async () => {
    expect(await client.send('DELETE', '/api/patches/2/', {}, client.triager)).toMatchObject({
      status: 405,
      json: { detail: 'Method "DELETE" not allowed.' },
    });
    expect((await client.send('POST', '/api/series/', {}, client.triager)).status).toBe(405);
    expect((await client.send('POST', '/api/events/', {}, client.triager)).status).toBe(405);
  });

  test('a request of a megabyte is refused', async () => {
    const large = { description: 'x'.repeat(1_000_000), state: 'fail' };
    const { status } = await client.send('POST', '/api/patches/2/checks/', large, client.triager);
    expect(status).toBe(413);
  });
});

describe('a patch that somebody decided about', () => {
  let client: Client;
  beforeAll(async () => {
    client = await threadClient();
    const [delegate] = (await client.get('/api/users/?q=tess')).json;
    const fields = { state: 'accepted', archived: 'True', commit_ref: 'abc', delegate: String(delegate.id) };
    expect((await client.send('PATCH', '/api/1.2/patches/2/', fields, client.triager)).json).toMatchObject({
      state: 'accepted',
      archived: true,
      commit_ref: 'abc',
      delegate: { username: 'tess' },
    });
  });

  test('is found by it, and the other patches of its series are not', async () => {
    for (const query of ['state=accepted', 'archived=true', 'delegate=tess', 'delegate=2'])
      expect(ids((await client.get(`/api/1.2/patches/?${query}`)).json)).toEqual([2]);
    expect(ids((await client.get('/api/patches/?state=under-review')).json)).toEqual([3]);
  });

  test('stands in the journal with who and when', () => {
    const entries = readJournal(client.workspace, FOREVER);
    expect(entries.map(({ who, field, value, message }) => [who, field, value, message])).toEqual(
      expect.arrayContaining([['tess@example.org', 'state', 'accepted', '1@example.org']]),
    );
  });

  test('is an event with what was before', async () => {
    const { json } = await client.get('/api/events/?category=patch-state-changed');
    expect(json).toMatchObject([
      {
        category: 'patch-state-changed',
        actor: { username: 'tess' },
        payload: { patch: { id: 2 }, previous_state: 'under-review', current_state: 'accepted' },
      },
    ]);
    const [delegated] = (await client.get('/api/events/?category=patch-delegated')).json;
    expect(delegated.payload).toMatchObject({
      previous_delegate: null,
      current_delegate: { username: 'tess' },
    });
  });

  test('has the state of the whole series where that was decided later, and the old one when it is undone', async () => {
    const by = { who: 'mara@example.org', at: END };
    const [entry] = decide(client.workspace, ['c@example.org'], { state: 'deferred' }, by);
    expect((await client.get('/api/patches/2/')).json.state).toBe('deferred');
    undo(client.workspace, entry!.id, by);
    expect((await client.get('/api/patches/2/')).json.state).toBe('accepted');
    const changes = (await client.get('/api/events/?category=patch-state-changed&patch=2&order=date')).json;
    expect(
      changes.map(({ payload }: { payload: Record<string, string> }) => payload['current_state']),
    ).toEqual(['accepted', 'deferred', 'accepted']);
  });

  test('leaves the queue when the rest of its series has the same state', async () => {
    const inQueue = async () =>
      (await triageQueue(client.workspace, null, END, { decidedUntil: FOREVER, days: 9999 })).some(
        ({ series }) => series.title === 'Two things',
      );
    expect(await inQueue()).toBe(true);
    await client.send('PATCH', '/api/patches/3/', { state: 'accepted' }, client.triager);
    expect(await inQueue()).toBe(false);
  });
});

test('a comment is addressed when somebody says so', async () => {
  const client = await threadClient();
  const path = '/api/1.3/patches/2/comments/4/';
  const body = JSON.stringify({ addressed: true });
  expect((await client.send('PATCH', path, body, client.triager)).json.addressed).toBe(true);
  expect((await client.get(path)).json.addressed).toBe(true);
  expect((await client.send('PATCH', path, '{"addressed": null}', client.triager)).json.addressed).toBe(
    false,
  );
  const old = await client.send('PATCH', path.replace('1.3', '1.2'), body, client.triager);
  expect(old.status).toBe(405);
});

test('a bot polls events since it last looked, and posts what its tests found', async () => {
  const client = await threadClient();
  const seen = new Set<number>();
  const poll = async (since: string) => {
    const { json } = await client.get(
      `/api/1.3/events/?category=series-completed&category=patch-completed&since=${since}&order=date`,
    );
    const fresh = json.filter(({ id }: { id: number }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    return fresh;
  };
  const first = await poll('2026-03-01T00:00:00');
  expect(first).toHaveLength(5);
  const { series } = first.find(
    ({ category }: { category: string }) => category === 'series-completed',
  ).payload;
  expect(await poll(first.at(-1).date)).toEqual([]);

  const { json: whole } = await client.get(new URL(series.url).pathname);
  const test1 = { state: 'success', context: 'ci-build', target_url: 'https://ci.example.org/1' };
  const test2 = { state: 'fail', context: 'ci-run', description: 'it hangs' };
  for (const patch of whole.patches) {
    const posted = await client.send('POST', `/api/1.3/patches/${patch.id}/checks/`, test1, client.triager);
    expect(posted.status).toBe(201);
    expect(posted.headers.get('location')).toBe(posted.json.url);
    expect(posted.json).toMatchObject({ ...test1, user: { username: 'tess' }, description: null });
  }
  await client.send('POST', '/api/1.3/patches/3/checks/', test2, client.triager);
  const { json: checks } = await client.get('/api/1.3/patches/3/checks/');
  expect(checks).toMatchObject([test1, { ...test2, target_url: null }]);
  expect((await client.get(new URL(checks[0].url).pathname)).json).toEqual(checks[0]);
  expect((await client.get('/api/patches/2/')).json.check).toBe('success');
  expect((await client.get('/api/patches/3/')).json.check).toBe('fail');
  expect((await client.get('/api/patches/3/checks/?state=fail')).json).toHaveLength(1);

  const events = (await client.get('/api/events/?category=check-created')).json;
  expect(events).toHaveLength(3);
  expect(events[0].payload).toMatchObject({ patch: { id: 3 }, check: { state: 'fail', context: 'ci-run' } });

  // The test is mended: the newest of each context counts.
  await client.send('POST', '/api/1.3/patches/3/checks/', { ...test2, state: 'success' }, client.triager);
  expect((await client.get('/api/patches/3/')).json.check).toBe('success');
});

test.each([
  [{ context: 'a' }, 'state'],
  [{ state: 'good' }, 'state'],
  [{ state: 'fail', context: 'a b' }, 'context'],
  [{ state: 'fail', target_url: 'javascript:alert(1)' }, 'target_url'],
  [{ state: 'fail', target_url: 'ci/1' }, 'target_url'],
])('the check %j is refused for its %s', async (check, field) => {
  const client = await threadClient();
  const { status, json } = await client.send(
    'POST',
    '/api/patches/2/checks/',
    check as Record<string, string>,
    client.triager,
  );
  expect(status).toBe(400);
  expect(Object.keys(json)).toEqual([field]);
});
