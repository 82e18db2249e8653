import { beforeEach, expect, test } from 'vitest';
import {
  addCheck,
  combined,
  importJournal,
  journalLine,
  oneSeriesReport,
  readChecks,
  readJournal,
  render,
  showSeries,
  undo,
  type Workspace,
} from '../../app/index.ts';
import { epoch, type seriesId } from '../../model/facts/index.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const FOREVER = epoch(Number.MAX_SAFE_INTEGER);
const patch = mail({ id: 'p', subject: '[PATCH] One', body: diff() });
const fail = {
  context: 'ci-run',
  state: 'fail',
  url: 'https://ci.example.org/7',
  description: 'it\nhangs',
} as const;
const by = (n: number) => ({ who: 'bot@example.org', at: epoch(END + n) });

let workspace: Workspace;
let on: { messageId: string; series: ReturnType<typeof seriesId> };
beforeEach(async () => {
  workspace = await workspaceOf([patch]);
  on = { messageId: 'p@example.org', series: (await showSeries(workspace, 'p@example.org', END)).id };
});

test('a series shows the newest word of each test', async () => {
  addCheck(workspace, on, fail, by(1));
  addCheck(workspace, on, { ...fail, context: 'ci-build', state: 'success' }, by(2));
  addCheck(workspace, on, { ...fail, state: 'success', description: null }, by(3));
  const { checks } = await showSeries(workspace, 'p@example.org', END);
  expect(checks.map(({ context, state }) => `${context} ${state}`)).toEqual([
    'ci-run success',
    'ci-build success',
  ]);
  expect(readChecks(workspace, FOREVER)).toHaveLength(3);
  expect(render(await oneSeriesReport(workspace, 'p@example.org', END), 'text')).toContain(
    'test ci-run: success',
  );
});

test('of the past, only what had been found by then', async () => {
  addCheck(workspace, on, fail, by(1));
  const before = await showSeries(workspace, 'p@example.org', epoch(Date.UTC(2026, 2, 1) / 1000 + 36 * 3600));
  expect(before.checks).toHaveLength(1);
  workspace = await workspaceOf([patch, mail({ id: 'later', subject: 'Words', at: 9000 })]);
  addCheck(workspace, on, fail, { who: 'bot', at: epoch(Date.UTC(2026, 2, 5) / 1000) });
  const at = (day: number) => showSeries(workspace, 'p@example.org', epoch(Date.UTC(2026, 2, day) / 1000));
  expect((await at(4)).checks).toHaveLength(0);
  expect((await at(6)).checks).toHaveLength(1);
});

test('what was posted by mistake can be taken back', async () => {
  addCheck(workspace, on, fail, by(1));
  undo(workspace, readJournal(workspace, FOREVER)[0]!.id, by(2));
  expect((await showSeries(workspace, 'p@example.org', END)).checks).toEqual([]);
});

test('checks go out and in with the journal', async () => {
  addCheck(workspace, on, fail, by(1));
  const text = readJournal(workspace, FOREVER).map(journalLine).join('\n');
  const other = await workspaceOf([patch]);
  expect(importJournal(other, text)).toBe(1);
  expect(importJournal(other, text)).toBe(0);
  expect((await showSeries(other, 'p@example.org', END)).checks).toMatchObject([fail]);
});

test('what an import brought and is no check is passed over', () => {
  for (const value of ['nonsense', '[]', '{"state":"great","context":"x"}', '{"state":"fail"}'])
    importJournal(workspace, `2026-03-03T00:00:00Z\tx\t${on.series}\tcheck\t${value}\tp@example.org`);
  expect(readJournal(workspace, FOREVER)).toHaveLength(4);
  expect(readChecks(workspace, FOREVER)).toEqual([]);
});

test('one word for all is the worst', () => {
  const of = (...states: readonly ('fail' | 'warning' | 'pending' | 'success')[]) =>
    combined(
      states.map((state, at) => ({ ...fail, state, context: `c${at}`, id: at, ...on, by: 'x', at: END })),
    );
  expect([
    of('success', 'fail', 'warning'),
    of('success', 'warning', 'pending'),
    of('pending', 'success'),
    of(),
  ]).toEqual(['fail', 'warning', 'pending', 'pending']);
});
