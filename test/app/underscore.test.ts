/** File names and macros are full of underscores, which SQL's LIKE takes for any character. */
import { expect, test } from 'vitest';
import { listPeople, listSeries, searchMails } from '../../app/index.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const patch = (id: string, title: string, file: string, from: string): string =>
  mail({ id, subject: `[PATCH] ${title}`, from, body: `Why.\n${diff(file)}` });

const workspace = await workspaceOf([
  patch('meant', 'ns: Drop pid_ns 100% sooner', 'kernel/pid_ns.c', 'Ann <ann_author@example.org>'),
  patch('alike', 'ns: Drop pidXns 100 sooner', 'kernel/pidXns.c', 'Bob <annXauthor@example.org>'),
]);

test.each([{ file: 'pid_ns.c' }, { title: 'pid_ns' }, { title: '100%' }, { from: 'ann_author' }])(
  'series by %o: the one that has it to the letter',
  async (filter) => {
    const found = await listSeries(workspace, END, filter);
    expect(found.map(({ title }) => title)).toEqual(['ns: Drop pid_ns 100% sooner']);
  },
);

test.each(['file:pid_ns.c', 'from:ann_author', '-subject:pidXns'])('mails by %s: likewise', async (text) => {
  const { hits } = await searchMails(workspace, null, text, END, { limit: 9, offset: 0 });
  expect(hits.map(({ messageId }) => messageId)).toEqual(['meant@example.org']);
});

test('people by a part of an address: likewise', () => {
  const span = { order: 'name', isDescending: false, limit: 9, offset: 0 } as const;
  const { people } = listPeople(workspace.store, END, { name: 'ann_author', ...span });
  expect(people.map(({ email }) => email)).toEqual(['ann_author@example.org']);
});
