/**
 * How fast an archive is taken in, beside what others do with the same mails, in one run:
 *
 *     npm run bench:ingest -- [ARCHIVE]      default: ../shared/corpus/ltp-list-2024.bundle
 *
 * Prints the best of three runs. `git cat-file --batch` only reads the mails: the bound for everybody. notmuch (where
 * it is installed) indexes them as files, which are written before its time is taken.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { git, readBlobs } from '../ingest/source/git.ts';

const RUNS = 3;
const root = resolve(import.meta.dirname, '..');
const archive = resolve(process.argv[2] ?? join(root, '../shared/corpus/ltp-list-2024.bundle'));
const folder = mkdtempSync(join(tmpdir(), 'mergeready-bench-'));

interface Measured {
  readonly seconds: number;
  /** Peak resident memory of the process, MiB; null where the system has no GNU time. */
  readonly peak: number | null;
}

/** One command as a whole process. */
function measure(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Measured {
  const hasTime = spawnSync('/usr/bin/time', ['--version']).status === 0;
  const line = hasTime ? ['/usr/bin/time', '-f', '%M', command, ...args] : [command, ...args];
  const start = performance.now();
  const run = spawnSync(line[0]!, line.slice(1), { env: { ...process.env, ...env }, encoding: 'utf8' });
  const seconds = (performance.now() - start) / 1000;
  if (run.status !== 0) throw new Error(`${command} failed: ${run.stderr}`);
  const peak = hasTime ? Number(run.stderr.trim().split('\n').at(-1)) / 1024 : null;
  return { seconds, peak };
}

function best(run: (n: number) => Measured): Measured {
  const runs = Array.from({ length: RUNS }, (_, n) => run(n));
  return runs.reduce((a, b) => (b.seconds < a.seconds ? b : a));
}

function report(name: string, mails: number, measured: Measured): void {
  const rate = Math.round(mails / measured.seconds).toLocaleString('en');
  const peak = measured.peak === null ? '' : `, peak ${Math.round(measured.peak)} MiB`;
  console.log(`${name.padEnd(34)} ${rate.padStart(8)} mails/s  (${measured.seconds.toFixed(2)} s${peak})`);
}

async function main(): Promise<void> {
  const repository = join(folder, 'repository.git');
  await git(['clone', '--quiet', '--bare', archive, repository]);
  const commits = (await git(['-C', repository, 'rev-list', '--reverse', 'HEAD'])).trim().split('\n');
  const names = commits.map((commit) => `${commit}:m`);
  const list = join(folder, 'names');
  writeFileSync(list, names.join('\n'));
  console.log(`${archive}: ${commits.length} mails, best of ${RUNS}`);

  const read = `git -C '${repository}' cat-file --batch < '${list}' > /dev/null`;
  report(
    'git cat-file --batch (reads only)',
    commits.length,
    best(() => measure('sh', ['-c', read])),
  );
  const add = (source: string) => (n: number) =>
    measure(join(root, 'bin/mergeready'), ['--db', join(folder, `${n}-${Date.now()}.sqlite`), 'add', source]);
  report('mergeready add, from the clone', commits.length, best(add(repository)));
  report('mergeready add, with cloning', commits.length, best(add(archive)));
  await notmuch(repository, names);
}

async function notmuch(repository: string, names: readonly string[]): Promise<void> {
  if (spawnSync('notmuch', ['--version']).status !== 0) {
    console.log('notmuch is not installed: left out');
    return;
  }
  const mail = join(folder, 'mail');
  mkdirSync(join(mail, 'cur'), { recursive: true });
  let count = 0;
  for await (const { bytes } of readBlobs(repository, names)) {
    if (bytes) writeFileSync(join(mail, 'cur', `${count++}:2,S`), bytes);
  }
  const config = join(folder, 'notmuch-config');
  writeFileSync(config, `[database]\npath=${mail}\n[new]\ntags=new\n`);
  const env = { NOTMUCH_CONFIG: config };
  const index = best(() => {
    rmSync(join(mail, '.notmuch'), { recursive: true, force: true });
    return measure('notmuch', ['new', '--quiet'], env);
  });
  report('notmuch new', count, index);
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}
