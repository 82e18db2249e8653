import { beforeAll, describe, expect, test } from 'vitest';
import { listLandings, parseQuery, searchMails, type Workspace } from '../../app/index.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

describe('what people type', () => {
  test('fields are told from words, and a minus turns one round', () => {
    expect(parseQuery('refcount from:olaf -file:"a path/x.c" NOT leak')).toEqual({
      words: 'refcount NOT leak',
      terms: [
        { field: 'from', value: 'olaf', isNot: false },
        { field: 'file', value: 'a path/x.c', isNot: true },
      ],
    });
  });

  test('what only looks like a field is a word', () => {
    expect(parseQuery('https://example.org ns::init')).toEqual({
      words: 'https://example.org ns::init',
      terms: [],
    });
  });
});

describe('over the demo', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await demoWorkspace();
  });
  const find = async (text: string, limit = 50) =>
    searchMails(workspace, demoDossier, text, DEMO_END, { limit, offset: 0 });
  const subjects = async (text: string) => (await find(text)).hits.map(({ subject }) => subject);

  test('from: finds the sender by a part of the name', async () => {
    const { hits } = await find('from:reuter');
    expect(hits.length).toBeGreaterThan(0);
    for (const hit of hits) expect(hit.from).toMatch(/reuter/i);
  });

  test('subject: looks nowhere else', async () => {
    for (const subject of await subjects('subject:quotas')) expect(subject).toMatch(/quotas/i);
  });

  test('body: with a minus leaves out those whose text has it', async () => {
    const all = (await find('is:patch')).total;
    const having = (await find('is:patch body:quota')).total;
    expect(having).toBeGreaterThan(0);
    expect((await find('is:patch -body:quota')).total).toBe(all - having);
  });

  test('file: finds the patches that change it, is:patch leaves replies out', async () => {
    expect((await subjects('file:clock')).length).toBeGreaterThan(0);
    for (const subject of await subjects('clock is:patch')) expect(subject).not.toMatch(/^Re:/);
  });

  test('state: asks the series, feature: the dossier, and a minus the rest', async () => {
    const all = (await find('is:patch')).total;
    const merged = (await find('is:patch state:merged')).total;
    expect(merged).toBeGreaterThan(0);
    expect((await find('is:patch -state:merged')).total).toBeLessThan(all);
    expect((await subjects('feature:group-quota is:cover')).every((one) => /quota/i.test(one))).toBe(true);
  });

  test('a Message-ID, its beginning, its page in an archive, or a commit finds the mail', async () => {
    const { hits } = await find('is:patch state:merged', 1);
    const id = hits[0]!.messageId;
    const landings = await listLandings(workspace, DEMO_END, false);
    const commit = landings.find((one) => one.messageId === id)?.commit ?? '';
    const asked = [`<${id}>`, id, `https://lore.example.org/list/${id}/`, `id:${id}`, commit.slice(0, 12)];
    for (const text of asked) expect((await find(text)).hits.map((hit) => hit.messageId)).toEqual([id]);
  });

  test('NOT at the beginning is no word', async () => {
    await expect(find('NOT clock')).rejects.toThrow('stand between words');
  });

  test('dates bound it', async () => {
    const { hits } = await find('since:2026-04-01 until:2026-04-30');
    expect(hits.length).toBeGreaterThan(0);
  });

  test('the total counts what is not shown', async () => {
    const { total, hits } = await find('is:reply', 2);
    expect(hits).toHaveLength(2);
    expect(total).toBeGreaterThan(2);
  });

  test.each([
    ['state:lost', 'there is new'],
    ['feature:none', 'the dossier has'],
    ['since:yesterday', 'is no date'],
    ['is:mail', 'is:patch'],
    ['', 'give words'],
  ])('%s is refused with what there is', async (text, message) => {
    await expect(find(text)).rejects.toThrow(message);
  });
});
