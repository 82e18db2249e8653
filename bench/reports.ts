/**
 * How fast reports come: an invented archive of 50,000 mails, a dossier of 200 features over it.
 *
 *     npm run bench:reports -- [MAILS] [FEATURES]
 *
 * Each feature has five versions of seven patches with cover letters, and replies that ask, answer and review. Times are
 * the best of three runs of the whole command, its start included.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DAY } from '../model/facts/index.ts';

const RUNS = 3;
const [MAILS = 50_000, FEATURES = 200] = process.argv.slice(2).map(Number);
const VERSIONS = 5;
const PATCHES = 7;
const START = Date.UTC(2024, 0, 1) / 1000;
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'mergeready-bench-'));
const [archive, database, dossier] = ['list.mbox', 'db.sqlite', 'dossier.yaml'].map((name) =>
  join(folder, name),
);

interface Draft {
  readonly id: string;
  readonly subject: string;
  readonly from: string;
  readonly at: number;
  readonly references: readonly string[];
  readonly body: string;
}

const person = (n: number): string => `Person Number${n} <person${n}@example.org>`;
const address = (id: string): string => `<${id}@bench.example.org>`;

function mailText({ id, subject, from, at, references, body }: Draft): string {
  const nearest = references.at(-1);
  const refs = nearest
    ? `In-Reply-To: ${address(nearest)}\nReferences: ${references.map(address).join('\n ')}\n`
    : '';
  return `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: ${from}\nDate: ${new Date(at * 1000).toUTCString()}\nMessage-ID: ${address(id)}\n${refs}To: bench@example.org\nSubject: ${subject}\n\n${body}\n\n`;
}

const diff = (feature: number, n: number, version: number): string =>
  `Why patch ${n} is needed.\n\nSigned-off-by: ${person(feature)}\n---\n sub${feature}/file${n}.c | 1 +\n\ndiff --git a/sub${feature}/file${n}.c b/sub${feature}/file${n}.c\nindex 1111111..2222222 100644\n--- a/sub${feature}/file${n}.c\n+++ b/sub${feature}/file${n}.c\n@@ -1,2 +1,3 @@\n int a;\n+int added_${feature}_${n}_${version};\n int b;\n`;

/** One version of a feature's series with its replies. */
function* version(feature: number, number: number, replies: number): Iterable<Draft> {
  const at = START + (feature % 90) * DAY + number * 100 * DAY;
  const from = person(feature);
  const key = `f${feature}.v${number}`;
  const tag = (n: number): string => `[PATCH${number > 1 ? ` v${number}` : ''} ${n}/${PATCHES}]`;
  const [cover, title] = [`${key}.0`, `sub${feature}: a feature`];
  yield { id: cover, subject: `${tag(0)} ${title}`, from, at, references: [], body: 'What this is for.' };
  for (let n = 1; n <= PATCHES; n++) {
    const subject = `${tag(n)} sub${feature}: part ${n}`;
    yield {
      id: `${key}.${n}`,
      subject,
      from,
      at: at + n,
      references: [cover],
      body: diff(feature, n, number),
    };
  }
  for (let r = 0; r < replies; r++) {
    const n = (r % PATCHES) + 1;
    const isAnswer = r % 3 === 1;
    const reviewer = person((feature + r * 7 + 1) % 997);
    const own = r % 5 === 0 ? `Reviewed-by: ${reviewer}` : 'Why is this not done where the others are?';
    yield {
      id: `${key}.r${r}`,
      subject: `Re: ${tag(n)} sub${feature}: part ${n}`,
      from: isAnswer ? from : reviewer,
      at: at + DAY + r * 60,
      references: [cover, `${key}.${n}`, ...(isAnswer ? [`${key}.r${r - 1}`] : [])],
      body: `> +int added_${feature}_${n}_${number};\n\n${isAnswer ? 'Because of the order.' : own}`,
    };
  }
}

function writeArchive(): void {
  const file = openSync(archive!, 'w');
  const replies = Math.max(0, Math.round(MAILS / FEATURES / VERSIONS) - PATCHES - 1);
  for (let feature = 0; feature < FEATURES; feature++)
    for (let number = 1; number <= VERSIONS; number++)
      for (const draft of version(feature, number, replies)) writeSync(file, mailText(draft));
  closeSync(file);
}

function writeDossier(): void {
  const ids = Array.from({ length: FEATURES }, (_, at) => at);
  const evidence = (feature: number): string =>
    `{ message: f${feature}.v1.0@bench.example.org, words: What this is for }`;
  const entries = (list: readonly string[]): string => list.map((one) => `  - ${one}\n`).join('');
  writeFileSync(
    dossier!,
    `mergeready: 1
id: bench
goal: { title: Two hundred features, evidence: ${evidence(0)} }
stakeholders:
${entries(ids.slice(0, 20).map((n) => `{ id: p${n}, name: Person Number${n}, required: ${n < 5}, people: [person${n}@example.org] }`))}users:
${entries(ids.slice(0, 50).map((n) => `{ id: u${n}, name: User ${n}, kind: project, exists: true, evidence: ${evidence(n)} }`))}features:
${entries(
  ids.map(
    (n) =>
      `{ id: f${n}, title: Feature ${n}, requires: [${n % 10 > 0 ? `f${n - 1}` : ''}], users: [{ user: u${n % 50}, evidence: ${evidence(n)} }], selectors: { titles: ["^sub${n}:"] } }`,
  ),
)}positions:
${entries(ids.map((n) => `{ stakeholder: p${n % 20}, on: { feature: f${n} }, stance: ${n % 9 === 0 ? 'object' : 'support'}, evidence: ${evidence(n)} }`))}blockers:
${entries(ids.filter((n) => n % 4 === 0).map((n) => `{ id: b${n}, title: Blocker ${n}, on: [f${n}], kind: technical, raisedBy: p${n % 20}, evidence: ${evidence(n)} }`))}`,
  );
}

function seconds(...args: readonly string[]): number {
  const start = performance.now();
  const run = spawnSync(join(root, 'bin/mergeready'), ['--db', database!, ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (run.status !== 0) throw new Error(`mergeready ${args.join(' ')} failed: ${run.stderr}`);
  return (performance.now() - start) / 1000;
}

writeArchive();
writeDossier();
console.log(`${FEATURES} features over ${MAILS} mails; added in ${seconds('add', archive!).toFixed(1)} s`);
for (const args of [
  ['--version'],
  ['report', 'feature-list', '--dossier', dossier!],
  ['report', 'plan', '--dossier', dossier!],
  ['report', 'strategies', '--dossier', dossier!],
  ['report', 'weekly', '--dossier', dossier!, '--as-of', '2025-03-01'],
  ['features', '--dossier', dossier!, '--json'],
]) {
  const runs = Array.from({ length: RUNS }, () => seconds(...args));
  console.log(`mergeready ${args.slice(0, 2).join(' ').padEnd(24)} ${Math.min(...runs).toFixed(2)} s`);
}
if (process.env['KEEP']) console.log(`kept: ${folder}`);
else rmSync(folder, { recursive: true });
