/** Bots: what they poll, and what they post of their tests. */
import { expect, test } from 'vitest';
import { threadClient } from './support.ts';

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
