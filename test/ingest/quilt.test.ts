/** A quilt stack in git, made on the fly: what entered, changed, was folded and left. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addSource,
  listLandings,
  listSeries,
  openWorkspace,
  showSeries,
  showStack,
  syncSources,
  type Workspace,
} from '../../app/index.ts';
import { parseQuiltSeries } from '../../ingest/source/quilt-series.ts';
import { epoch } from '../../model/facts/index.ts';
import { noteAsks } from '../../model/landing/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { diff, END, mail } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-quilt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DAY = 86_400;
const START = Date.UTC(2026, 2, 3) / 1000;
const onDay = (day: number) => epoch(START + day * DAY);

const file = (title: string, name: string, acks: readonly string[] = []): string => {
  const text = diff(name).replace(/^diff --git.*\nindex.*\n/m, '');
  const trailers = ['Signed-off-by: Ann Author <ann@example.org>', ...acks].join('\n');
  return `From: Ann Author <ann@example.org>\nSubject: ${title}\n\nWhy.\n\n${trailers}\n${text}`;
};
const ack = 'Acked-by: Bob Builder <bob@example.org>';

let workspace: Workspace;
const path = join(folder, 'stack');

beforeAll(async () => {
  repository(path);
  const snapshot = (day: number, series: string, patches: Readonly<Record<string, string>>): void => {
    const inside = Object.entries(patches).map(([name, text]) => [`broken-out/${name}`, text]);
    commitFiles(path, { series, ...Object.fromEntries(inside) }, 'Update', onDay(day));
  };
  const a = file('ns: a', 'a.c');
  const fix = file('ns-a-fix', 'a.c');
  snapshot(0, '#NEXT_PATCHES_START ns\n#ns/core\n#a.patch: acks?\na.patch\n#\nb.patch\n', {
    'a.patch': a,
    'b.patch': file('ns: b', 'b.c'),
  });
  snapshot(10, '#NEXT_PATCHES_START ns\n#a.patch: acks?\na.patch\na-fix.patch\n', {
    'a.patch': a,
    'a-fix.patch': fix,
  });
  snapshot(20, '#NEXT_PATCHES_START linus\na.patch\n', { 'a.patch': file('ns: a', 'a.c', [ack]) });
  writeFileSync(
    join(folder, 'list.mbox'),
    `From x@example.org Mon Mar  2 10:00:00 2026\n${mail({ id: 'a', subject: '[PATCH] ns: a', body: `Why.\n${diff('a.c')}` })}\n`,
  );
  workspace = openWorkspace(join(folder, 'db.sqlite'), true);
  await addSource(workspace, join(folder, 'list.mbox'), { now: END });
  await addSource(workspace, path, { now: END, role: 'mm' });
});

const stack = async (day: number) =>
  (await showStack(workspace, 'stack', onDay(day))).map((one) => ({
    name: one.name,
    what: one.fate.what,
    days: one.days,
    acks: one.acks,
  }));

test('it is told by looking, and each day has its own stack', async () => {
  expect(await stack(5)).toEqual([
    { name: 'a.patch', what: 'in', days: 5, acks: 'wanted' },
    { name: 'b.patch', what: 'in', days: 5, acks: null },
  ]);
  expect(await stack(25)).toEqual([
    { name: 'a.patch', what: 'in', days: 25, acks: 'granted' },
    { name: 'b.patch', what: 'left', days: 10, acks: null },
    { name: 'a-fix.patch', what: 'folded', days: 10, acks: null },
  ]);
});

test('a patch of the list that is in the stack is queued there', async () => {
  const landings = await listLandings(workspace, END, false);
  expect(landings.map(({ messageId, role, landedAt }) => [messageId, role, landedAt])).toContainEqual([
    'a@example.org',
    'mm',
    onDay(0),
  ]);
});

test('a later snapshot is read from where it was', async () => {
  commitFiles(path, { series: '# empty\n' }, 'Update', onDay(30));
  const results = await syncSources(workspace, { now: END });
  expect(results.map(({ commits }) => commits)).toEqual([0, 0]);
  expect(await stack(31)).toContainEqual({ name: 'a.patch', what: 'merged', days: 30, acks: 'granted' });
});

describe('where a patch is that has left', () => {
  let left: Workspace;
  const where = async (day: number) =>
    (await listLandings(left, onDay(day), false))
      .map(({ messageId, tree, role, landedAt, score }) =>
        [messageId.split('@')[0], tree, role, (landedAt - START) / DAY, score].join(' '),
      )
      .sort();

  beforeAll(async () => {
    const path = repository(join(folder, 'going'));
    const texts: Record<string, string> = {
      'a.patch': file('ns: a', 'a.c'),
      'a-fix.patch': file('ns: a fix', 'fix.c'),
      'b.patch': file('ns: b', 'b.c'),
    };
    const snapshot = (day: number, section: string, names: readonly string[]): void => {
      const inside = names.map((name) => [`broken-out/${name}`, texts[name]!]);
      const series = [`#NEXT_PATCHES_START ${section}`, ...names, ''].join('\n');
      commitFiles(path, { series, ...Object.fromEntries(inside) }, 'Update', onDay(day));
    };
    snapshot(0, 'ns', ['a.patch', 'a-fix.patch', 'b.patch']);
    snapshot(10, 'linus', ['a.patch']);
    snapshot(20, 'linus', []);
    const sent = ['a', 'a fix', 'b'].map((title) => {
      const id = title.replace('a ', '');
      return mail({ id, subject: `[PATCH] ns: ${title}`, body: `Why.\n${diff(`${id}.c`)}` });
    });
    const list = sent.map((text) => `From x@example.org Mon Mar  2 10:00:00 2026\n${text}\n`).join('');
    writeFileSync(join(folder, 'left.mbox'), list);
    left = openWorkspace(join(folder, 'left.sqlite'), true);
    await addSource(left, join(folder, 'left.mbox'), { now: END });
    await addSource(left, path, { now: END, role: 'mm' });
  });

  test('a fix is in the patch that it was folded into; what left without a word is nowhere', async () => {
    expect(await where(5)).toEqual(['a going mm 0 1', 'b going mm 0 1', 'fix going mm 0 1']);
    expect(await where(15)).toEqual(['a going mm 0 1', 'fix going mm 0 1']);
  });

  test('what left for mainline is taken to be there, less surely, as long as no mainline is at hand', async () => {
    expect(await where(25)).toEqual([
      'a going mm 0 1',
      'a mainline mainline 20 0.9',
      'fix going mm 0 1',
      'fix mainline mainline 20 0.9',
    ]);
    const [series] = await listSeries(left, onDay(25));
    expect(series).toMatchObject({ state: 'merged' });
    const mainline = repository(join(folder, 'mainline'));
    commitFiles(mainline, { 'other.c': 'int x;\n' }, 'other: begin', onDay(25));
    await addSource(left, mainline, { now: END, role: 'mainline' });
    expect(await where(30)).toEqual([]);
    expect(await where(24)).toHaveLength(4);
  });
});

describe('what the series file says', () => {
  const path = join(folder, 'words');
  const a = file('ns: a', 'a.c');
  let words: Workspace;
  beforeAll(async () => {
    repository(path);
    const snapshot = (day: number, series: string, patches: Readonly<Record<string, string>>): void => {
      const inside = Object.entries(patches).map(([name, text]) => [`broken-out/${name}`, text]);
      commitFiles(path, { series, ...Object.fromEntries(inside) }, 'Update', onDay(day));
    };
    const b = file('ns: b', 'b.c');
    const c = file('ns: c', 'c.c');
    snapshot(0, '#NEXT_PATCHES_START ns\n#a.patch: acks?\na.patch\nb.patch\nc.patch\n#[merged]b.patch\n', {
      'a.patch': a,
      'b.patch': b,
      'c.patch': c,
    });
    snapshot(10, '#NEXT_PATCHES_START linus\na.patch\n#[merged]b.patch\n#[to-be-updated]b.patch\n', {
      'a.patch': `${a}\nrefreshed\n`,
    });
    snapshot(
      15,
      '#NEXT_PATCHES_START linus\na.patch\n#[merged]b.patch\n#[to-be-updated]b.patch\n#[nacked]c.patch\n',
      { 'a.patch': `${a}\nrefreshed\n` },
    );
    snapshot(20, '# empty\n#[merged]a.patch\n', {});
    snapshot(30, '#NEXT_PATCHES_START ns\n#a.patch: hold for Bob\na.patch\n', { 'a.patch': a });
    words = openWorkspace(join(folder, 'words.sqlite'), true);
    await addSource(words, join(folder, 'list.mbox'), { now: END });
    await addSource(words, path, { now: END, role: 'mm' });
  });
  const fates = async (day: number) =>
    (await showStack(words, 'words', onDay(day))).map(({ name, fate }) => [name, fate.what, fate.stated]);
  const landings = async (day: number) =>
    (await listLandings(words, onDay(day), false)).filter(({ n }) => n === 1);

  test('of a patch that left its newest word counts, from the day on which it stands there', async () => {
    expect(await fates(12)).toEqual([
      ['a.patch', 'in', null],
      ['b.patch', 'dropped', 'to-be-updated'],
      ['c.patch', 'left', null],
    ]);
    expect(await fates(16)).toContainEqual(['c.patch', 'dropped', 'nacked']);
    expect(await fates(25)).toContainEqual(['a.patch', 'merged', 'merged']);
  });

  test('a refreshed patch is the same landing, and one that comes again went nowhere meanwhile', async () => {
    const since = async (day: number) => (await landings(day)).map(({ landedAt }) => landedAt);
    expect(await since(12)).toEqual([onDay(0)]);
    expect(await since(25)).toEqual([onDay(0), onDay(20)]);
    expect(await since(31)).toEqual([onDay(30)]);
  });

  test('a landing has the section and the notes of the day', async () => {
    const place = async (day: number) =>
      (await landings(day)).map(({ stack }) => [stack?.section, stack?.notes.map(({ text }) => text)]);
    expect(await place(5)).toEqual([['ns', ['acks?']]]);
    expect(await place(12)).toEqual([['linus', []]]);
    expect(await place(31)).toEqual([['ns', ['hold for Bob']]]);
  });

  test('who is to move is whom the note asks', async () => {
    const who = async (day: number) => (await showSeries(words, 'a@example.org', onDay(day))).waitsFor;
    expect(await who(28)).toMatchObject({ who: 'nobody', why: 'every patch is in mainline' });
    expect(await who(29.5)).toMatchObject({ who: 'nobody' });
    expect(await who(31)).toMatchObject({
      who: 'maintainer',
      since: onDay(30),
      why: 'the maintainer of words notes: hold for Bob',
    });
  });
});

test('a note with +N is about all patches up to the next empty comment', () => {
  const series = parseQuiltSeries('#a.patch+N: more acks?\na.patch\nb.patch\n#\nc.patch\n');
  expect(series.map(({ notes }) => notes)).toEqual([['more acks?'], ['more acks?'], []]);
});

test.each([
  ['acks?', ['acks']],
  ['more acks? https://lkml.kernel.org/r/1@example.org', ['acks']],
  ['Naoya ack?', ['acks']],
  ['acks? TBU', ['acks', 'update']],
  ['check review, TBU', ['review', 'update']],
  ['Joseph comments', ['review']],
  ['https://lkml.kernel.org/r/1@example.org', ['review']],
  ['mhocko nack', ['nack']],
  ['hold for Hugh', ['hold']],
  ['Willy checking', ['hold']],
  ['needs other.patch', ['needs']],
  ['-stable?', ['remark']],
])('the note "%s" asks for %s', (text, asks) => {
  expect(noteAsks(text)).toEqual(asks);
});

test('a note with +1 is about the next patch too, and one held back is not in the series', () => {
  const series = parseQuiltSeries(
    '#a.patch+1: check review\na.patch\nb.patch\n#c.patch\nd.patch -p1 # TBU\n',
  );
  expect(series.map(({ name, notes }) => [name, notes])).toEqual([
    ['a.patch', ['check review']],
    ['b.patch', ['check review']],
    ['d.patch', ['TBU']],
  ]);
});
