/** What is remembered of reviews is what would be worked out now, whatever came meanwhile. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listSeries, reviewMany, triageQueue, type Workspace } from '../../app/index.ts';
import { ReviewMemory } from '../../app/review-memory.ts';
import { derive } from '../../model/derive/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { removeMail } from '../../model/store/remove-mail.ts';
import { listSources, putSource } from '../../model/store/sources.ts';
import { diff, END, mail, receive, workspaceOf } from '../support/mails.ts';

const REVIEWER = 'Rita Review <rita@example.org>';
const MAILS = [
  mail({ id: 'a', at: 0, subject: '[PATCH] ns: a', body: `Why.\n${diff('a.c', 'int a;')}` }),
  mail({ id: 'b', at: 1, subject: '[PATCH] ns: b', body: `Why.\n${diff('b.c', 'int b;')}` }),
  mail({
    id: 'ra',
    at: 2,
    to: 'a',
    from: REVIEWER,
    subject: 'Re: [PATCH] ns: a',
    body: '> +int a;\nWhy not long?\n',
  }),
  mail({ id: 'aa', at: 3, to: 'ra', subject: 'Re: [PATCH] ns: a', body: '> Why not long?\nIt is enough.\n' }),
  mail({
    id: 'rb',
    at: 4,
    to: 'b',
    from: REVIEWER,
    subject: 'Re: [PATCH] ns: b',
    body: 'Acked-by: Rita Review <rita@example.org>\n',
  }),
  mail({ id: 'a2', at: 5, subject: '[PATCH v2] ns: a', body: `Why.\n${diff('a.c', 'long a;')}` }),
  mail({
    id: 'ra2',
    at: 6,
    to: 'a2',
    from: REVIEWER,
    subject: 'Re: [PATCH v2] ns: a',
    body: 'Reviewed-by: Rita Review <rita@example.org>\n',
  }),
];
const minute = (at: number): Epoch => epoch(Date.UTC(2026, 2, 2, 10, at) / 1000);

async function stand(workspace: Workspace, asOf: Epoch) {
  const reviews = [];
  for await (const { series, review } of reviewMany(workspace, await listSeries(workspace, asOf), asOf))
    reviews.push([series.id, review]);
  return { reviews, queue: await triageQueue(workspace, null, asOf, { all: true }) };
}
const fresh = ({ reviews: _, ...workspace }: Workspace): Workspace => workspace;
const remembering = async (...mails: readonly string[]): Promise<Workspace> => ({
  ...(await workspaceOf(mails)),
  reviews: new ReviewMemory(),
});

test('in whatever order mails come, and as of whatever date it is asked', async () => {
  const steps = fc.tuple(
    fc.shuffledSubarray(MAILS, { minLength: MAILS.length }),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 7 })), {
      minLength: 3,
      maxLength: 7,
    }),
  );
  await fc.assert(
    fc.asyncProperty(steps, async ([mails, rounds]) => {
      const workspace = await remembering();
      let at = 0;
      for (const [count, asOf] of rounds) {
        await receive(workspace.store, mails.slice(at, at + count));
        at += count;
        for (const date of [minute(asOf), END])
          expect(await stand(workspace, date)).toEqual(await stand(fresh(workspace), date));
      }
    }),
    { numRuns: 15 },
  );
});

test('when another copy of a mail takes the place of the one that was read', async () => {
  const [patch, , remark] = MAILS;
  const workspace = await remembering(patch!, remark!);
  await stand(workspace, END);
  // Of two copies that differ the same one counts in every order: one of these two is the other's replacement.
  for (const words of ['Why not char?', 'Why not short?']) {
    await receive(workspace.store, [remark!.replace('Why not long?', words)]);
    expect(await stand(workspace, END)).toEqual(await stand(fresh(workspace), END));
  }
});

test('when a mail is taken out of the archive', async () => {
  const workspace = await remembering(...MAILS.slice(0, 4));
  await putSource(workspace.store, { kind: 'mbox', location: '/test.mbox', name: 'test', role: null });
  const [source] = await listSources(workspace.store);
  const before = await stand(workspace, END);
  await removeMail(workspace.store, source!.id, 'aa@example.org');
  await derive(workspace.store);
  const after = await stand(workspace, END);
  expect(after).toEqual(await stand(fresh(workspace), END));
  expect(after).not.toEqual(before);
});
