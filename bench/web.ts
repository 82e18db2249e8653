/**
 * How fast pages come to twenty readers while a sync runs, over the archives and trees of the corpus:
 *
 *     npm run bench:web -- [CORPUS] [SECONDS]      default: ../shared/corpus, 3 seconds for each kind of page
 *
 * `first` is the first byte of the first visit to a page (nothing of it is kept yet), `p50` and `p99` are the latencies of
 * twenty connections that ask for it without a pause; all in milliseconds. `KB` is its size before compression. Meanwhile
 * another process adds mails to a list and syncs, again and again.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import autocannon from 'autocannon';

const READERS = 20;
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

/** One page of each kind, as links lead to them. */
async function pagesOf(url: string): Promise<readonly string[]> {
  const linkOn = async (path: string, pattern: RegExp): Promise<string> =>
    pattern.exec((await (await fetch(url + path)).text()).replaceAll('&amp;', '&'))?.[1] ?? '/';
  const series = await linkOn('/series?q=mount&sort=-patches', /href="(\/series\/[0-9a-f]+)"/);
  const mail = await linkOn('/search?q=nsproxy', /href="(\/m\/[^"]+)"/);
  return [
    '/',
    '/feature/idmapped-mounts',
    '/feature-list',
    '/strategies',
    '/plan',
    '/weekly',
    '/triage',
    '/series',
    '/series?q=mount&sort=-patches',
    '/series?state=under+review',
    series,
    `${series}/patch/1`,
    `${series}/diff`,
    await linkOn(series, /href="(\/change\/[^"]+)"/),
    mail,
    mail.replace('/m/', '/t/'),
    '/people',
    await linkOn('/people', /href="(\/person\/[^"]+)"/),
    '/trees',
    '/trees/ltp',
    '/trees/mmotm',
    await linkOn('/trees/ltp', /href="(\/commit\/[^"]+)"/),
    '/reference',
    '/search?q=nsproxy+from:christian',
    '/search?q=refcount+state:merged',
    '/status',
    '/doctor',
    '/?asOf=2021-01-10',
  ];
}

async function syncForEver(isOver: () => boolean): Promise<number> {
  let rounds = 0;
  while (!isOver()) {
    grow(++rounds);
    const run = spawn(join(root, 'bin/mergeready'), ['--db', database, 'sync'], { stdio: 'ignore' });
    await new Promise((done) => run.once('exit', done));
  }
  return rounds;
}

async function firstByte(url: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url);
  const time = performance.now() - start;
  await response.text();
  return time;
}

async function measure(url: string, path: string): Promise<void> {
  const first = await firstByte(url + path);
  const bytes = Buffer.byteLength(await (await fetch(url + path)).text());
  const found = await autocannon({ url: url + path, connections: READERS, duration: seconds });
  const failed = found.non2xx + found.errors;
  const columns = [
    first.toFixed(0),
    found.latency.p50,
    found.latency.p99,
    found.requests.average.toFixed(0),
    (bytes / 1000).toFixed(1),
  ];
  const row = columns.map((one) => String(one).padStart(7)).join('');
  console.log(`${row}  ${path.slice(0, 60)}${failed > 0 ? `  ${failed} FAILED` : ''}`);
}

if (!existsSync(corpus)) throw new Error(`${corpus}: not there; name the folder of the archives`);
takeIn();
const { url, process: server } = await serve();
const paths = await pagesOf(url);
let isOver = false;
const syncing = syncForEver(() => isOver);
console.log(
  `${READERS} readers, ${seconds} s a page, a sync running; ${cpus().length} x ${cpus()[0]?.model ?? '?'}`,
);
console.log('  first    p50    p99  req/s     KB');
for (const path of paths) await measure(url, path);
isOver = true;
console.log(`${await syncing} syncs of ${MAILS_A_SYNC} mails meanwhile`);
server.kill();
rmSync(folder, { recursive: true, force: true });
