/** Bundles of patches, as Patchwork's API has them since 1.2. */
import { beforeAll, describe, expect, test } from 'vitest';
import { addToken } from '../../../app/index.ts';
import { account } from '../../support/accounts.ts';
import { END } from '../../support/mails.ts';
import { type Client, threadClient } from './support.ts';

const MINE = { name: 'for-next', patches: [5, 2], public: true };

describe('a bundle', () => {
  let client: Client;
  let other: string;
  let made: Awaited<ReturnType<Client['send']>>;
  beforeAll(async () => {
    client = await threadClient();
    account(client.workspace, 'otto', 'triager');
    other = addToken(client.workspace, 'otto', 'test', END);
    made = await client.send('POST', '/api/1.2/bundles/', JSON.stringify(MINE), client.triager);
  });

  test('is made of patches in the order given', () => {
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(made.json.url);
    expect(made.json).toMatchObject({
      id: 1,
      url: 'https://pw.example.org/api/1.2/bundles/1/',
      web_url: 'https://pw.example.org/bundle/1',
      name: 'for-next',
      owner: { username: 'tess' },
      public: true,
      mbox: 'https://pw.example.org/bundle/1/mbox/',
      project: { link_name: 'test' },
    });
    expect(made.json.patches.map(({ id }: { id: number }) => id)).toEqual([5, 2]);
  });

  test('is an mbox in that order, with the trailers of replies, and a page', async () => {
    const { text, headers } = await client.text('/bundle/1/mbox/');
    expect([...text.matchAll(/^Subject: (.*)$/gm)].map(([, subject]) => subject)).toEqual([
      '[PATCH] Other',
      '[PATCH v2 1/2] One',
    ]);
    expect(text).toContain('Reviewed-by: Rae Reviewer');
    expect(headers.get('content-disposition')).toBe('attachment; filename=for-next.mbox');
    expect((await client.text('/bundle/1')).text).toMatch(/Other[\s\S]*One[\s\S]*git-pw bundle apply 1/);
  });

  test('is found by name and owner, and read in older versions too', async () => {
    const ids = async (query: string) =>
      (await client.get(`/api/1.1/bundles/?${query}`)).json.map(({ id }: { id: number }) => id);
    expect(await ids('q=FOR')).toEqual([1]);
    expect(await ids('owner=tess&public=true&order=-owner')).toEqual([1]);
    expect(await ids('owner=otto')).toEqual([]);
    expect(await ids('project=nothing')).toEqual([]);
  });

  test('its owner alone changes it; nobody in a version that had no writing', async () => {
    const patch = (path: string, token?: string) => client.send('PATCH', path, { patches: '3' }, token);
    expect((await patch('/api/1.2/bundles/1/')).status).toBe(401);
    expect((await patch('/api/1.2/bundles/1/', client.reader)).status).toBe(403);
    expect((await patch('/api/1.2/bundles/1/', other)).status).toBe(403);
    expect((await patch('/api/1.1/bundles/1/', client.triager)).status).toBe(405);
    expect((await client.get('/api/bundles/1/')).json.patches).toHaveLength(2);
    expect((await patch('/api/1.3/bundles/1/', client.triager)).json.patches).toMatchObject([{ id: 3 }]);
  });

  test.each([
    ['{"patches": [2]}', { name: ['This field is required.'] }],
    ['{"name": "a", "patches": [4]}', { patches: ['Invalid pk "4" - object does not exist.'] }],
    ['{"name": "a", "patches": ["2;"]}', { patches: ['Incorrect type. Expected pk value, received "2;".'] }],
    ['{"name": "a", "patches": []}', { patches: ['Bundles cannot be empty'] }],
    ['{"name": "for-next", "patches": [2]}', { name: ['You already have a bundle of this name.'] }],
    [
      `{"name": "${'a'.repeat(51)}", "patches": [2]}`,
      { name: ['Ensure this field has no more than 50 characters.'] },
    ],
  ])('%s is refused by field', async (body, faults) => {
    const { status, json } = await client.send('POST', '/api/1.2/bundles/', body, client.triager);
    expect([status, json]).toEqual([400, faults]);
  });
});

test('a private bundle is there for its owner alone, and gone once deleted, and its number is not used again', async () => {
  const client = await threadClient();
  const form = { name: 'mine', patches: '2', public: 'False' };
  await client.send('POST', '/api/1.2/bundles/', form, client.triager);
  const seen = async (token?: string) => [
    (await client.get('/api/1.2/bundles/', token)).json.length,
    (await client.get('/api/1.2/bundles/1/', token)).status,
    (await client.get('/bundle/1/mbox', token).catch(() => ({ status: 200 }))).status,
  ];
  expect(await seen(client.triager)).toEqual([1, 200, 200]);
  expect(await seen()).toEqual([0, 404, 404]);
  expect(await seen(client.reader)).toEqual([0, 404, 404]);
  expect((await client.send('DELETE', '/api/1.2/bundles/1/', '', client.triager)).status).toBe(204);
  expect(await seen(client.triager)).toEqual([0, 404, 404]);
  const again = await client.send('POST', '/api/1.2/bundles/', form, client.triager);
  expect(again.json.id).toBe(2);
});
