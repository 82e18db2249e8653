/** Each kind of proposal from real mails and a real tree, and what is never proposed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { addSource, dossierPatch, openWorkspace, proposeAdditions } from '../../app/index.ts';
import { addEntries } from '../../model/dossier/edit.ts';
import { needsIn, parseDossier } from '../../model/dossier/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { type Draft, diff, END, mail } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-propose-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DOSSIER = `# Kept by hand.
mergeready: 1
id: ns
goal: { title: namespaces, evidence: { message: patch@example.org } }
stakeholders:
  - { id: ann, name: Ann, people: [ann@example.org] }
  - { id: bob, name: Bob, people: [bob@example.org], maintains: [uts] } # keeps the place
users:
  - { id: criu, name: CRIU, kind: project, exists: true, evidence: { message: patch@example.org } }
features:
  # The first one.
  - { id: uts, title: A name of one's own, selectors: { titles: ["^uts: give"] } }
  - { id: pid, title: Process ids }
`;
const dossier = parseDossier(DOSSIER, 'ns.yaml');

const PATCH: Draft = { id: 'patch', subject: '[PATCH] uts: give each its own name', body: `Why.\n${diff()}` };
const BOB = 'Bob Builder <bob@example.org>';
const EVE = 'Eve Else <eve@example.org>';

let count = 0;
async function proposed(drafts: readonly Draft[], tree?: string): Promise<string> {
  const workspace = openWorkspace(':memory:', true);
  const path = join(folder, `${count++}.mbox`);
  const from = 'From x@example.org Mon Mar  2 12:00:00 2026\n';
  writeFileSync(path, drafts.map((draft) => `${from}${mail(draft)}\n`).join(''));
  await addSource(workspace, path, { now: END });
  if (tree) await addSource(workspace, tree, { now: END, role: 'mainline' });
  return addEntries(DOSSIER, await proposeAdditions(workspace, dossier, END));
}

const reply = (id: string, from: string, body: string): Draft => ({
  id,
  subject: 'Re: [PATCH] uts: give each its own name',
  to: 'patch',
  from,
  body,
  at: 60,
});

test('an answer to a blocker is cited by what stands below the quotation of it, not by a greeting or a name', async () => {
  const BLOCKED = `${DOSSIER}blockers:
  - { id: cost, title: it costs, on: [uts], kind: overhead, raisedBy: ann, evidence: { message: worry@example.org, words: costs too much } }
`;
  const answers = async (...bodies: readonly string[]): Promise<string> => {
    const drafts: readonly Draft[] = [
      PATCH,
      { ...reply('worry', 'Ann Author <ann@example.org>', 'This costs too much.\n'), at: 30 },
      ...bodies.map((body, at) => ({ ...reply(`b${at}`, BOB, body), to: 'worry' })),
    ];
    const workspace = openWorkspace(':memory:', true);
    const path = join(folder, `${count++}.mbox`);
    const from = 'From x@example.org Mon Mar  2 12:00:00 2026\n';
    writeFileSync(path, drafts.map((draft) => `${from}${mail(draft)}\n`).join(''));
    await addSource(workspace, path, { now: END });
    return addEntries(BLOCKED, await proposeAdditions(workspace, parseDossier(BLOCKED, 'ns.yaml'), END));
  };
  expect(await answers('Hi Ann,\n\n> This costs too much.\n\nIt costs nothing.\n\nBob\n')).toContain(
    'words: It costs nothing.',
  );
  expect(await answers('Hello!\n\nI measured it.\n\n> This costs too much.\n\nBob\n')).toContain(
    'words: I measured it.',
  );
  expect(await answers('> This costs too much.\n\nBob\n')).toBe(BLOCKED);
});

test('a NACK of a stakeholder is an objection with its mail', async () => {
  const after = await proposed([PATCH, reply('r', BOB, 'Nacked-by: Bob Builder <bob@example.org>\n')]);
  expect(after).toContain('stance: object, evidence: { message: r@example.org');
});

test('what a maintainer applied of a suggestion is no landing', async () => {
  const after = await proposed([
    PATCH,
    reply('s', EVE, 'Please use a list here.\n'),
    { ...reply('t', BOB, "> Please use a list here.\n\nI've applied that.\n"), to: 's', at: 120 },
  ]);
  expect(after).toBe(DOSSIER);
});

test.each(['Acked-by', 'Reviewed-by'])(
  '%s of a stakeholder is a position, a NACK of others is not',
  async (kind) => {
    const after = await proposed([
      PATCH,
      reply('r1', BOB, `${kind}: Bob Builder <bob@example.org>\n`),
      reply('r2', EVE, 'Nacked-by: Eve Else <eve@example.org>\n'),
    ]);
    expect(parseDossier(after, 'ns.yaml').positions).toMatchObject([
      {
        stakeholder: 'bob',
        on: { feature: 'uts' },
        stance: 'support',
        evidence: { message: 'r1@example.org' },
      },
    ]);
  },
);

test('"we need this for" names a user that the dossier knows, and proposes one that it does not', async () => {
  const after = parseDossier(
    await proposed([
      PATCH,
      reply('r1', EVE, '> Why.\n\nWe need this for CRIU, as it is today.\n'),
      reply('r2', EVE, 'At work we really need it in Farm Manager.\n'),
    ]),
    'ns.yaml',
  );
  expect(after.features[0]!.users.map(({ user, evidence }) => [user, evidence.message])).toEqual([
    ['criu', 'r1@example.org'],
    ['farm-manager', 'r2@example.org'],
  ]);
  expect(after.users.map(({ id }) => id)).toEqual(['criu', 'farm-manager']);
});

test('a maintainer who says that it is applied proposes a landing; somebody else does not', async () => {
  const merged = async (from: string) =>
    parseDossier(await proposed([PATCH, reply('r1', from, 'Applied, thanks!\n')]), 'x').features[0]!.merged;
  expect(await merged(BOB)).toMatchObject([{ tree: 'subsystem', evidence: { message: 'r1@example.org' } }]);
  expect(await merged(EVE)).toEqual([]);
});

test('a tree that has every patch proposes the landing with its commit', async () => {
  const tree = repository(join(folder, 'tree'));
  const commit = commitFiles(
    tree,
    { 'kernel/nsproxy.c': 'a\nint x;\nb\n' },
    'uts: give each its own name\n\nWhy.\n\nLink: https://lore.kernel.org/r/patch@example.org\n',
  );
  const after = parseDossier(await proposed([PATCH], tree), 'ns.yaml');
  expect(after.features[0]!.merged).toMatchObject([{ tree: 'mainline', evidence: { commit } }]);
});

test('a series with a title like the selected ones is proposed as a selector, another one is not', async () => {
  const after = await proposed([
    PATCH,
    {
      id: 'next',
      subject: '[PATCH] uts: let each give its own name',
      from: EVE,
      at: 900,
      body: `Y.\n${diff('b.c', 'y')}`,
    },
    { id: 'other', subject: '[PATCH] mm: fold a page', from: EVE, at: 950, body: `Z.\n${diff('c.c', 'z')}` },
  ]);
  expect(parseDossier(after, 'ns.yaml').features[0]!.selectors.messages).toEqual(['next@example.org']);
});

test('the patch keeps comments, order and every other line', async () => {
  const after = await proposed([PATCH, reply('r1', BOB, 'Acked-by: Bob Builder <bob@example.org>\n')]);
  expect(after.split('\n').filter((line) => !DOSSIER.includes(line))).toHaveLength(2);
  for (const comment of ['# Kept by hand.', '# keeps the place', '# The first one.'])
    expect(after).toContain(comment);
  const additions = await proposeAdditions(openWorkspace(':memory:', true), dossier, END);
  expect(dossierPatch('ns.yaml', DOSSIER, additions)).toBe('');
});

test('nothing is proposed twice: what was taken is known', async () => {
  const drafts = [
    PATCH,
    reply('r1', BOB, 'Acked-by: Bob Builder <bob@example.org>\n\nWe need this for CRIU.\n'),
  ];
  const taken = parseDossier(await proposed(drafts), 'ns.yaml');
  const workspace = openWorkspace(':memory:', true);
  await addSource(workspace, join(folder, `${count - 1}.mbox`), { now: END });
  expect(await proposeAdditions(workspace, taken, END)).toEqual([]);
});

describe('a need is told as one', () => {
  test.each([
    ['We need this for CRIU.', 'CRIU'],
    ['As I said, we would need this for container migration.', 'container migration'],
    ["We'd like to use it in our containers.", 'containers'],
    ['We use this series for CRIU.', 'CRIU'],
  ])('%s', (text, user) => {
    expect(needsIn(text).map((one) => one.user)).toEqual([user]);
  });

  test.each([
    'Why do we need this for CRIU?',
    'We need it at this moment.',
    'We need to look at it in detail.',
    'You need this for CRIU.',
    'We do not need it in CRIU.',
    'I use this in my Intrusion Prevention System.',
    'We are using it for upstream NFS.',
    'We do not use this fd for anything.',
    'Well we need that for the C libraries.',
  ])('not so: %s', (text) => {
    expect(needsIn(text)).toEqual([]);
  });
});
