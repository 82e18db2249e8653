/** What is a version of what: one thread shape a test (`v1 → v2` is a line of the drawing). */
import { describe, expect, test } from 'vitest';
import { listSeries } from '../../app/index.ts';
import { type Draft, diff, END, mail, workspaceOf } from '../support/mails.ts';

const BOB = 'Bob Builder <bob@example.org>';

/** A patch to a file, which is its title's last word where none is given. */
const patch = (
  id: string,
  subject: string,
  more: Partial<Draft> & { readonly file?: string } = {},
): Draft => {
  const { file = `${subject.split(' ').at(-1)!.toLowerCase()}.c`, ...draft } = more;
  return { id, subject, body: `Why.\n\n${diff(file, `int ${id};`)}`, ...draft };
};

/** A cover and its patches, a minute apart. */
function series(
  id: string,
  tag: string,
  title: string,
  patches: readonly string[],
  more: Partial<Draft> = {},
): readonly Draft[] {
  const at = more.at ?? 0;
  const total = patches.length;
  return [
    { ...more, id, subject: `[${tag} 0/${total}] ${title}` },
    ...patches.map((name, n) =>
      patch(`${id}.${n + 1}`, `[${tag} ${n + 1}/${total}] ${name}`, {
        to: id,
        at: at + n + 1,
        ...(more.from ? { from: more.from } : {}),
      }),
    ),
  ];
}

/** `version title ← predecessor (method) → what supersedes it`, oldest first. */
async function linked(...drafts: readonly Draft[]): Promise<readonly string[]> {
  const found = await listSeries(await workspaceOf(drafts.map(mail)), END);
  const name = new Map<string, string>(
    found.map((one) => [one.id, (one.cover ?? one.patches[0]!.messageId).replace('@example.org', '')]),
  );
  return found.map((one) => {
    const before = one.follows ? ` <- ${name.get(one.follows.series)} by ${one.follows.method}` : '';
    const after = one.supersededBy ? ` -> ${name.get(one.supersededBy)}` : '';
    const partial = one.isPartial ? ' (partial)' : '';
    return `${name.get(one.id)} v${one.version}${partial}${before}${after}`;
  });
}

const DAY = 24 * 60;

describe('stated links', () => {
  //  [PATCH] ns: Add a gate          change-id: gate-1
  //  [PATCH v2] ns: Something else   change-id: gate-1, by somebody else
  test('a change-id of b4, whatever title and sender', async () => {
    const body = (id: string): string => `Why.\n\n${diff(`${id}.c`)}\n---\nchange-id: gate-1\n`;
    expect(
      await linked(
        { id: 'a', subject: '[PATCH] ns: Add a gate', body: body('a') },
        { id: 'b', subject: '[PATCH v2] ns: Something else', body: body('b'), from: BOB, at: DAY },
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by change-id']);
  });

  //  [PATCH 0/2] ns: Gates
  //    [PATCH v2 0/2] ns: Doors instead
  test('a reply to the older cover', async () => {
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Gates', ['ns: Add a gate', 'ns: Use the gate']),
        ...series('b', 'PATCH v2', 'ns: Doors instead', ['ns: Add a door', 'ns: Use the door'], {
          to: 'a',
          at: DAY,
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by in-reply-to']);
  });

  //  [PATCH 0/1] ns: Gates
  //  [PATCH v2 0/1] ns: Doors    "v1: https://lore.kernel.org/r/a@example.org"
  test('a link to the older cover', async () => {
    const b = series('b', 'PATCH v2', 'ns: Doors', ['ns: Add a door'], { at: DAY });
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Gates', ['ns: Add a gate']),
        { ...b[0]!, body: 'Changes since v1: https://lore.kernel.org/r/a@example.org\n' },
        b[1]!,
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by link']);
  });

  //  [RFC PATCH 0/1] ns: Gates
  //  [PATCH 0/1] ns: Gates and more
  //  [PATCH v2 0/1] ns: Gates and more   links only the RFC
  //  [PATCH 0/2] ns: Move the gate
  //  [PATCH v2 0/2] pid: Tidy up           "could I merge this one?" and a link
  test('but not a link to other work of the same sender', async () => {
    const body = 'Could I merge this one?\nhttps://lore.kernel.org/r/a@example.org\n';
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Move the gate', ['ns: One', 'ns: Two']),
        ...series('b', 'PATCH v2', 'pid: Tidy up', ['pid: Three', 'pid: Four'], { at: DAY }).map((draft) =>
          draft.id === 'b' ? { ...draft, body } : draft,
        ),
      ),
    ).toEqual(['a v1', 'b v2']);
  });

  //  [PATCH 0/2] ns: Move the gate
  //  [PATCH v2 0/2] pid: Tidy up           "v1: https://…"
  test('whatever changed, where the text calls it an older version', async () => {
    const body = 'v1: https://lore.kernel.org/r/a@example.org\n';
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Move the gate', ['ns: One', 'ns: Two']),
        ...series('b', 'PATCH v2', 'pid: Tidy up', ['pid: Three', 'pid: Four'], { at: DAY }).map((draft) =>
          draft.id === 'b' ? { ...draft, body } : draft,
        ),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by link']);
  });

  test('but the nearest version where the link skips one', async () => {
    const c = series('c', 'PATCH v2', 'ns: Gates and more', ['ns: Add a gate'], { at: 2 * DAY });
    expect(
      await linked(
        ...series('a', 'RFC PATCH', 'ns: Gates', ['ns: Add a gate']),
        ...series('b', 'PATCH', 'ns: Gates and more', ['ns: Add a gate'], { at: DAY }),
        { ...c[0]!, body: 'RFC: https://lore.kernel.org/r/a@example.org\n' },
        c[1]!,
      ),
    ).toEqual(['a v1 -> b', 'b v1 <- a by similar-title -> c', 'c v2 <- b by same-title']);
  });
});

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

  const lines = (word: string): string =>
    Array.from({ length: 12 }, (_, n) => `+\tgate(${n % 4 === 0 ? word : 'open'}, ${n});`).join('\n');
  const added = (file: string, word: string): string =>
    `Why.\n---\n\ndiff --git a/${file} b/${file}\nnew file mode 100644\nindex 0000000..2222222\n--- /dev/null\n+++ b/${file}\n@@ -0,0 +1,12 @@\n${lines(word)}\n`;

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

  test('but two people with one idea do not', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate'),
        patch('b', '[PATCH] ns: Add a gate', { from: BOB, at: DAY }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });
});

describe('split and merged', () => {
  const four = ['ns: Add a gate', 'ns: Use the gate', 'ns: Add a door', 'ns: Use the door'];

  //  [PATCH 0/4] ns: All
  //  [PATCH v2 0/2] ns: Gates
  //  [PATCH v2 0/2] ns: Doors
  test('both halves follow, and neither supersedes the other', async () => {
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: All', four),
        ...series('b', 'PATCH v2', 'ns: Gates', four.slice(0, 2), { at: DAY }),
        ...series('c', 'PATCH v2', 'ns: Doors', four.slice(2), { at: DAY + 60 }),
      ),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-patches', 'c v2 <- a by same-patches']);
  });

  //  [PATCH 0/2] ns: Gates
  //  [PATCH 0/2] ns: Doors
  //  [PATCH 0/4] ns: All       takes both in
  //  [PATCH 0/2] ns: Things
  //    [PATCH v2 0/1] ns: One               split, and merged as it is
  //    [PATCH v2 0/1] ns: Two
  //      [PATCH v3 0/1] ns: Two
  test('a version of one half does not supersede the other', async () => {
    const half = (id: string, tag: string, name: string, to: string, at: number) => [
      { id, subject: `[${tag} 0/1] ns: Only ${name}`, to, at },
      patch(`${id}.1`, `[${tag} 1/1] ns: Make ${name}`, { to: id, at: at + 1 }),
    ];
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Things', ['ns: Make one', 'ns: Make two']),
        ...half('b', 'PATCH v2', 'one', 'a', DAY),
        ...half('c', 'PATCH v2', 'two', 'a', DAY + 5),
        ...half('d', 'PATCH v3', 'two', 'c', 2 * DAY),
      ),
    ).toEqual([
      'a v1 -> b',
      'b v2 <- a by in-reply-to',
      'c v2 <- a by in-reply-to -> d',
      'd v3 <- c by in-reply-to',
    ]);
  });

  test('a larger series supersedes what it took in', async () => {
    expect(
      await linked(
        ...series('a', 'PATCH', 'ns: Gates', four.slice(0, 2)),
        ...series('b', 'PATCH', 'ns: Doors', four.slice(2), { at: 60 }),
        ...series('c', 'PATCH', 'ns: All', four, { at: DAY }),
      ),
    ).toEqual(['a v1 -> c', 'b v1 -> c', 'c v2 <- b by same-patches']);
  });

  //  [PATCH] ns: Add a gate        Ann
  //  [PATCH 0/4] ns: All           Bob, without her name
  test('but not what somebody else wrote anew', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate'),
        ...series('b', 'PATCH', 'ns: All', four, { from: BOB, at: DAY }),
      ),
    ).toEqual(['a v1', 'b v1']);
  });
});

describe('single patches sent again', () => {
  const three = ['ns: Add a gate', 'ns: Use the gate', 'ns: Test the gate'];

  //  [PATCH v5 0/3]
  //    [PATCH v5 2/3] ns: Use the gate
  //      [PATCH v5.1 2/3] ns: Use the gate
  test('with a fraction of a version', async () => {
    expect(
      await linked(
        ...series('a', 'PATCH v5', 'ns: Gates', three),
        patch('b', '[PATCH v5.1 2/3] ns: Use the gate', { to: 'a.2', at: DAY }),
      ),
    ).toEqual(['a v5', 'b v5.1 (partial) <- a by in-reply-to']);
  });

  //  [PATCH v5 0/3]
  //  [PATCH v5 2/3] ns: Use the gate    by itself, days later
  test('with the version it had', async () => {
    expect(
      await linked(
        ...series('a', 'PATCH v5', 'ns: Gates', three),
        patch('b', '[PATCH v5 2/3] ns: Use the gate', { at: 3 * DAY }),
      ),
    ).toEqual(['a v5', 'b v5 (partial) <- a by same-patches']);
  });
});

describe('versions written by hand', () => {
  //  [PATCH v1 0/2] ns: Gates      the cover was not relabelled
  //    [PATCH v2 1/2] …
  //  [PATCH] ns: Add a gate
  //  [PATCH] ns: Add a gate, rewritten      "Changes since v2:" below the ---
  test('a changelog tells where no subject does', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate', { file: 'ns.c' }),
        patch('b', '[PATCH] ns: Add a gate', {
          at: DAY,
          body: `Why.\n---\nChanges since v2:\n - rebased\n\n${diff('ns.c', 'int b;').replace('---\n', '')}`,
        }),
      ),
    ).toEqual(['a v1 -> b', 'b v3 <- a by same-title']);
  });

  //  Things about gates                         [PATCH 1/2] …
  //  Things about gates v2                      [PATCH 1/2] …
  test('behind the title of a cover', async () => {
    const things = (id: string, subject: string, at: number) => [
      { id, subject, at },
      patch(`${id}1`, '[PATCH 1/2] ns: One', { to: id, at: at + 1 }),
      patch(`${id}2`, '[PATCH 2/2] ns: Two', { to: id, at: at + 2 }),
    ];
    expect(
      await linked(...things('a', 'Things about gates', 0), ...things('b', 'Things about gates v2', DAY)),
    ).toEqual(['a v1 -> b', 'b v2 <- a by same-title']);
    expect(await linked(...things('c', 'Tests for cgroup v2', 0))).toEqual(['c v1']);
  });

  test('patches outvote their cover', async () => {
    const [cover, ...patches] = series('a', 'PATCH v2', 'ns: Gates', ['ns: Add a gate', 'ns: Use the gate']);
    expect(await linked({ ...cover!, subject: '[PATCH v1 0/2] ns: Gates' }, ...patches)).toEqual(['a v2']);
  });

  //  [PATCH v2 0/2] ns: Gates      only the cover was relabelled
  //    [PATCH 1/2] …
  test('a cover tells for patches that say nothing', async () => {
    const [cover, ...patches] = series('a', 'PATCH', 'ns: Gates', ['ns: Add a gate', 'ns: Use the gate']);
    expect(await linked({ ...cover!, subject: '[PATCH v2 0/2] ns: Gates' }, ...patches)).toEqual(['a v2']);
  });

  //  [PATCH 0/2] ns: Gates
  //    [PATCH v7 2/2] …            taken over with the version it had
  test('one patch with a version of its own makes no version of the series', async () => {
    const drafts = series('a', 'PATCH', 'ns: Gates', ['ns: Add a gate', 'ns: Use the gate']);
    expect(
      await linked(...drafts.slice(0, 2), { ...drafts[2]!, subject: '[PATCH v7 2/2] ns: Use the gate' }),
    ).toEqual(['a v1']);
  });

  //  [PATCH v2] ns: Add a gate
  //  [PATCH] ns: Add a gate, [PATCH v3] …, [PATCH v2] … late
  test('the first newer one supersedes, even where numbers come out of order', async () => {
    expect(
      await linked(
        patch('a', '[PATCH] ns: Add a gate'),
        patch('c', '[PATCH v3] ns: Add a gate', { at: DAY }),
        patch('b', '[PATCH v2] ns: Add a gate', { at: 2 * DAY }),
      ),
    ).toEqual(['a v1 -> c', 'c v3 <- a by same-title', 'b v2 <- a by same-title -> c']);
  });
});
