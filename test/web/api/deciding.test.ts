/** What programs that speak to Patchwork write of patches and comments, and what comes of it. */
import { beforeAll, describe, expect, test } from 'vitest';
import { addAccount, decide, readJournal, triageQueue, undo } from '../../../app/index.ts';
import { epoch } from '../../../model/facts/index.ts';
import { END } from '../../support/mails.ts';
import { type Client, threadClient } from './support.ts';

const FOREVER = epoch(Number.MAX_SAFE_INTEGER);
const ids = (json: readonly { readonly id: number }[]): readonly number[] => json.map(({ id }) => id);

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
