import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportFacts, listSeries, showSeries } from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { type Draft, diff, END, mail, workspaceOf } from '../support/mails.ts';

/** `[versions, received/expected, title]` of each series, oldest first. */
async function seriesOf(...drafts: readonly Draft[]) {
  const workspace = await workspaceOf(drafts.map(mail));
  const series = await listSeries(workspace, END);
  return series.map(
    (one) =>
      `v${one.version} ${one.received}/${one.expected}${one.cover ? '+cover' : ''}${one.supersededBy ? ' superseded' : ''} ${one.title}`,
  );
}

const patch = (id: string, subject: string, more: Partial<Draft> = {}): Draft => ({
  id,
  subject,
  body: `Why.\n\n${diff(`${id}.c`)}`,
  ...more,
});

describe('what belongs to one posting', () => {
  test('a cover and the patches below it are one series', async () => {
    const found = await seriesOf(
      { id: 'c', subject: '[PATCH 0/2] ns: Two things' },
      patch('p1', '[PATCH 1/2] ns: One', { to: 'c', at: 1 }),
      patch('p2', '[PATCH 2/2] ns: Two', { to: 'c', at: 2 }),
    );
    expect(found).toEqual(['v1 2/2+cover ns: Two things']);
  });

  test('patches threaded one below the other are one series', async () => {
    const found = await seriesOf(
      patch('p1', '[PATCH 1/3] ns: One'),
      patch('p2', '[PATCH 2/3] ns: Two', { to: 'p1', at: 1 }),
      patch('p3', '[PATCH 3/3] ns: Three', { to: 'p2', at: 2 }),
    );
    expect(found).toEqual(['v1 3/3 ns: One']);
  });

  test('what a list put in front of one of many patches is no tag of the series', async () => {
    const workspace = await workspaceOf(
      [
        { id: 'c', subject: '[RFC PATCH 0/3] ns: Things' },
        patch('p1', '[RFC PATCH 1/3] ns: One', { to: 'c', at: 1 }),
        patch('p2', '[some-user] [RFC PATCH 2/3] ns: Two', { to: 'c', at: 2 }),
        patch('p3', '[RFC PATCH 3/3] ns: Three', { to: 'c', at: 3 }),
      ].map(mail),
    );
    expect((await listSeries(workspace, END))[0]?.prefixes).toEqual(['RFC']);
  });

  test('patches below a mail without a tag have it for a cover, if the same person sent it just before', async () => {
    const below = (more: Partial<Draft>) => [
      { id: 'c', subject: 'Three things about gates', ...more },
      patch('p1', '[PATCH 1/2] ns: One', { to: 'c', at: 1 }),
      patch('p2', '[PATCH 2/2] ns: Two', { to: 'c', at: 2 }),
    ];
    expect(await seriesOf(...below({}))).toEqual(['v1 2/2+cover Three things about gates']);
    expect(await seriesOf(...below({ from: 'Bob Builder <bob@example.org>' }))).toEqual(['v1 2/2 ns: One']);
    expect(await seriesOf(...below({ at: -120 }))).toEqual(['v1 2/2 ns: One']);
  });

  test('what a reply to a cover without a tag gives is for the series', async () => {
    const workspace = await workspaceOf(
      [
        { id: 'c', subject: 'Two things about gates' },
        patch('p1', '[PATCH 1/2] ns: One', { to: 'c', at: 1 }),
        patch('p2', '[PATCH 2/2] ns: Two', { to: 'c', at: 2 }),
        {
          id: 'r',
          to: 'c',
          at: 9,
          from: 'Bob Builder <bob@example.org>',
          subject: 'Re: Two things about gates',
          body: 'Acked-by: Bob Builder <bob@example.org>\n',
        },
      ].map(mail),
    );
    const shown = await showSeries(workspace, 'p1@example.org', END);
    expect(shown.trailers.map(({ kind, appliesTo }) => [kind, appliesTo])).toEqual([['Acked-by', 'series']]);
  });

  test('unthreaded patches sent together are one series', async () => {
    const found = await seriesOf(
      { id: 'c', subject: '[PATCH 0/2] ns: Two things' },
      patch('p1', '[PATCH 1/2] ns: One', { at: 1 }),
      patch('p2', '[PATCH 2/2] ns: Two', { at: 2 }),
    );
    expect(found).toEqual(['v1 2/2+cover ns: Two things']);
  });

  test('the same series posted twice within minutes is two', async () => {
    const round = (x: string, at: number) => [
      { id: `c${x}`, subject: '[PATCH 0/1] ns: Thing', at },
      patch(`p${x}`, '[PATCH 1/1] ns: One', { to: `c${x}`, at: at + 1, body: `Why.\n\n${diff('a.c')}` }),
    ];
    expect(await seriesOf(...round('a', 0), ...round('b', 3))).toEqual([
      'v1 1/1+cover superseded ns: Thing',
      'v1 1/1+cover ns: Thing',
    ]);
  });

  test('a patch with a subject of its own inside a thread is a series of its own', async () => {
    const found = await seriesOf(
      patch('p1', '[PATCH] ns: One'),
      patch('fix', 'mm: Another thing', { to: 'p1', at: 5, from: 'Bob Builder <bob@example.org>' }),
    );
    expect(found).toEqual(['v1 1/1 ns: One', 'v1 1/1 mm: Another thing']);
  });

  test('a Re: with a diff is a suggestion and no series', async () => {
    const found = await seriesOf(
      patch('p1', '[PATCH] ns: One'),
      patch('r', 'Re: [PATCH] ns: One', { to: 'p1', at: 5, from: 'Bob Builder <bob@example.org>' }),
    );
    expect(found).toEqual(['v1 1/1 ns: One']);
  });

  test('a series is answered when somebody else writes back, and was not before', async () => {
    const workspace = await workspaceOf(
      [
        { id: 'c', subject: '[PATCH 0/1] ns: Thing' },
        patch('p', '[PATCH 1/1] ns: One', { to: 'c', at: 1 }),
        { id: 'self', subject: 'Re: [PATCH 0/1] ns: Thing', to: 'c', at: 2, body: 'One more word.' },
        {
          id: 'r',
          subject: 'Re: [PATCH 1/1] ns: One',
          to: 'p',
          at: 5,
          from: 'Bob Builder <bob@example.org>',
          body: 'Why?',
        },
        {
          id: 's',
          subject: 'Re: [PATCH 1/1] ns: One',
          to: 'p',
          at: 7,
          from: 'Bob Builder <bob@example.org>',
          body: 'Really?',
        },
      ].map(mail),
    );
    const isAnswered = async (minute: number) => {
      const asOf = epoch(Date.UTC(2026, 2, 2, 10, minute) / 1000);
      return (await listSeries(workspace, asOf))[0]!.isAnswered;
    };
    expect([await isAnswered(4), await isAnswered(5)]).toEqual([false, true]);
  });

  test('a missing patch leaves the series incomplete', async () => {
    expect(
      await seriesOf(
        patch('p1', '[PATCH 1/3] ns: One'),
        patch('p3', '[PATCH 3/3] ns: Three', { to: 'p1', at: 1 }),
      ),
    ).toEqual(['v1 2/3 ns: One']);
  });
});

describe('what is a version of what', () => {
  test('v2 below the cover of v1 follows it', async () => {
    const found = await seriesOf(
      { id: 'c1', subject: '[PATCH 0/1] ns: Thing' },
      patch('p1', '[PATCH 1/1] ns: One', { to: 'c1', at: 1 }),
      { id: 'c2', subject: '[PATCH v2 0/1] ns: Thing', to: 'c1', at: 3000 },
      patch('p2', '[PATCH v2 1/1] ns: One', { to: 'c2', at: 3001 }),
    );
    expect(found).toEqual(['v1 1/1+cover superseded ns: Thing', 'v2 1/1+cover ns: Thing']);
  });

  test('an unlabelled revision in a thread of its own is version 2', async () => {
    const found = await seriesOf(
      patch('p1', '[PATCH] ns: One', { body: `Why.\n\n${diff('a.c', 'int x;')}` }),
      patch('p2', '[PATCH] ns: One', { at: 3000, body: `Why.\n\n${diff('a.c', 'int y;')}` }),
    );
    expect(found).toEqual(['v1 1/1 superseded ns: One', 'v2 1/1 ns: One']);
  });

  test('a new title is linked to the version with the most patches in common', async () => {
    const round = (x: string, tag: string, title: string, at: number, names: readonly string[]) => [
      { id: `c${x}`, subject: `[${tag} 0/${names.length}] ${title}`, at },
      ...names.map((name, n) =>
        patch(`${x}${n}`, `[${tag} ${n + 1}/${names.length}] ns: ${name}`, { to: `c${x}`, at: at + n + 1 }),
      ),
    ];
    const found = await seriesOf(
      ...round('a', 'PATCH', 'ns: Only the call', 0, ['call', 'test']),
      ...round('b', 'PATCH v2', 'ns: The whole thing', 3000, ['one', 'two', 'three', 'four', 'call', 'test']),
      ...round('d', 'PATCH v3', 'Whole things', 6000, ['one', 'two', 'three', 'four', 'call', 'test']),
    );
    expect(found[1]).toBe('v2 6/6+cover superseded ns: The whole thing');
  });

  test('one patch sent again does not supersede its series', async () => {
    const found = await seriesOf(
      patch('p1', '[PATCH v5 1/3] ns: One'),
      patch('p2', '[PATCH v5 2/3] ns: Two', { to: 'p1', at: 1 }),
      patch('p3', '[PATCH v5 3/3] ns: Three', { to: 'p1', at: 2 }),
      patch('p4', '[PATCH v5.1 2/3] ns: Two', { to: 'p2', at: 900 }),
    );
    expect(found).toEqual(['v5 3/3 ns: One', 'v5.1 1/3 ns: Two']);
  });
});

test('the facts do not depend on the order or the splits in which mails come', async () => {
  const drafts = [
    { id: 'c1', subject: '[PATCH 0/2] ns: Thing' },
    patch('p1', '[PATCH 1/2] ns: One', { to: 'c1', at: 1 }),
    patch('p2', '[PATCH 2/2] ns: Two', { at: 2 }),
    { id: 'r1', subject: 'Re: [PATCH 1/2] ns: One', to: 'p1', at: 40, from: 'Bob Builder <bob@example.org>' },
    { id: 'c2', subject: '[PATCH v2 0/2] ns: Thing', at: 3000 },
    patch('q1', '[PATCH v2 1/2] ns: One', { to: 'c2', at: 3001 }),
    patch('q2', '[PATCH v2 2/2] ns: Two', { to: 'c2', at: 3002 }),
  ].map(mail);
  const facts = async (...syncs: readonly (readonly string[])[]) =>
    [...exportFacts((await workspaceOf(...syncs)).store)].join('\n');
  const whole = await facts(drafts);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(drafts, { minLength: drafts.length }),
      fc.nat(drafts.length),
      async (shuffled, cut) => {
        expect(await facts(shuffled.slice(0, cut), shuffled.slice(cut))).toBe(whole);
      },
    ),
    { numRuns: 15 },
  );
});

describe('what was said of a patch', () => {
  const bob = 'Bob Builder <bob@example.org>';
  const thread = [
    patch('p1', '[PATCH] ns: One'),
    {
      id: 'r1',
      subject: 'Re: [PATCH] ns: One',
      to: 'p1',
      at: 5,
      from: bob,
      body: 'On Monday, Ann wrote:\n> +int x;\n\nWhy not static?\n\n> b\n\nWhat is b for?\n\nThanks,\nBob\n',
    },
    {
      id: 'r2',
      subject: 'Re: [PATCH] ns: One',
      to: 'r1',
      at: 9,
      body: '> Why not static?\n\nIt is used elsewhere.\n',
    },
  ];
  const said = async (drafts: readonly Draft[]) => {
    const threaded = drafts.map((draft) =>
      mail(draft).replace(/References: <r1@example.org>/, 'References: <p1@example.org> <r1@example.org>'),
    );
    return (await showSeries(await workspaceOf(threaded), 'p1@example.org', END)).comments.map(
      (one) => `${one.state}: ${one.text}`,
    );
  };

  test('a remark is answered where somebody else wrote below it, and thanks are none', async () => {
    expect(await said(thread)).toEqual(['answered: Why not static?', 'open: What is b for?']);
  });

  test('a Reviewed-by of the asker acknowledges', async () => {
    const review = {
      id: 'r3',
      subject: 'Re: [PATCH] ns: One',
      to: 'p1',
      at: 20,
      from: bob,
      body: 'Reviewed-by: Bob Builder <bob@example.org>\n',
    };
    expect(await said([...thread, review])).toEqual([
      'acknowledged: Why not static?',
      'acknowledged: What is b for?',
    ]);
  });
});

describe('what a series has to do with others', () => {
  const one = (id: string, subject: string, at: number, to?: string) =>
    patch(id, subject, {
      at,
      ...(to ? { to } : {}),
      body: `Why.\n\n${diff(`${subject.split(' ').at(-1)}.c`)}`,
    });
  const related = async (id: string, ...drafts: readonly Draft[]) => {
    const shown = await showSeries(await workspaceOf(drafts.map(mail)), `${id}@example.org`, END);
    return [shown.otherParts, shown.tookIn, shown.takenInBy ? [shown.takenInBy] : []].map((all) =>
      all.map(({ title }) => title),
    );
  };

  test('the parts of what was split name each other', async () => {
    const drafts = [
      { id: 'c', subject: '[PATCH 0/2] ns: Two things' },
      one('p1', '[PATCH 1/2] ns: Make gates', 1, 'c'),
      one('p2', '[PATCH 2/2] ns: Make doors', 2, 'c'),
      one('q1', '[PATCH v2] ns: Make gates', 600, 'p1'),
      one('q2', '[PATCH v2] ns: Make doors', 610, 'p2'),
    ];
    expect(await related('q1', ...drafts)).toEqual([['ns: Make doors'], [], []]);
    expect(await related('p1', ...drafts)).toEqual([[], [], []]);
  });

  test('what took others in, and what was taken in', async () => {
    const drafts = [
      one('a', '[PATCH] ns: Make gates', 0),
      one('b', '[PATCH] ns: Make doors', 5),
      { id: 'c', subject: '[PATCH 0/2] ns: Two things', at: 600 },
      one('c1', '[PATCH 1/2] ns: Make gates', 601, 'c'),
      one('c2', '[PATCH 2/2] ns: Make doors', 602, 'c'),
    ];
    // It is the next version of one of them, and took in the other.
    expect(await related('c1', ...drafts)).toEqual([[], ['ns: Make gates'], []]);
    expect(await related('a', ...drafts)).toEqual([[], [], ['ns: Two things']]);
  });
});
