import { expect, test } from 'vitest';
import { readThread, threadTree } from '../../app/index.ts';
import { END, mail, workspaceOf } from '../support/mails.ts';

/*
 *  a ── b ── d        d came last, and stands below b
 *   └── c
 */
test('an answer stands below what it answers, before the next answer to that', async () => {
  const workspace = await workspaceOf([
    mail({ id: 'a', subject: 'Clocks', at: 1 }),
    mail({ id: 'b', subject: 'Re: Clocks', at: 2, to: 'a' }),
    mail({ id: 'c', subject: 'Drift (was: Clocks)', at: 3, to: 'a' }),
    mail({ id: 'd', subject: 'Re: Clocks', at: 4, to: 'b' }),
  ]);
  const tree = threadTree(await readThread(workspace, 'a@example.org', END));
  expect(
    tree.map(({ mail: { messageId }, depth, isTopic }) => [messageId.split('@')[0], depth, isTopic]),
  ).toEqual([
    ['a', 0, true],
    ['b', 1, false],
    ['d', 2, false],
    ['c', 1, true],
  ]);
});

test('mails that answer each other in a ring are all there', async () => {
  const workspace = await workspaceOf([
    mail({ id: 'a', subject: 'x', at: 1, to: 'b' }),
    mail({ id: 'b', subject: 'x', at: 2, to: 'a' }),
  ]);
  expect(threadTree(await readThread(workspace, 'a@example.org', END))).toHaveLength(2);
});
