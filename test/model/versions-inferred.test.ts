/** Versions that nothing states: one thread shape a test (`v1 → v2` is a line of the drawing). */
import { describe, expect, test } from 'vitest';
import { listSeries } from '../../app/index.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';
import { BOB, DAY, linked, patch, series } from '../support/versions.ts';

const lines = (word: string): string =>
  Array.from({ length: 12 }, (_, n) => `+\tgate(${n % 4 === 0 ? word : 'open'}, ${n});`).join('\n');

/** A diff of twelve lines to a new file, of which those with another `word` differ in three. */
const added = (file: string, word: string): string =>
  `Why.\n---\n\ndiff --git a/${file} b/${file}\nnew file mode 100644\nindex 0000000..2222222\n--- /dev/null\n+++ b/${file}\n@@ -0,0 +1,12 @@\n${lines(word)}\n`;

/** One of `lines` added to each file. */
const changing = (files: readonly string[], ...added: readonly string[]): string =>
  `Why.\n---\n\n${files
    .map(
      (file) =>
        `diff --git a/${file} b/${file}\nindex 1111111..2222222 100644\n--- a/${file}\n+++ b/${file}\n@@ -1,1 +1,${1 + added.length} @@\n a\n${added.map((line) => `+${line}\n`).join('')}`,
    )
    .join('')}`;

describe('inferred links', () => {
  //  [PATCH] ns: Add a gate for jobs
  //  [PATCH v2] ns: Add a door for jobs
  test('a stated version with a like title on the same file', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate for jobs', { file: 'x.c' }),
        patch('b', '[PATCH v2] ns: Add a door for jobs', { file: 'x.c', at: DAY }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  //  [PATCH] Migrate gates.c to tests       gates.c and the list of all tests
  //  [PATCH v4] Migrate doors.c to tests    doors.c and the same list
  test('but not a sister that skips versions', async () => {
    const body = (file: string): string =>
      `Why.\n\n${diff(file)}${diff('run.list').replace(/^[\s\S]*?\n\n/, '')}`;
    expect(
      await linked(
        { id: 'a', subject: '[PATCH] Migrate gates.c to tests', body: body('gates.c') },
        { id: 'b', subject: '[PATCH v4] Migrate doors.c to tests', body: body('doors.c'), at: DAY },
      ),
    ).toEqual(['a v1', 'b v4']);
  });

  //  [PATCH] drivers: Include what is used       gate.c
  //  [PATCH] drivers: Include what is used       door.c
  //  [PATCH v2] drivers: Include what is used    gate.c
  //  [PATCH v2] drivers: Include what is used    wall.c, whose first version is not here
  test('under one title above patches to many files the one to its file', async () => {
    const to = (id: string, file: string, tag: string, at: number) => ({
      ...patch(id, `[${tag}] drivers: Include what is used`, { at }),
      body: changing([file], '#include <gate.h>'),
    });
    expect(
      await linked(
        to('gate', 'gate.c', 'PATCH', 0),
        to('door', 'door.c', 'PATCH', 60),
        to('gate2', 'gate.c', 'PATCH v2', DAY),
        to('wall2', 'wall.c', 'PATCH v2', DAY + 60),
      ),
    ).toEqual(['gate v1 -> gate2', 'door v1', 'gate2 v2 <- gate by same-title', 'wall2 v2']);
  });

  //  [PATCH] ns: Add a gate
  //  [PATCH v2 0/3] ns: Gates everywhere   2/3 is the patch
  //  [PATCH 0/1] fs: Say less in the log
  //  [PATCH v2 0/3] log: Add a level            with "fs: Say less in the log by level"
  test('a series that was wholly rewritten around one patch', async () => {
    expect(
      await linked(
        patch('a', '[PATCH 1/1] fs: Say less in the log', { file: 'fs.c' }),
        { id: 'b', subject: '[PATCH v2 0/3] log: Add a level', at: DAY },
        patch('b1', '[PATCH v2 1/3] log: Prepare', { to: 'b', at: DAY + 1 }),
        patch('b2', '[PATCH v2 2/3] log: Have levels', { to: 'b', at: DAY + 2 }),
        patch('b3', '[PATCH v2 3/3] fs: Say less in the log by level', {
          to: 'b',
          at: DAY + 3,
          file: 'fs.c',
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  test('a single patch that grew into a series', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate'),
        ...series(
          'b',
          'PATCH v2',
          'ns: Everything',
          ['ns: Prepare it all', 'ns: Add a gate', 'ns: Use it all'],
          { at: DAY },
        ),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  test('a score has three digits', async () => {
    const grown = series('b', 'PATCH v2', 'ns: Everything', ['ns: Prepare', 'ns: Add a gate', 'ns: Use it'], {
      at: DAY,
    });
    const workspace = await workspaceOf([patch('a', '[PATCH] ns: Add a gate'), ...grown].map(mail));
    const [, newer] = await listSeries(workspace, END);
    expect(newer!.follows!.score).toBe(0.633);
  });

  //  [PATCH] ns: Add a gate
  //  [PATCH] ns: Add a gate    other lines
  test('a posting without a version that says the same of the same file', async () => {
    expect(
      await linked(patch('a', '[PATCH] ns: Add a gate'), patch('b', '[PATCH] ns: Add a gate', { at: DAY })),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-title']);
  });

  //  [PATCH 5.10 1/9] ns: Add a gate
  //  [PATCH 5.4 1/7] ns: Add a gate
  test('but no backport of another', async () => {
    expect(
      await linked(
        patch('a', '[PATCH 5.10 1/9] ns: Add a gate'),
        patch('b', '[PATCH 5.4 1/7] ns: Add a gate', { at: DAY }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });

  const gates = (id: string, tag: string, at: number) =>
    series(id, tag, 'ns: Gates', ['ns: Add a gate', 'ns: Use the gate'], { at });

  //  [PATCH v4 0/2] ns: Gates
  //  [PATCH 5.15.y 0/2] ns: Gates, [PATCH 5.10.y 0/2] ns: Gates
  test('nor the same series for several branches', async () => {
    expect(
      await linked(
        ...gates('a', 'PATCH v4', 0),
        ...gates('b', 'PATCH 5.15.y', DAY),
        ...gates('c', 'PATCH 5.10.y', DAY + 9),
        ...gates('d', 'PATCH 5.10.y v2', 2 * DAY),
      ),
    ).toEqual(['a v4', 'b v1', 'c v1 -> d', 'd v2 <- c by same-title']);
  });

  test('but what was for one release is for the next', async () => {
    expect(await linked(...gates('a', 'PATCH for 5.4', 0), ...gates('b', 'PATCH for 5.5', 70 * DAY))).toEqual(
      ['a v1 -> b', 'b v2 <- a by same-title'],
    );
  });
});

describe('a new title and no version', () => {
  //  [PATCH] ns: Convert the gate                 gate.c
  //  [PATCH] ns: Convert the gate, split the door    most of the same lines, and door.c
  test('by the lines that stayed', async () => {
    const more = changing(['door.c'], 'one;', 'two;').replace('Why.\n---\n\n', '');
    expect(
      await linked(
        patch('a', '[PATCH] ns: Tidy up', { body: added('gate.c', 'a') }),
        patch('b', '[PATCH] gates: Have a test, and a door', {
          at: DAY,
          body: added('gate.c', 'b') + more,
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  //  [PATCH] ns: Document the gate            two lines
  //  [PATCH] ns: Document the gate and door   those two, and one more
  test('by most of the title, where the lines are few', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Document the gate', { body: changing(['ns.h'], 'a gate', 'a wall') }),
        patch('b', '[PATCH] ns: Document the gate, door', {
          at: DAY,
          body: changing(['ns.h'], 'a gate', 'a wall', 'a door'),
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  //  [PATCH] ns: Call it twice
  //  [PATCH] ns: Call it three times          what was merged before did not suffice
  test('but not what goes further in the same place', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Call the gate twice', { body: changing(['ns.c'], 'gate(1);') }),
        patch('b', '[PATCH] ns: Call the gate three times', {
          at: DAY,
          body: changing(['ns.c'], 'gate(2);'),
        }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });

  //  [PATCH] ns: Test the gate      adds gate01.c
  //  [PATCH] ns: Test the door      adds door01.c, made from gate01.c
  test('but not a sister, which adds another file', async () => {
    const list = changing(['run.list'], 'a test').replace('Why.\n---\n\n', '');
    expect(
      await linked(
        patch('a', '[PATCH] ns: Test the gate', { body: added('gate01.c', 'a') + list }),
        patch('b', '[PATCH] ns: Test the door', { at: DAY, body: added('door01.c', 'b') + list }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });

  //  [PATCH] ns: Tidy up            gate.c
  //  [PATCH 1/3] …                  gate.c among much else
  test('but not a series of which it is a small part', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Tidy up', { body: added('gate.c', 'a') }),
        patch('b1', '[PATCH 1/3] gates: One', { at: DAY, body: added('gate.c', 'b') }),
        patch('b2', '[PATCH 2/3] gates: Two', { at: DAY + 1, to: 'b1', body: changing(['two.c'], 'two;') }),
        patch('b3', '[PATCH 3/3] gates: Three', { at: DAY + 2, to: 'b1', body: changing(['three.c'], '3;') }),
      ),
    ).toEqual(['a v1', 'b1 v1']);
  });
});

describe('a new title and the next version', () => {
  //  [PATCH] tests/gate05: use the other call       gate05.c
  //  [PATCH v2] tests/gate05: add test variants     gate05.c and a header
  test('in the same place, soon after', async () => {
    const v2 = (at: number) =>
      patch('b', '[PATCH v2] tests/gate05: add test variants', {
        at,
        body: changing(['gate05.c', 'gate.h'], 'variant();', 'of();'),
      });
    const v1 = patch('a', '[PATCH] tests/gate05: use the other call', {
      body: changing(['gate05.c'], 'other();'),
    });
    expect(await linked(v1, v2(2 * DAY))).toEqual(['a v1 -> b', 'b v2 <- a by similar-title']);
    expect(await linked(v1, v2(90 * DAY))).toEqual(['a v1', 'b v2']);
  });
});

describe('somebody else takes over', () => {
  //  [PATCH 0/2] ns: Gates           Ann
  //  [PATCH v2 0/2] Doors of jobs    Bob, with Ann's patches
  test('with a new title and the patches', async () => {
    const names = ['ns: Add a gate', 'ns: Use the gate'];
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Gates', names),
        ...series('b', 'PATCH v2', 'Doors of jobs', names, { from: BOB, at: DAY }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches']);
  });

  //  [PATCH] ns: Add a gate    Ann
  //  [PATCH] ns: add a gate    Bob, "From: Ann" in the body
  test('without a version, naming the author', async () => {
    expect(
      await linked(patch('a', '[PATCH] ns: Add a gate'), {
        ...patch('b', '[PATCH] ns: add a gate', { from: BOB, at: DAY }),
        body: `From: Ann Author <ann@example.org>\n\nWhy.\n\n${diff('gate.c', 'int b;')}`,
      }),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-title']);
  });

  //  [PATCH] ns: Add a gate    Ann
  //  [PATCH] ns: Add a gate    Bob, his own
  const BY_ANN = 'From: Ann Author <ann@example.org>\n\nWhy.\n\n';

  //  [PATCH v5 0/2] ns: Add a gate           ns.c: Use the gate of files, pid.c: Use the gate of files
  //  [PATCH v6 0/3] ns: Gates for all        by Bob: one of his own, ns: Use the gate of files …, From: Ann
  test('with every title changed, naming who made the patches', async () => {
    const of = (n: number, name: string, from: boolean, file: string) =>
      patch(`b${n}`, `[PATCH v6 ${n}/3] ${name}`, {
        to: 'b',
        at: DAY + n,
        from: BOB,
        body: `${from ? BY_ANN : 'Why.\n\n'}${diff(file, `int b${n};`)}`,
      });
    expect(
      await linked(
        { id: 'a', subject: '[PATCH v5 0/2] ns: Add a gate' },
        patch('a1', '[PATCH v5 1/2] ns.c: Use the gate of files', { to: 'a', at: 1, file: 'ns.c' }),
        patch('a2', '[PATCH v5 2/2] pid.c: Use the gate of files', { to: 'a', at: 2, file: 'pid.c' }),
        { id: 'b', subject: '[PATCH v6 0/3] gates: Have them everywhere', from: BOB, at: DAY },
        of(1, 'gates: Prepare', false, 'gates.c'),
        of(2, 'ns: Use the gate of files', true, 'ns.c'),
        of(3, 'pid: Use the gate of files', true, 'pid.c'),
      ),
    ).toEqual(['a v5 -> b', 'b v6 <- a by same-patches']);
  });

  //  [PATCH] ns: Add a gate
  //    [PATCH v2] gates: Have one            by Bob, Co-developed-by: Ann
  test('as a reply, with a co-author', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate', { file: 'ns.c' }),
        patch('b', '[PATCH v2] gates: Have one', {
          from: BOB,
          to: 'a',
          at: DAY,
          body: `Why.\n\nCo-developed-by: Ann Author <ann@example.org>\n${diff('gate.c')}`,
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by in-reply-to']);
  });

  //  [PATCH v2] Migrate the gate test           gate01.c
  //  [PATCH v3] This test opens a gate          by Bob, much the same gate01.c
  test('with another title, by the diff alone', async () => {
    const [one, other] = ['a', 'b'].map((word) => added('gate01.c', word));
    expect(
      await linked(
        patch('a', '[PATCH v2] Migrate the gate test', { body: one! }),
        patch('b', '[PATCH v3] This test opens things', { at: DAY, from: BOB, body: other! }),
      ),
    ).toEqual(['a v2 -> b', 'b v3 <- a by same-patches']);
  });

  //  [PATCH v2] Origin: https://…               the mail program made the title of the first line
  //  [PATCH v2] Migrate the gate test           the very diff again
  test('and what is sent again with its title mended', async () => {
    const body = added('gate01.c', 'a');
    expect(
      await linked(
        patch('a', '[PATCH v2] Origin: https://example.org/gate', { body }),
        patch('b', '[PATCH v2] Migrate the gate test', { at: 5, body }),
      ),
    ).toEqual(['a v2 -> b', 'b v2 <- a by same-patches']);
  });

  //  [PATCH v2 0/1] ns: Convert the gate    Ann
  //  [PATCH 0/1] ns: Convert the gate       Bob, who does not name her: most of her lines
  test('under the same title, by most of the diff', async () => {
    expect(
      await linked(
        patch('a', '[PATCH v2] ns: Convert the gate', { body: added('gate01.c', 'a') }),
        patch('b', '[PATCH] ns: Convert the gate', {
          at: DAY,
          from: BOB,
          body: added('gate01.c', 'b').replace(/\+\tgate\(open, [67]\);/g, '+\tgate(shut);'),
        }),
      ),
    ).toEqual(['a v2 -> b', 'b v3 <- a by same-title']);
  });

  //  [PATCH] ns: Convert the gate    Ann: removes the old lines and adds her own
  //  [PATCH] ns: Convert the gate    Bob: removes the old lines and adds his own
  test('but not by what both removed', async () => {
    const rewritten = (word: string): string =>
      `Why.\n---\n\ndiff --git a/gate.c b/gate.c\nindex 1111111..2222222 100644\n--- a/gate.c\n+++ b/gate.c\n@@ -1,12 +1,4 @@\n${lines('old').replace(/^\+/gm, '-')}\n${['a', 'b', 'c', 'd'].map((one) => `+\t${word}(${one});\n`).join('')}`;
    expect(
      await linked(
        patch('a', '[PATCH] ns: Convert the gate', { body: rewritten('hers') }),
        patch('b', '[PATCH] ns: Convert the gate', { at: DAY, from: BOB, body: rewritten('his') }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });

  test('but two people with one idea do not', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate'),
        patch('b', '[PATCH] ns: Add a gate', { from: BOB, at: DAY }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });
});
