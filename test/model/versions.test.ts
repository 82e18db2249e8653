/** What is a version of what: one thread shape a test (`v1 → v2` is a line of the drawing). */
import { describe, expect, test } from 'vitest';
import { type Draft, diff } from '../support/mails.ts';
import { BOB, DAY, linked, patch, series } from '../support/versions.ts';

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

  //  [PATCH 0/3] ns: Gates
  //  [PATCH 0/3] ns: Gates      sent once more, and broken off after two
  test('and a copy that was broken off does not supersede what is whole, but is by it', async () => {
    const [cover, one, two] = series('b', 'PATCH', 'ns: Gates', three, { at: 60 });
    const copied = (draft: Draft, body: string | undefined): Draft => ({ ...draft, body: body! });
    const first = series('a', 'PATCH', 'ns: Gates', three);
    expect(
      await linked(...first, cover!, copied(one!, first[1]!.body), copied(two!, first[2]!.body)),
    ).toEqual(['a v1', 'b v1 (partial) <- a by same-title -> a']);
    expect(await linked(...first, cover!)).toEqual(['a v1', 'b v1 (partial) <- a by same-title']);
  });
});

//  [PATCH v2] ns: Add a gate
//  [PATCH v3] ns: Build gates
//  [PATCH v4] ns: Add a gate
//  [PATCH 0/3] ns: Gates
//    [PATCH 2/3] ns: Open all gates on demand
//      [PATCH v2 2/3] ns: Open al gates on demand
//  [PATCH v2 0/3] ns: Gates                              has it as well
//  [PATCH v3 0/3] ns: Gates
test('what the whole version has under a mended title supersedes the part sent before', async () => {
  const titles = ['ns: Make the gates', 'ns: Open all gates on demand', 'ns: Paint it'];
  const found = await linked(
    ...series('a', 'PATCH', 'ns: Gates', titles),
    patch('p', '[PATCH v2 2/3] ns: Open al gates on demand', { to: 'a.2', at: DAY, file: 'demand.c' }),
    ...series('b', 'PATCH v2', 'ns: Gates', titles, { at: 2 * DAY }),
    ...series('c', 'PATCH v3', 'ns: Gates', titles, { at: 3 * DAY }),
  );
  expect(found[1]).toBe('p v2 (partial) <- a by in-reply-to -> b');
});

test('a version between two of one title had another', async () => {
  const one = { body: `Why.\n\n${diff('gate.c')}` };
  expect(
    await linked(
      { ...one, id: 'a', subject: '[PATCH v2] ns: Add a gate' },
      { ...one, id: 'b', subject: '[PATCH v3] ns: Build gates', at: DAY },
      { ...one, id: 'c', subject: '[PATCH v4] ns: Add a gate', at: 2 * DAY },
    ),
  ).toEqual(['a v2 -> b', 'b v3 <- a by same-patches -> c', 'c v4 <- b by same-patches']);
});

describe('who counts from one again', () => {
  const gates = ['ns: Add a gate', 'ns: Use the gate'];
  const doors = ['ns: Add a door', 'ns: Use the door'];
  const again = (tag: string): readonly Draft[] => [
    ...series('b', tag, 'ns: Gates', gates, { at: DAY }),
    ...series('c', 'PATCH v2', 'ns: Gates', gates, { at: 2 * DAY }),
  ];

  //  [RFC PATCH v3 0/2] ns: Gates
  //  [PATCH v1 0/2] ns: Gates, [PATCH v2 0/2] …
  test.each(['PATCH v1', 'PATCH'])('supersedes an RFC of a higher number: %s', async (tag) => {
    expect(await linked(...series('a', 'RFC PATCH v3', 'ns: Gates', gates), ...again(tag))).toEqual([
      'a v3 -> b',
      'b v1 <- a by same-title -> c',
      'c v2 <- b by same-title',
    ]);
  });

  test('supersedes it without a change', async () => {
    const drafts = series('a', 'RFC PATCH v3', 'ns: Gates', gates);
    const ready = series('b', 'PATCH', 'ns: Gates', gates, { at: DAY });
    expect(
      await linked(...drafts, ...ready.map((one, n) => ({ ...one, body: drafts[n]!.body ?? 'Words.\n' }))),
    ).toEqual(['a v3 -> b', 'b v1 <- a by same-title']);
  });

  //  [PATCH v6 0/2] ns: Gates
  //  [PATCH v1 0/2] ns: Doors      "the last version was https://…"
  test('under another title, linking the last of the old count', async () => {
    const [cover, ...patches] = series('b', 'PATCH v1', 'ns: Doors', doors, { at: DAY });
    const body = 'The last version was\nhttps://lore.kernel.org/r/a@example.org\n';
    expect(
      await linked(...series('a', 'PATCH v6', 'ns: Gates', gates), { ...cover!, body }, ...patches),
    ).toEqual(['a v6 -> b', 'b v1 <- a by link']);
  });

  //  [PATCH] ns: Add a gate     three times, each rewritten
  //  [PATCH v2] ns: Add a gate
  test('of what nobody had counted before', async () => {
    const gate = (id: string, tag: string, at: number) =>
      patch(id, `[${tag}] ns: Add a gate`, { at, body: `Why.\n\n${diff('gate.c', `int ${id};`)}` });
    const found = await linked(
      gate('a', 'PATCH', 0),
      gate('b', 'PATCH', DAY),
      gate('c', 'PATCH', 2 * DAY),
      gate('d', 'PATCH v2', 3 * DAY),
    );
    expect(found.slice(2)).toEqual(['c v3 <- b by same-title -> d', 'd v2 <- c by same-title']);
  });

  //  [PATCH v1 0/2] …, [PATCH v2 0/2] …, and the first once more, untagged
  test('but not who sends an old version again', async () => {
    const first = series('a', 'PATCH v1', 'ns: Gates', gates);
    const copy = first.map(({ id, to, ...draft }) => ({
      ...draft,
      id: `x${id}`,
      at: 3 * DAY,
      ...(to ? { to: `x${to}` } : {}),
    }));
    expect(await linked(...first, ...again('PATCH v1').slice(3), ...copy)).toEqual([
      'a v1 -> c',
      'c v2 <- a by same-title',
      'xa v1 <- a by same-title -> c',
    ]);
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

  //  [RFC PATCH 0/1] Shell library v3       its name, as it turns out
  //  [PATCH v2 0/1] Shell library v3
  test('but that number supersedes nothing that came later', async () => {
    expect(
      await linked(
        ...series('a', 'RFC PATCH', 'Shell library v3', ['lib: Add a shell']),
        ...series('b', 'PATCH', 'Shell library v3', ['lib: Add a shell'], { at: DAY }),
        ...series('c', 'PATCH v2', 'Shell library v3', ['lib: Add a shell'], { at: 2 * DAY }),
        ...series('d', 'PATCH v3', 'Shell library v3', ['lib: Add a shell'], { at: 3 * DAY }),
      ),
    ).toEqual([
      'a v3 -> b',
      'b v3 <- a by same-title -> d',
      'c v2 <- b by same-title -> d',
      'd v3 <- c by same-title',
    ]);
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
