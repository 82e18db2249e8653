import { beforeEach, expect, test } from 'vitest';
import {
  allNumbers,
  decide,
  decisions,
  freshListing,
  importJournal,
  importNumbers,
  journalLine,
  listSeries,
  numberLines,
  readJournal,
  undo,
  undoAll,
  type Workspace,
} from '../../app/index.ts';
import { epoch, type SeriesId } from '../../model/facts/index.ts';
import { openStore } from '../../model/store/database.ts';
import { journalFile } from '../../model/store/journal-file.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const BY = { who: 'mara@example.org', at: epoch(1_800_000_000) };
let workspace: Workspace;
let ids: readonly SeriesId[];
beforeEach(async () => {
  const patch = (id: string) => mail({ id, subject: `[PATCH] ns: ${id}`, body: `Why.\n${diff(`${id}.c`)}` });
  workspace = await workspaceOf([patch('a'), patch('b')]);
  ids = (await listSeries(workspace, END)).map((one) => one.id);
});
const stateOf = (id: SeriesId) => decisions(workspace, END).get(id)?.state ?? null;

test('an undone decision leaves what was decided before it, and an undone undo lets it stand again', () => {
  const [a] = ids as [SeriesId];
  decide(workspace, [a], { state: 'under-review' }, BY);
  const [accepted] = decide(workspace, [a], { state: 'accepted' }, BY);
  const back = undo(workspace, accepted!.id, BY);
  expect(stateOf(a)).toBe('under-review');
  undo(workspace, back.id, BY);
  expect(stateOf(a)).toBe('accepted');
  expect(readJournal(workspace, END).map((entry) => entry.isUndone)).toEqual([false, false, true, false]);
});

test('one of two notes can be taken back', () => {
  const [a] = ids as [SeriesId];
  const [first] = decide(workspace, [a], { note: 'first' }, BY);
  decide(workspace, [a], { note: 'second' }, BY);
  undo(workspace, first!.id, BY);
  expect(decisions(workspace, END).get(a)?.notes).toEqual(['second']);
});

test('the same decision, taken back and made again within one second, counts', () => {
  const [a] = ids as [SeriesId];
  const [entry] = decide(workspace, [a], { state: 'accepted' }, BY);
  undo(workspace, entry!.id, BY);
  decide(workspace, [a], { state: 'accepted' }, BY);
  expect(stateOf(a)).toBe('accepted');
});

test('several series are decided about together, or none of them', () => {
  decide(workspace, ids, { state: 'deferred' }, BY);
  expect(ids.map(stateOf)).toEqual(['deferred', 'deferred']);
  expect(() => decide(workspace, [ids[0]!, 'nothing'], { state: 'new' }, BY)).toThrow('nothing');
  expect(stateOf(ids[0]!)).toBe('deferred');
});

test('numbers of the API go out and in as text, where they do not stand for something else already', async () => {
  const listed = async (of: Workspace) => [
    ...(await freshListing(of, END)).users.all,
    ...allNumbers(of.store, 'series'),
  ];
  const before = await listed(workspace);
  const text = numberLines(workspace).join('\n');
  const copy = { ...workspace, store: { ...workspace.store, journal: journalFile(':memory:') } };
  expect(importNumbers(copy, text)).toBe(numberLines(workspace).length);
  expect(importNumbers(copy, text)).toBe(0);
  expect(numberLines(copy)).toEqual(numberLines(workspace));
  expect(before.length).toBeGreaterThan(0);
  const other = { ...workspace, store: { ...workspace.store, journal: journalFile(':memory:') } };
  importNumbers(other, numberLines(workspace)[0]!.replace(/\t1\t/, '\t2\t'));
  const had = numberLines(other);
  expect(importNumbers(other, text)).toBeNull();
  expect(numberLines(other)).toEqual(had);
  expect(() => importNumbers(other, 'number\tmail\tx')).toThrow('line 1: no number');
});

test('of several undos all are done or none', () => {
  const [, entry] = decide(workspace, [ids[0]!], { state: 'accepted', note: 'both' }, BY);
  const before = readJournal(workspace, END).length;
  expect(() => undoAll(workspace, [entry!.id, 'ffffffff'], BY)).toThrow('no such entry');
  expect(() => undoAll(workspace, [entry!.id, entry!.id], BY)).toThrow('named twice');
  expect(readJournal(workspace, END)).toHaveLength(before);
});

test('undos go out and in as text', () => {
  const [a] = ids as [SeriesId];
  const [entry] = decide(workspace, [a], { state: 'accepted' }, BY);
  undo(workspace, entry!.id, BY);
  const text = readJournal(workspace, END).map(journalLine).join('\n');
  const copy = { store: openStore(':memory:'), repositories: '' };
  expect(importJournal(copy, text)).toBe(2);
  expect(decisions(copy, END).get(a)).toBeUndefined();
});

test('what is taken back cannot be taken back again, and an entry is named by its id', () => {
  const [a] = ids as [SeriesId];
  const [entry] = decide(workspace, [a], { state: 'accepted' }, BY);
  undo(workspace, entry!.id.slice(0, 8), BY);
  expect(() => undo(workspace, entry!.id, BY)).toThrow('taken back already');
  expect(() => undo(workspace, "' OR 1=1 --", BY)).toThrow('no such entry');
});

test('no entry can be changed or removed, not even by SQL', () => {
  decide(workspace, [ids[0]!], { state: 'accepted' }, BY);
  const sqlite = workspace.store.journal.toWrite();
  expect(() => sqlite.exec("UPDATE entry SET who = 'otto'")).toThrow('append-only');
  expect(() => sqlite.exec('DELETE FROM entry')).toThrow('append-only');
});
