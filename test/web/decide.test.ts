import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { decisions, listSeries, readJournal, undo, type Workspace } from '../../app/index.ts';
import { epoch, type SeriesId } from '../../model/facts/index.ts';
import { siteOf } from '../../web/site.ts';
import type { Site } from '../../web/visit.ts';
import { account, afresh, letIn } from '../support/accounts.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';
import { Visitor } from '../support/visitor.ts';

const NOW = epoch(1_800_000_000);
/** The day after the mails were sent. */
const TODAY = epoch(Date.UTC(2026, 2, 3) / 1000);
let facts: Workspace;
let ids: readonly SeriesId[];
beforeAll(async () => {
  const patch = (id: string) => mail({ id, subject: `[PATCH] ns: ${id}`, body: `Why.\n${diff(`${id}.c`)}` });
  facts = await workspaceOf([patch('a'), patch('b'), patch('c')]);
  ids = (await listSeries(facts, END)).map((one) => one.id);
});
let workspace: Workspace;
let mara: Visitor;
let app: ReturnType<typeof siteOf>;
beforeEach(() => {
  workspace = afresh(facts);
  const site: Site = { workspace, dossier: null, base: '', today: () => TODAY, now: () => NOW };
  app = siteOf(site);
  mara = letIn(new Visitor(app), workspace, account(workspace, 'mara', 'triager'), NOW);
});
const states = () => ids.map((id) => decisions(workspace, END).get(id)?.state ?? null);

test('several series are set at once, and the page then says so and can take it back', async () => {
  const sent = await mara.post('/triage', '/triage', {
    series: ids.slice(0, 2),
    state: 'accepted',
    delegate: '',
    note: 'good',
    next: '/triage?who=reviewer',
  });
  expect(sent.status).toBe(303);
  const to = sent.headers.get('location')!;
  expect(to).toMatch(/^\/triage\?who=reviewer&done=[0-9a-f.]+$/);
  expect(states()).toEqual(['accepted', 'accepted', null]);
  const shown = (await mara.get(to)).text;
  expect(shown).toContain('2 series: state accepted; note “good”.');
  const entries = [...shown.matchAll(/<input type="hidden" name="entry" value="(\w+)">/g)].map(
    (one) => one[1]!,
  );
  await mara.post(to, '/journal/undo', { entry: entries.slice(0, 4), next: '/triage' });
  expect(states()).toEqual([null, null, null]);
});

test('who decided, and when, stands in the journal; anybody who may decide takes it back', async () => {
  await mara.post('/triage', '/triage', { series: ids[0]!, state: 'rejected' });
  const [entry] = readJournal(workspace, END);
  expect([entry!.who, entry!.at]).toEqual(['mara', NOW]);
  const otto = letIn(new Visitor(app), workspace, account(workspace, 'otto', 'triager'), NOW);
  expect((await otto.get('/journal')).text).toContain(`/series/${ids[0]}`);
  await otto.post('/journal', '/journal/undo', { entry: entry!.id });
  expect(states()[0]).toBeNull();
  expect((await otto.get('/journal')).text).toMatch(/otto.*took back: state rejected/s);
});

test('a form for one series writes only what was changed in it, and leaves what others changed meanwhile', async () => {
  await mara.post('/triage', '/triage', { series: ids[0]!, state: 'deferred' });
  const form = { series: ids[0]!, state: '', 'was-state': '', delegate: 'otto', 'was-delegate': '' };
  await mara.post('/triage', '/triage', form);
  expect(decisions(workspace, END).get(ids[0]!)).toMatchObject({ state: 'deferred', delegate: 'otto' });
  await mara.post('/triage', '/triage', { series: ids[0]!, delegate: '', 'was-delegate': 'otto' });
  expect(decisions(workspace, END).get(ids[0]!)?.delegate).toBeNull();
});

test('a script gets what now stands as JSON, and why something was refused', async () => {
  const csrf = /name="csrf" value="([^"]+)"/.exec((await mara.get('/triage')).text)![1]!;
  const json = { Accept: 'application/json' };
  const sent = await mara.send('/triage', { csrf, series: ids[0]!, state: 'accepted' }, json);
  expect(JSON.parse(sent.text).decisions[ids[0]!]).toMatchObject({ state: 'accepted', stateBy: 'mara' });
  const refused = await mara.send('/triage', { csrf, series: ids[0]!, state: 'splendid' }, json);
  expect([refused.status, JSON.parse(refused.text).detail]).toEqual([
    400,
    expect.stringContaining('splendid'),
  ]);
});

describe('nothing is decided', () => {
  test('by strangers, readers, forms of other sites, or forms without a token', async () => {
    const fields = { series: ids[0]!, state: 'accepted' };
    const stranger = new Visitor(app);
    const reader = letIn(new Visitor(app), workspace, account(workspace, 'rita', 'reader'), NOW);
    expect((await stranger.post('/login', '/triage', fields)).status).toBe(303);
    expect((await reader.post('/account', '/triage', fields)).status).toBe(403);
    expect((await mara.send('/triage', fields)).status).toBe(403);
    const csrf = /name="csrf" value="([^"]+)"/.exec((await mara.get('/triage')).text)![1]!;
    const other = await mara.send('/triage', { ...fields, csrf }, { Origin: 'http://example.com' });
    expect(other.status).toBe(403);
    expect(readJournal(workspace, END)).toEqual([]);
  });

  test.each([
    { series: "' OR 1=1 --", state: 'accepted' },
    { series: 'ffffffffffff', state: 'accepted' },
    { series: [], state: 'accepted' },
    { series: Array.from({ length: 501 }, () => 'x'), state: 'accepted' },
  ])('about %j', async (fields) => {
    expect((await mara.post('/triage', '/triage', fields)).status).toBe(400);
    expect(readJournal(workspace, END)).toEqual([]);
  });

  test('twice about one entry', async () => {
    await mara.post('/triage', '/triage', { series: ids[0]!, state: 'accepted' });
    const [entry] = readJournal(workspace, END);
    undo(workspace, entry!.id, { who: 'otto', at: NOW });
    const again = await mara.post('/triage', '/journal/undo', { entry: entry!.id });
    expect([again.status, again.text.includes('taken back already')]).toEqual([400, true]);
  });
});

test('what people write is text, and one line', async () => {
  const evil = '<script>alert(1)</script>\r\nX\t"\u202e';
  await mara.post('/triage', '/triage', { series: ids[0]!, note: evil, delegate: evil });
  for (const path of ['/triage', '/journal', `/series/${ids[0]}`]) {
    const { text } = await mara.get(path);
    expect(text).not.toMatch(/<script>|\u202e/);
  }
  expect(readJournal(workspace, END).map(({ value }) => value)).not.toContainEqual(
    expect.stringMatching(/[\r\n\t]/),
  );
});

test('strangers see the queue without forms, and so does everybody who looks at the past', async () => {
  expect((await new Visitor(app).get('/triage')).text).not.toContain('data-decide');
  expect((await mara.get('/triage')).text).toContain('data-decide');
  expect((await mara.get('/triage?asOf=2026-03-03')).text).not.toContain('data-decide');
});
