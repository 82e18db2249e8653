/** What a dossier's commands print: messages that name line and field, and the date of what they judge. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { diff, mail } from '../support/mails.ts';

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-dossier-'));
afterAll(() => rmSync(folder, { recursive: true }));

const runIn =
  (cwd: string) =>
  (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(bin, args, { cwd, encoding: 'utf8' });
    return { status, stdout, stderr };
  };
const run = runIn(folder);

const posted = mail({ id: 'p', at: 0, subject: '[PATCH] ns: a', body: `A name of its own.\n${diff()}` });
writeFileSync(join(folder, 'list.mbox'), `From x@example.org Mon Mar  2 10:00:00 2026\n${posted}\n`);
writeFileSync(
  join(folder, 'ns.yaml'),
  `mergeready: 1
id: ns
goal:
  title: Names
  evidence:
    message: p@example.org
    words: a name of her own
stakeholders: []
features:
  - id: uts
    title: Host names
    evidence: { message: lost@example.org }
    selectors:
      titles:
        - "^ns: "
        - "^net: "
      messages: [nobody@example.org]
  - id: net
    title: Networks
    requires: [uts]
    merged: [{ tree: mainline, date: 2026-01-01 }]
`,
);
run('add', 'list.mbox');

test('what is not there is named with its line and field, and is no success', () => {
  const { status, stdout } = run('dossier', 'check', 'ns.yaml');
  expect(stdout.split('\n').slice(0, 5)).toEqual([
    'ns.yaml:7: goal.evidence.words: "a name of her own" in <p@example.org>: words not found',
    'ns.yaml:12: features.0.evidence.message: <lost@example.org>: not in the database',
    "ns.yaml:16: features.0.selectors.titles.1: warning: '^net: ' matches the title of no series here",
    "ns.yaml:17: features.0.selectors.messages.0: warning: 'nobody@example.org' is no mail of a series here",
    "ns.yaml:20: features.1.requires.0: warning: 'uts' is not known to be merged, and net, which needs it, is",
  ]);
  expect(status).toBe(1);
  expect(JSON.parse(run('dossier', 'check', 'ns.yaml', '--json').stdout).evidence[0]).toMatchObject({
    line: 7,
    field: 'goal.evidence.words',
  });
});

test('without a date every judgement is as of the newest that is here', () => {
  const asOf = '2026-03-02';
  const dossier = ['--dossier', 'ns.yaml'];
  expect(run('features', ...dossier).stdout).toContain(`As of ${asOf}, the newest that is known:`);
  expect(JSON.parse(run('features', ...dossier, '--json').stdout).asOf).toContain(asOf);
  for (const name of ['feature-list', 'weekly', 'strategies', 'plan'])
    expect(run('report', name, ...dossier).stdout.split('\n')[0]).toContain(asOf);
  expect(run('report', 'weekly').stdout.split('\n')[0]).toContain(asOf);
  expect(run('report', 'triage').stdout.split('\n')[0]).toContain(asOf);
});

test('a list without a dossier has its week, and it is said what is left out', () => {
  const { stdout, status } = run('report', 'weekly');
  expect(status).toBe(0);
  expect(stdout).toContain('Without a dossier nothing is said of features');
  expect(stdout).toMatch(/New and revised series \(1, in 1 mail\)/);
  expect(stdout).not.toContain('What changed');
  const week = JSON.parse(run('report', 'weekly', '--json').stdout);
  expect(week).toMatchObject({ assessment: null, changed: [], mails: 1 });
});

test('a dossier is read where there is no database, and none is made', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'mergeready-nowhere-'));
  const here = runIn(elsewhere);
  const ns = join(folder, 'ns.yaml');
  try {
    const checked = here('dossier', 'check', ns);
    expect(checked.stdout).toContain('2 features; none of its 2 pieces of evidence was looked up');
    expect(checked.stdout).toContain("no database here; 'mergeready add' the archive");
    expect(checked.status).toBe(0);
    const json = JSON.parse(here('dossier', 'check', ns, '--json').stdout);
    expect(json.evidence[0]).toMatchObject({ result: 'not looked up', line: 6 });
    const features = here('features', '--dossier', ns);
    expect(features.stdout).toContain('uts');
    expect(features.stderr).toContain('no database here: only what the dossier says counts');
    expect(here('report', 'weekly', '--dossier', ns).status).toBe(0);
    expect(existsSync(join(elsewhere, '.mergeready'))).toBe(false);
    const wrong = here('dossier', 'check', ns, '--db', 'mistyped.sqlite');
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('mistyped.sqlite');
    expect(existsSync(join(elsewhere, 'mistyped.sqlite'))).toBe(false);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});
