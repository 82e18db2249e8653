import { describe, expect, test } from 'vitest';
import { refreshListing } from '../../app/index.ts';
import { splitDiff } from '../../ingest/mail/index.ts';
import { messageId } from '../../model/facts/index.ts';
import { commentsOn } from '../../model/series/index.ts';
import { diff, mail, receive, workspaceOf } from '../support/mails.ts';

type Rows = readonly Record<string, unknown>[];

/** What is listed after these syncs, when somebody asked after each. */
async function rows(syncs: readonly (readonly string[])[], sql: string): Promise<Rows> {
  const workspace = await workspaceOf();
  for (const mails of syncs) {
    await receive(workspace.store, mails);
    await refreshListing(workspace, null);
  }
  return workspace.store.sqlite.prepare(sql).all() as Rows;
}

const cover = mail({ id: 'c', subject: '[RFC PATCH v2 0/2] Two things' });
const one = mail({ id: '1', subject: '[RFC PATCH v2 1/2] One', to: 'c', at: 1, body: diff('a.c') });
const two = mail({ id: '2', subject: '[RFC PATCH v2 2/2] Two', to: 'c', at: 2, body: diff('b.c') });
const reply = mail({ id: 'r', subject: 'Re: One', to: '1', at: 9, from: 'Rae Reviewer <rae@example.org>' });
const again = mail({ id: 's', subject: 'Re: One', to: 'r', at: 12 });

describe('numbers', () => {
  test('grow with time, whatever the order in which mails came in one go', async () => {
    const found = await rows(
      [[again, two, reply, one, cover]],
      'SELECT id, name FROM listed_mail ORDER BY id',
    );
    expect(found.map(({ id, name }) => [id, name])).toEqual([
      [1, '[RFC,v2,0/2] Two things'],
      [2, '[RFC,v2,1/2] One'],
      [3, '[RFC,v2,2/2] Two'],
      [4, 'Re: One'],
      [5, 'Re: One'],
    ]);
  });

  test('stay when something comes between', async () => {
    const found = await rows(
      [
        [cover, two],
        [one, reply],
      ],
      `SELECT l.id, m.message_id FROM listed_mail l JOIN message m ON m.id = l.message ORDER BY l.id`,
    );
    expect(found.map((row) => row['message_id'])).toEqual(
      ['c', '2', '1', 'r'].map((id) => `${id}@example.org`),
    );
  });
});

test('what several syncs brought is numbered together, when somebody first asks', async () => {
  const workspace = await workspaceOf([two, reply], [cover, one]);
  const { sqlite } = workspace.store;
  expect(sqlite.prepare('SELECT count(*) FROM listed_mail').pluck().get()).toBe(0);
  await Promise.all([refreshListing(workspace, null), refreshListing(workspace, null)]);
  const names = sqlite.prepare('SELECT name FROM listed_mail ORDER BY id').pluck().all();
  expect(names).toEqual(['[RFC,v2,0/2] Two things', '[RFC,v2,1/2] One', '[RFC,v2,2/2] Two', 'Re: One']);
});

test('a reply to a reply is about the patch, though it names only the reply', async () => {
  const found = await rows(
    [[cover, one, two, reply, again]],
    `SELECT name, about FROM listed_mail WHERE kind = 'comment' ORDER BY id`,
  );
  expect(found.map(({ about }) => about)).toEqual([2, 2]);
});

test('replies that refer to one another are about nothing', () => {
  const loop = ['a', 'b'].map((id) => ({
    messageId: messageId(id),
    references: [id === 'a' ? 'b' : 'a'],
    series: null,
  }));
  expect(commentsOn(loop).size).toBe(0);
});

describe('events', () => {
  const events = (syncs: readonly (readonly string[])[]) =>
    rows(syncs, 'SELECT category, mail, comment FROM listed_event ORDER BY date, id');

  test('tell of a series as it comes, patch by patch', async () => {
    expect((await events([[cover, one, two]])).map(({ category }) => category).toSorted()).toEqual([
      'cover-created',
      'patch-completed',
      'patch-completed',
      'patch-created',
      'patch-created',
      'series-completed',
      'series-created',
    ]);
  });

  test('a patch is complete when all before it are there', async () => {
    const early = await events([[cover, two]]);
    expect(early.filter(({ category }) => String(category).endsWith('completed'))).toEqual([]);
    const late = await events([[cover, two], [one]]);
    expect(late.filter(({ category }) => category === 'patch-completed')).toHaveLength(2);
  });

  test('a comment is an event of the patch or cover that it is about', async () => {
    const found = await events([[cover, one, two, reply]]);
    expect(found.find(({ comment }) => comment !== null)).toEqual({
      category: 'patch-comment-created',
      mail: 2,
      comment: 4,
    });
  });
});

describe('states', () => {
  const states = (syncs: readonly (readonly string[])[]) =>
    rows(syncs, `SELECT name, state FROM listed_mail WHERE kind = 'patch' ORDER BY id`);

  test('new until somebody else answers', async () => {
    expect((await states([[cover, one, two]])).map(({ state }) => state)).toEqual(['new', 'new']);
    const answered = await states([[cover, one, two], [reply]]);
    expect(answered.map(({ state }) => state)).toEqual(['under-review', 'under-review']);
  });

  test('superseded by a newer version', async () => {
    const older = mail({ id: 'o', subject: '[PATCH] One thing', body: diff('a.c') });
    const newer = mail({ id: 'n', subject: '[PATCH v2] One thing', at: 600, body: diff('a.c', 'int y;') });
    expect((await states([[older], [newer]])).map(({ state }) => state)).toEqual(['superseded', 'new']);
  });
});

describe('a diff as Patchwork knows it', () => {
  test('ends before the signature', () => {
    const { content, diff: text } = splitDiff(`Words.\n${diff('a.c')}footer\n`);
    expect(text).toMatch(/^diff --git a\/a\.c b\/a\.c\n[\s\S]*\n b$/);
    expect(content).toMatch(/^Words\.\n---\n[\s\S]*-- \n2\.39\.5\nfooter\n$/);
  });

  test('has a hash without line numbers and first directories', async () => {
    const moved = diff('a.c')
      .replace('@@ -1,2 +1,3 @@', '@@ -7,2 +9,3 @@ int main')
      .replaceAll(' a/', ' old/');
    const found = await rows(
      [
        [
          mail({ id: 'x', subject: '[PATCH] x', body: diff('a.c') }),
          mail({ id: 'y', subject: '[PATCH] y', body: moved }),
        ],
      ],
      'SELECT DISTINCT hash FROM listed_mail',
    );
    // hasher.py of Patchwork 3.1 prints this of the first.
    expect(found).toEqual([{ hash: '376aa11bf64a009967ca5811b0e4323af2e7f12a' }]);
  });
});
