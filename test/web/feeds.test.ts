import { beforeAll, describe, expect, test } from 'vitest';
import { listSeries } from '../../app/index.ts';
import { atom } from '../../web/atom.ts';
import { siteOf } from '../../web/site.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

const HERE = 'https://mr.example.org/mr';

let get: (path: string, today?: number) => Promise<string>;
beforeAll(async () => {
  const workspace = await demoWorkspace();
  const site = (today: number) =>
    siteOf({
      workspace,
      dossier: demoDossier,
      base: '/mr',
      origin: 'https://mr.example.org',
      today: () => today as typeof DEMO_END,
    });
  get = async (path, today = DEMO_END) => (await site(today).request(`http://127.0.0.1/mr${path}`)).text();
  await listSeries(workspace, DEMO_END);
});

const all = (text: string, element: string): readonly string[] =>
  [...text.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map((match) => match[1]!);

const FEEDS = ['/board.atom', '/feature/group-quota/feed.atom', '/weekly.atom', '/triage.atom'];

describe.each(FEEDS)('%s', (path) => {
  test('has what Atom asks for, and entries by the date of their evidence', async () => {
    const text = await get(path);
    expect(text).toMatch(
      /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">\n<id>/,
    );
    expect(text).toContain(`<link rel="self" type="application/atom+xml" href="${HERE}${path}"/>`);
    const entries = text.split('<entry>').slice(1);
    expect(entries.length).toBeGreaterThan(1);
    for (const entry of entries)
      for (const element of ['id', 'title', 'updated', 'summary'])
        expect(all(entry, element)).toHaveLength(1);
    const updated = all(text, 'updated');
    for (const time of updated) expect(time).toMatch(/^2026-0[2-5]-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(updated).toEqual(updated.toSorted().toReversed());
  });

  test('its ids are its own, whole addresses, and the same a day later', async () => {
    const [now, later] = [all(await get(path), 'id'), all(await get(path, DEMO_END + 86_400), 'id')];
    expect(new Set(now).size).toBe(now.length);
    for (const id of now) expect(id.startsWith(`${HERE}/`)).toBe(true);
    expect(later.filter((id) => now.includes(id)).length).toBeGreaterThanOrEqual(now.length - 1);
  });
});

test('every link of a feed leads to a page', async () => {
  const text = await get('/feature/group-quota/feed.atom');
  for (const [, url] of text.matchAll(/href="([^"]+)"/g))
    expect(await get(url!.slice(HERE.length))).not.toContain('There is no such page');
});

test('the queue of one person has theirs alone', async () => {
  const text = await get('/triage.atom?person=Olaf');
  expect(all(text, 'id').length).toBeLessThan(all(await get('/triage.atom'), 'id').length);
  expect(text).toContain('<title>What waits for Olaf</title>');
});

test('pages name the feeds that go with them', async () => {
  const links = async (path: string) =>
    [
      ...(await get(path)).matchAll(
        /<link rel="alternate" type="application\/atom\+xml"[^>]* href="([^"]+)"/g,
      ),
    ].map((match) => match[1]);
  expect(await links('/')).toEqual(['/mr/board.atom', '/mr/weekly.atom']);
  expect(await links('/feature/group-quota')).toContain('/mr/feature/group-quota/feed.atom');
  expect(await links('/triage?person=Olaf')).toContain('/mr/triage.atom?person=Olaf');
});

test('what strangers write is text, and nothing that XML cannot hold', () => {
  const evil = '</title><script>&"\u0000\u0008\ud800\uffff\u202e';
  const entry = {
    id: 'https://example.org/1',
    title: evil,
    link: 'https://example.org/?a&b',
    updated: 0,
    summary: evil,
  };
  const text = atom({
    self: 'https://example.org/f',
    page: 'https://example.org/',
    title: evil,
    since: 0,
    entries: [entry],
  });
  expect(text).not.toMatch(/<script|[\u0000-\u0008\ufffe\uffff\u202e]|&(?!(?:amp|lt|gt|quot);)/);
  expect(text.isWellFormed()).toBe(true);
});
