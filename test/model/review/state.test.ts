import { describe, expect, test } from 'vitest';
import { listSeries, showSeries } from '../../../app/index.ts';
import { commitId, type Landing } from '../../../model/facts/index.ts';
import { readReview } from '../../../model/review/index.ts';
import { type Draft, diff, END, mail, workspaceOf } from '../../support/mails.ts';
import { BOB, bobSays, CAT, minute, PATCH, posting, review } from '../../support/review.ts';

const patch = (n: number): Draft => ({
  id: `p${n}`,
  subject: `[PATCH ${n}/2] ns: Part ${n}`,
  at: n,
  body: `Why.\n\nCo-developed-by: Cat Keeper <cat@example.org>\nSigned-off-by: Ann Author <ann@example.org>\n${diff(`${n}.c`, `int x${n};`)}`,
});
const series = [patch(1), patch(2)];

const reply = (to: string, at: number, from: string, body: string): Draft => ({
  id: `r${at}`,
  subject: 'Re: [PATCH] ns: Part',
  to,
  at,
  from,
  body,
});
const ack = (to: string, at: number): Draft =>
  reply(to, at, BOB, 'Reviewed-by: Bob Builder <bob@example.org>\n');

const stands = (...replies: readonly Draft[]) => {
  const { state, waitsFor } = review([...series, ...replies]);
  return { state, who: waitsFor.who, since: waitsFor.since };
};

describe('a series', () => {
  test('on which nobody said anything is new, and waits for a reviewer since it was posted', () => {
    expect(stands()).toEqual({ state: 'new', who: 'reviewer', since: minute(1) });
  });

  test('with open comments waits for the author since the oldest', () => {
    const replies = [
      reply('p1', 10, BOB, '> +int x1;\n\nWhy?\n'),
      reply('p2', 20, CAT, '> +int x2;\n\nWhy?\n'),
    ];
    expect(stands(...replies)).toEqual({ state: 'under review', who: 'author', since: minute(10) });
  });

  test('with every comment answered and no review waits for a reviewer', () => {
    const replies = [
      reply('p1', 10, BOB, '> +int x1;\n\nWhy?\n'),
      reply('r10', 20, 'Ann Author <ann@example.org>', '> Why?\n\nIt counts.\n'),
    ];
    expect(stands(...replies)).toEqual({ state: 'under review', who: 'reviewer', since: minute(20) });
  });

  test('with a review of every patch waits for a maintainer', () => {
    expect(stands(ack('p1', 10), ack('p2', 20))).toEqual({
      state: 'reviewed',
      who: 'maintainer',
      since: minute(20),
    });
  });

  test('lacks what only one patch got', () => {
    expect(review([...series, ack('p1', 10)]).waitsFor.why).toContain('patch 2 has no review yet');
  });

  test('is not reviewed by its co-developer', () => {
    const own = (to: string, at: number) => reply(to, at, CAT, 'Reviewed-by: Cat Keeper <cat@example.org>\n');
    const found = review([...series, own('p1', 10), own('p2', 20)]);
    expect([found.state, found.isIndependentlyReviewed]).toEqual(['under review', false]);
  });

  test('that somebody NACKed waits for the author', () => {
    expect(stands(ack('p1', 10), ack('p2', 20), reply('p1', 30, CAT, 'NACK\n'))).toEqual({
      state: 'objected',
      who: 'author',
      since: minute(30),
    });
  });

  test('that has a successor waits for nobody, since that was posted', () => {
    const second = [{ ...patch(1), id: 'q1', subject: '[PATCH v2 1/1] ns: Part 1', at: 90 }];
    const { state, waitsFor } = review(series, [second]);
    expect([state, waitsFor.who, waitsFor.since]).toEqual(['superseded', 'nobody', minute(90)]);
  });
});

describe('a series of which its author says that a new version follows', () => {
  const author = 'Ann Author <ann@example.org>';
  const owes = (...texts: readonly string[]): boolean => {
    const mails = texts.map((text, at) => reply('p1', 30 + at, author, `${text}\n`));
    const { waitsFor } = review([...series, ack('p1', 10), ack('p2', 20), ...mails]);
    return waitsFor.who === 'author' && waitsFor.since === minute(30);
  };

  test.each([
    "I'll send v2 tomorrow.",
    'Will fix it in the next version.',
    'Good catch, I will respin.',
    "I'll drop the tag and send another one.",
    'Then v3 is needed.',
    'So it needs to be reposted without that tag.',
    "Unless somebody objects, I'll resend on Monday.",
  ])('waits for them: %s', (text) => {
    expect(owes(text)).toBe(true);
  });

  test.each([
    'If you like I will send v2.',
    'Should I send v2?',
    'I will not resend it.',
    'I will test it with v5.9 and cgroup v2.',
    'I can send a new version.',
    'This will break users of v1.',
  ])('does not: %s', (text) => {
    expect(owes(text)).toBe(false);
  });

  const agrees = (text: string): boolean => {
    const asked = reply('p1', 20, BOB, '> +int x1;\n\nWhy no comment?\n');
    const answer = reply('r20', 30, author, `> Why no comment?\n\n${text}\n`);
    return review([...series, ack('p1', 10), ack('p2', 11), asked, answer]).waitsFor.who === 'author';
  };

  test.each([
    'Good catch, thanks!',
    "I'll add one.",
    'Will do.',
    'OK, fixed.',
    'I have folded your change in, thanks.',
  ])('or agrees to change what a reviewer asks for, waits for them: %s', (text) => {
    expect(agrees(text)).toBe(true);
  });

  test.each([
    'Good point, but that is the same everywhere.',
    'Good idea. I will add that in a separate patch.',
    "Good catch, I'll fix that while merging.",
    'If you want I will add one.',
    'Because the name says it.',
  ])('and does not: %s', (text) => {
    expect(agrees(text)).toBe(false);
  });

  test('does not after somebody took it, or told that it is not needed', () => {
    const promise = reply('p1', 30, author, "I'll send v2.\n");
    const then = (text: string) =>
      stands(ack('p1', 10), ack('p2', 20), promise, reply('r30', 40, BOB, `> I'll send v2.\n\n${text}\n`))
        .who;
    expect([
      then('Fine.'),
      then('Applied, thanks.'),
      then('No need to resend.'),
      then("I'll fix that while applying."),
    ]).toEqual(['author', 'maintainer', 'maintainer', 'maintainer']);
  });

  test('does not after they post the patch anew below it', () => {
    const again = { ...patch(1), id: 'again', subject: 'Re: [PATCH 1/2] ns: Part 1', to: 'p1', at: 40 };
    expect(stands(ack('p1', 10), ack('p2', 20), reply('p1', 30, author, "I'll send v2.\n"), again).who).toBe(
      'maintainer',
    );
  });

  test('waits for them since the oldest open comment, if one is', () => {
    const promise = reply('p2', 30, author, 'v2 follows.\n');
    expect(stands(promise, reply('p1', 40, BOB, '> +int x1;\n\nWhy?\n'))).toMatchObject({
      who: 'author',
      since: minute(40),
    });
  });
});

describe('a series that landed', () => {
  const landing = (n: number, role: Landing['role']): Landing => ({
    messageId: posting(series).series.patches[n - 1]!.messageId,
    seriesId: posting(series).series.id,
    n,
    commit: commitId('0'.repeat(40)),
    tree: 'linux',
    role,
    landedAt: minute(50 + n),
    method: 'patch-id',
    score: 1,
  });
  const landed = (...landings: readonly Landing[]) => {
    const one = posting(series);
    const { state, waitsFor } = readReview(one.series, one.thread, [], landings, END);
    return [state, waitsFor.who];
  };

  test('in mainline is merged, in part partly, in another tree queued', () => {
    expect(landed(landing(1, 'mainline'), landing(2, 'mainline'))).toEqual(['merged', 'nobody']);
    expect(landed(landing(1, 'mainline'))).toEqual(['partly merged', 'reviewer']);
    expect(landed(landing(1, 'mm'), landing(2, 'next'))).toEqual(['queued', 'nobody']);
  });

  test('what was taken out again waits for its author, unless it is there again', () => {
    const one = posting(series);
    const revert = { by: commitId('1'.repeat(40)), at: minute(90) };
    const reverted = [{ ...landing(1, 'mainline'), revert }];
    const waits = (...landings: readonly Landing[]) =>
      readReview(one.series, one.thread, [], landings, END, reverted).waitsFor;
    expect(waits()).toEqual({
      who: 'author',
      since: minute(90),
      why: 'patch 1 was in linux and was reverted by 111111111111',
    });
    expect(waits(landing(1, 'mainline')).who).toBe('reviewer');
  });

  test('only in a project of its own has not landed', () => {
    expect(landed(landing(1, 'project'), landing(2, 'project'))).toEqual(['new', 'reviewer']);
  });
});

describe('the state in a list is that of the series shown', () => {
  const one = PATCH;
  const reply = (body: string, more: Partial<Draft> = {}): Draft => bobSays(`r${body.length}`, body, more);
  const reviewed = 'Reviewed-by: Bob Builder <bob@example.org>\n';
  const asked = `> +int x;\n\nWhy not static?\n`;
  test.each<readonly [string, readonly Draft[]]>([
    ['new', []],
    ['new', [reply('Ping.\n', { from: 'Ann Author <ann@example.org>' })]],
    ['under review', [reply('Interesting.\n')]],
    ['objected', [reply('NACK\n')]],
    ['objected', [reply('Nacked-by: Bob Builder <bob@example.org>\n')]],
    ['reviewed', [reply(reviewed)]],
    ['under review', [reply(reviewed), reply(asked, { from: CAT, at: 20 })]],
  ])('%s', async (state, replies) => {
    const workspace = await workspaceOf([one, ...replies].map(mail));
    const [listed] = await listSeries(workspace, END);
    expect([listed!.state, (await showSeries(workspace, 'p@example.org', END)).state]).toEqual([
      state,
      state,
    ]);
  });
});
