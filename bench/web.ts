/**
 * How fast pages come to twenty readers while a sync runs, over the archives and trees of the corpus:
 *
 *     npm run bench:web -- [CORPUS] [SECONDS]      default: ../shared/corpus, 3 seconds for each kind of page
 *
 * Milliseconds: `first` is the first byte of the first visit to a page (nothing of it is kept yet), `p50` and `p99` are the
 * latencies of twenty connections that ask for it without a pause. `make` and `keep` are of the server's own processor time,
 * which a busy machine changes less: to make the page, and to answer with one that is kept. `KB` is its size before
 * compression. Meanwhile another process adds mails to a list and syncs, again and again: what the server makes anew for
 * that counts in `keep`. Ends with 1 where something was not answered with 200, or is a page of more than 100 KB.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';
import { mixes, pageUrls } from './web-urls.ts';

const READERS = 20;
const LARGEST_KB = 100;
const root = resolve(import.meta.dirname, '..');
const corpus = resolve(process.argv[2] ?? join(root, '../shared/corpus'));
const seconds = Number(process.argv[3] ?? 3);
const folder = mkdtempSync(join(tmpdir(), 'mergeready-bench-'));
const database = join(folder, 'db.sqlite');
const growing = join(folder, 'growing.mbox');
const mergeready = (...args: readonly string[]): string =>
  execFileSync(join(root, 'bin/mergeready'), ['--db', database, ...args], { encoding: 'utf8' });

function takeIn(): void {
  for (const name of ['linux-api-namespaces.bundle', 'ltp-list-2024.bundle'])
    mergeready('add', join(corpus, name));
  mkdirSync(join(folder, 'trees'));
  execFileSync('tar', ['xf', join(corpus, 'ltp.git.tar'), '-C', join(folder, 'trees')]);
  mergeready('add', '--role', 'mainline', join(folder, 'trees/ltp.git'));
  mergeready('add', '--role', 'mm', join(corpus, 'mmotm.bundle'));
  grow(0);
  mergeready('add', growing);
}

const MAILS_A_SYNC = 200;

/** Series of three patches by invented people. */
function grow(round: number): void {
  for (let at = 0; at < MAILS_A_SYNC; at++) {
    const n = (at % 3) + 1;
    const id = `bench.${round}.${at}`;
    const first = `bench.${round}.${at - n + 1}`;
    const refs = n === 1 ? '' : `In-Reply-To: <${first}@example.org>\n`;
    appendFileSync(
      growing,
      `From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: Ann Author <ann@example.org>\nDate: ${new Date(Date.UTC(2026, 5, 1) + (round * MAILS_A_SYNC + at) * 1000).toUTCString()}\nMessage-ID: <${id}@example.org>\n${refs}Subject: [PATCH ${n}/3] bench: part ${n} of ${round}.${Math.floor(at / 3)}\n\nWhy.\n---\n a.c | 1 +\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n@@ -1,1 +1,2 @@\n a\n+int x${round}_${at};\n\n`,
    );
  }
}

async function serve(): Promise<{ readonly url: string; readonly process: ChildProcess }> {
  const dossier = join(root, 'examples/namespaces-modern/dossier.yaml');
  const server = spawn(
    join(root, 'bin/mergeready'),
    ['--db', database, 'serve', '--log', 'off', '--dossier', dossier, '--listen', '127.0.0.1:0'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout!.on('data', (text) => {
      const found = /http:\/\/[\d.:]+/.exec(String(text))?.[0];
      if (found) resolve(found);
    });
    server.once('exit', () => reject(new Error('the server did not start')));
  });
  return { url, process: server };
}

const PAUSE = 2000;

async function syncForEver(isOver: () => boolean): Promise<number> {
  let rounds = 0;
  while (!isOver()) {
    grow(++rounds);
    const run = spawn(join(root, 'bin/mergeready'), ['--db', database, 'sync'], { stdio: 'ignore' });
    await new Promise((done) => run.once('exit', done));
    await passed(PAUSE);
  }
  return rounds;
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Processor time of all threads of the server so far, ms (proc_pid_schedstat: nanoseconds first). */
function spent(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((id) =>
    Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]),
  );
  return ns.reduce((sum, one) => sum + one, 0) / 1e6;
}

interface Server {
  readonly url: string;
  readonly pid: number;
}

async function firstByte(url: string): Promise<{ readonly ms: number; readonly bytes: number }> {
  const start = performance.now();
  const response = await fetch(url);
  const ms = performance.now() - start;
  return { ms, bytes: (await response.arrayBuffer()).byteLength };
}

/** Nobody asks for a page twice: each time with a parameter that means nothing. */
async function making({ url, pid }: Server, path: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const before = spent(pid);
    await (await fetch(`${url}${path}${path.includes('?') ? '&' : '?'}again=${n}`)).text();
    times.push(spent(pid) - before);
  }
  return times.sort((a, b) => a - b)[1]!;
}

const COLUMNS = ['first', 'p50', 'p99', 'req/s', 'make', 'keep', 'KB'];
const wrong: string[] = [];

function print(name: string, columns: readonly (number | string)[], note: string): void {
  const row = columns.map((one) => (typeof one === 'string' ? one : one.toFixed(one < 10 ? 1 : 0)));
  console.log(`${row.map((one) => one.padStart(7)).join('')}  ${name.slice(0, 70)}${note}`);
  if (note) wrong.push(`${name}${note}`);
}

async function measure(server: Server, path: string): Promise<void> {
  const { ms, bytes } = await firstByte(server.url + path);
  const make = await making(server, path);
  const before = spent(server.pid);
  const found = await autocannon({ url: server.url + path, connections: READERS, duration: seconds });
  const keep = (spent(server.pid) - before) / Math.max(1, found.requests.total);
  const failed = found.non2xx + found.errors + found.timeouts;
  const isPage = !/\/(?:mbox|attachment|api)\b/.test(path);
  const notes = [
    failed > 0 ? `  ${failed} FAILED` : '',
    isPage && bytes > LARGEST_KB * 1000 ? '  TOO LARGE' : '',
  ].join('');
  const { p50, p99 } = found.latency;
  print(path, [ms, p50, p99, found.requests.average, make, keep, bytes / 1000], notes);
}

/** Each reader asks for others, one after the other. */
async function measureMix(server: Server, name: string, paths: readonly string[]): Promise<void> {
  const before = spent(server.pid);
  let next = 0;
  const found = await autocannon({
    url: server.url,
    connections: READERS,
    duration: 3 * seconds,
    requests: [{ setupRequest: (request) => ({ ...request, path: paths[next++ % paths.length]! }) }],
  });
  const each = (spent(server.pid) - before) / Math.max(1, found.requests.total);
  const failed = found.non2xx + found.errors + found.timeouts;
  const { p50, p99 } = found.latency;
  const columns = ['', p50, p99, found.requests.average, '', each, ''];
  print(`${name} (${paths.length})`, columns, failed > 0 ? `  ${failed} FAILED` : '');
}

if (!existsSync(corpus)) throw new Error(`${corpus}: not there; name the folder of the archives`);
takeIn();
const { url, process: child } = await serve();
const server: Server = { url, pid: child.pid! };
let isOver = false;
try {
  const read = async (path: string): Promise<string> => (await fetch(url + path)).text();
  const urls = await pageUrls(read);
  const mixed = await mixes(read);
  const syncing = syncForEver(() => isOver);
  console.log(
    `${READERS} readers, ${seconds} s a page, a sync running; ${cpus().length} x ${cpus()[0]?.model ?? '?'}, load ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(COLUMNS.map((one) => one.padStart(7)).join(''));
  for (const path of [...urls.values()].flat()) await measure(server, path);
  for (const [name, paths] of mixed) await measureMix(server, name, paths);
  isOver = true;
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const rss = ['VmRSS', 'VmHWM'].map(
    (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024,
  );
  console.log(
    `${await syncing} syncs of ${MAILS_A_SYNC} mails meanwhile; the server holds ${rss[0]!.toFixed(0)} MiB, at most ${rss[1]!.toFixed(0)}; load ${loadavg()[0]!.toFixed(1)}`,
  );
} finally {
  isOver = true;
  child.kill();
  rmSync(folder, { recursive: true, force: true });
}
if (wrong.length > 0) {
  console.log(`\n${wrong.length} wrong:\n${wrong.join('\n')}`);
  process.exitCode = 1;
}
