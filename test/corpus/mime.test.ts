/** The fast path against mailparser, and patch-ids against git's own, over every mail and commit of the corpus. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, expect, test } from 'vitest';
import { decodeMail } from '../../ingest/mime/decode.ts';
import { parseMail } from '../../ingest/mime/index.ts';
import { git, readBlobs } from '../../ingest/source/git.ts';
import { gitTree } from '../../ingest/source/tree.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-mime-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every mail of a bundle. */
async function* mailsOf(bundle: string): AsyncIterable<Buffer> {
  const path = mkdtempSync(join(folder, 'list-'));
  await git(['clone', '--quiet', '--bare', corpus(bundle), path]);
  const commits = (await git(['-C', path, 'rev-list', 'HEAD'])).trim().split('\n');
  const names = commits.map((commit) => `${commit}:m`);
  for await (const { bytes } of readBlobs(path, names)) if (bytes) yield bytes;
}

/** Lines `PATCH-ID COMMIT`, as pairs of commit and patch-id. */
const pairs = (out: string): readonly (readonly [string, string])[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => [line.slice(41), line.slice(0, 40)]);

/** Trailing white space apart: mailparser ends texts in ways of its own. */
const plain = (text: string): string => text.replace(/[ \t]+$/gm, '').trimEnd();

describeCorpus('mails', () => {
  // format=flowed: mailparser joins lines of quotes that we, like most archives, leave as they are.
  test.each([
    ['ltp-list-2024.bundle', 5462, 13],
    ['linux-api-namespaces.bundle', 4192, 16],
  ])(
    'of %s: the fast path reads what mailparser reads',
    async (bundle, expected, flowed) => {
      let [count, different] = [0, 0];
      const notFlowed: string[] = [];
      for await (const bytes of mailsOf(bundle)) {
        const fast = decodeMail(bytes);
        if (fast === null || fast instanceof Promise) continue;
        count++;
        const options = { skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };
        const slow = await simpleParser(bytes, options);
        if (plain(slow.text ?? '') === plain(fast.text)) continue;
        different++;
        const type = fast.headers.find(({ name }) => name === 'content-type')?.raw ?? '';
        if (!/format="?flowed/i.test(type)) notFlowed.push(slow.messageId ?? '');
      }
      expect({ count, notFlowed }).toEqual({ count: expected, notFlowed: [] });
      expect(different).toBeLessThanOrEqual(flowed);
    },
    900_000,
  );

  test.each(['ltp-list-2024.bundle', 'linux-api-namespaces.bundle'])(
    'of %s: their patch-ids are those of git',
    async (bundle) => {
      const ours = new Map<string, string | null>();
      const input: Buffer[] = [];
      for await (const bytes of mailsOf(bundle)) {
        const parsed = await parseMail(bytes);
        if (parsed.kind !== 'mail' || !parsed.mail.patch) continue;
        const decoded = (await decodeMail(bytes))!;
        const id = createHash('sha1').update(bytes).digest('hex');
        const body = decoded.bytes ? Buffer.from(decoded.bytes, 'latin1') : Buffer.from(decoded.text);
        input.push(Buffer.from(`From ${id} Mon Sep 17 00:00:00 2001\n\n`), body, Buffer.from('\n'));
        ours.set(id, parsed.mail.patch.patchId);
      }
      const out = execFileSync('git', ['patch-id', '--stable'], {
        input: Buffer.concat(input),
        maxBuffer: 1e8,
      });
      const theirs = pairs(out.toString('latin1'));
      const byMail = new Map(theirs);
      // A mail that quotes a commit's name at the start of a line has its diff counted for that commit.
      const all = new Set(theirs.map(([, patchId]) => patchId));
      const wrong = [...ours].filter(
        ([id, patchId]) => (byMail.get(id) ?? null) !== patchId && !(patchId !== null && all.has(patchId)),
      );
      expect(ours.size).toBeGreaterThan(1000);
      expect(wrong).toEqual([]);
    },
  );
});

describeCorpus('the LTP tree', () => {
  test('its commits have the patch-ids that git prints', async () => {
    execFileSync('tar', ['xf', corpus('ltp.git.tar'), '-C', folder]);
    const path = join(folder, 'ltp.git');
    const log = 'log -p -M --full-index --no-color --no-ext-diff --no-textconv --diff-merges=off';
    const out = execFileSync('sh', ['-c', `git -C '${path}' ${log} | git patch-id --stable`], {
      maxBuffer: 1e8,
    });
    const theirs = new Map(pairs(out.toString('latin1')));
    const ours = new Map<string, string | null>();
    for await (const item of gitTree(path, 'mainline', null).read(null))
      if (item.kind === 'commit') ours.set(item.commit.id, item.commit.patchId);
    const wrong = [...ours].filter(([id, patchId]) => (theirs.get(id) ?? null) !== patchId);
    expect(ours.size).toBe(2221);
    expect(wrong).toEqual([]);
  });
});
