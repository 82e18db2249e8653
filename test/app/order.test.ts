/** Facts depend on what the sources hold, never on the order or the portions in which they were read. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { exportFacts } from '../../app/index.ts';
import { addSource } from '../../app/sources.ts';
import { commitFiles, git, repository } from '../support/archives.ts';
import { diff, END, mail, receive, workspaceOf } from '../support/mails.ts';

const root = mkdtempSync(join(tmpdir(), 'mergeready-order-'));
afterAll(() => rmSync(root, { recursive: true }));

const START = 1_772_445_600;
const DAY = 86_400;

/** A tree that takes two of three patches, one of them by link, and what `git format-patch` would send of them. */
function story(folder: string): { readonly tree: string; readonly mails: readonly string[] } {
  const tree = repository(join(folder, 'tree'));
  commitFiles(tree, { 'a.c': 'int a;\n' }, 'base', START - DAY);
  commitFiles(tree, { 'a.c': 'int a;\nint b;\n' }, 'ns: One', START + DAY);
  const linked = 'ns: Two, said better\n\nLink: https://lore.kernel.org/r/p2@example.org';
  commitFiles(tree, { 'a.c': 'int a;\nint b;\nlong c;\n' }, linked, START + 2 * DAY);
  const patchOf = (commit: string): string => git(tree, ['diff', `${commit}~1`, commit]);
  const [first, second] = [patchOf('HEAD~1'), patchOf('HEAD')];
  const bob = 'Bob Builder <bob@example.org>';
  const mails = [
    { id: 'c', subject: '[PATCH 0/2] ns: Things' },
    { id: 'p1', subject: '[PATCH 1/2] ns: One', to: 'c', at: 1, body: `Why.\n---\n${first}\n` },
    { id: 'p2', subject: '[PATCH 2/2] ns: Two', to: 'c', at: 2, body: `Why.\n---\n${second}\n` },
    {
      id: 'r',
      subject: 'Re: [PATCH 1/2] ns: One',
      to: 'p1',
      at: 9,
      from: bob,
      body: 'Acked-by: B <b@x.org>\n',
    },
    { id: 'q', subject: '[PATCH v2] ns: Two', at: 900, body: `Why.\n---\n${second}\n` },
  ].map(mail);
  return { tree, mails };
}

const { tree, mails } = story(mkdtempSync(join(root, 'story-')));

/** The facts, when the tree is added after so many of the list's portions. */
async function factsOf(portions: readonly (readonly string[])[], treeAfter: number): Promise<string> {
  const workspace = await workspaceOf();
  const addTree = () => addSource(workspace, tree, { now: END, role: 'mainline', name: 'tree' });
  for (const [at, portion] of portions.entries()) {
    if (at === treeAfter) await addTree();
    await receive(workspace.store, portion);
  }
  if (treeAfter >= portions.length) await addTree();
  const facts = [...exportFacts(workspace.store)].join('\n');
  await workspace.store.close();
  return facts;
}

test('lists and trees, in any order and any portions, come to the same facts', async () => {
  const whole = await factsOf([mails], 1);
  expect(whole.match(/"fact":"landing"/g)).toHaveLength(2);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([...mails], { minLength: mails.length }),
      fc.nat(mails.length),
      fc.nat(2),
      async (shuffled, cut, treeAfter) => {
        expect(await factsOf([shuffled.slice(0, cut), shuffled.slice(cut)], treeAfter)).toBe(whole);
      },
    ),
    { numRuns: 12 },
  );
});

const posting = fc.record({
  gap: fc.integer({ min: 1, max: 900 }),
  version: fc.constantFrom('', ' v2', ' v3', ' v4'),
  title: fc.constantFrom('ns: Take a lock', 'ns: Take a lock around the list', 'mm: Count the pages twice'),
  from: fc.constantFrom('Ann Author <ann@example.org>', 'Bob Builder <bob@example.org>'),
  line: fc.constantFrom('int b;', 'int c;'),
});

test('versions over many years are linked alike, in one go or mail by mail in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(posting, { minLength: 3, maxLength: 7 }),
      fc.infiniteStream(fc.nat()),
      async (drafts, random) => {
        let days = -12 * 365;
        const mails = drafts.map(({ gap, version, title, from, line }, n) => {
          days += gap;
          const body = `Why.\n\nSigned-off-by: Ann Author <ann@example.org>\n${diff('kernel/ns.c', line)}`;
          return mail({ id: `y${n}`, subject: `[PATCH${version}] ${title}`, from, at: days * 24 * 60, body });
        });
        const order = mails.map((text) => ({ text, at: random.next().value as number }));
        const shuffled = order.sort((a, b) => a.at - b.at).map(({ text }) => [text]);
        expect(await factsOf(shuffled, Number.NaN)).toBe(await factsOf([mails], Number.NaN));
      },
    ),
    { numRuns: 40 },
  );
});
