/** `series mbox` against what `b4 am` writes for the same thread, byte for byte. The people are invented. */
import { describe, expect, test } from 'vitest';
import { type MboxOptions, seriesMbox } from '../../app/index.ts';
import { type Draft, END, mail, workspaceOf } from '../support/mails.ts';

const BOB = 'Bob Builder <bob@example.org>';
const CAT = 'Cat Keeper <cat@example.org>';
const SIGNED = 'Signed-off-by: Ann Author <ann@example.org>';
const OLD = ['Fixes: abcdef012345 ("ns: Zero")', 'Reviewed-by: Old Timer <old@example.org>', SIGNED];

const hunk = (file: string, line = 'int x;'): string =>
  `diff --git a/${file} b/${file}\nindex 1111111..2222222 100644\n--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,3 @@\n a\n+${line}\n b\n`;

interface Shape {
  readonly trailers?: readonly string[];
  /** What stands between message and diff. */
  readonly gap?: string;
  readonly diff?: string;
  readonly message?: string;
}

const body = ({
  trailers = OLD,
  gap = '---\n\n',
  diff = hunk('a.c'),
  message = 'Why.',
}: Shape = {}): string => `${message}\n\n${trailers.join('\n')}\n${gap}${diff}-- \n2.39.5\n`;

const reply = (text: string, more: Partial<Draft> = {}): Draft => ({
  id: `r${text.length}-${more.at ?? 10}`,
  subject: 'Re: [PATCH] ns: One',
  to: 'p1',
  at: 10,
  from: BOB,
  body: `> Why.\n\n${text}\n\n--\nBob\n`,
  ...more,
});

const patch = (text: string = body(), more: Partial<Draft> = {}): Draft => ({
  id: 'p1',
  subject: '[PATCH] ns: One',
  body: text,
  ...more,
});

interface Written {
  readonly subject?: string;
  readonly id?: string;
  readonly minute?: string;
  readonly encoding?: string;
}

const written = (
  text: string,
  { subject = '[PATCH] ns: One', id = 'p1', minute = '00', encoding = '7bit' }: Written = {},
): string =>
  `From git@z Thu Jan  1 00:00:00 1970\nSubject: ${subject}\nFrom: Ann Author <ann@example.org>\nDate: Mon, 02 Mar 2026 10:${minute}:00 +0000\nMessage-Id: <${id}@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: ${encoding}\n\n${text}\n`;

async function mboxOf(drafts: readonly Draft[], options: MboxOptions = {}): Promise<string> {
  return (await seriesMbox(await workspaceOf(drafts.map(mail)), `${drafts[0]!.id}@example.org`, END, options))
    .text;
}

const REVIEWED = 'Reviewed-by: Bob Builder <bob@example.org>';
const TESTED = 'Tested-by: Cat Keeper <cat@example.org>';

/** b4 leaves a `---` out that has nothing but the diff below it. */
const withAdded = (...added: readonly string[]): string => body({ trailers: [...OLD, ...added], gap: '\n' });

describe('trailers of replies stand behind those of the patch', () => {
  test('given to the patch, and to a reply, in that order', async () => {
    const drafts = [
      patch(),
      reply(REVIEWED, { id: 'r1' }),
      reply(TESTED, { to: 'r1', from: CAT, at: 12, body: `>> Why.\n> \n> ${REVIEWED}\n\n${TESTED}\n` }),
    ];
    expect(await mboxOf(drafts)).toBe(written(withAdded(REVIEWED, TESTED)));
  });

  test.each([
    ['with a bare address', 'Reviewed-by: bob@example.org', 'Reviewed-by: bob@example.org'],
    ['with an address in brackets alone', 'Reviewed-by: <bob@example.org>', 'Reviewed-by: bob@example.org'],
    ['with parentheses in the name', 'Acked-by: Bob Builder (Works) <bob@example.org>', null],
    ['with brackets in the name', 'Acked-by: Bob Builder [works] <bob@example.org>', null],
    ['with a comma in the name', 'Acked-by: Builder, Bob <bob@example.org>', null],
    [
      'with the address spoilt by HTML',
      'Acked-by: Bob Builder <bob@example.org<mailto:bob@example.org>>',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    [
      'with entities of HTML',
      'Acked-by: Bob Builder &lt;bob@example.org&gt;',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    [
      'with the address as archives hide it',
      'Acked-by: Bob Builder <bob at example.org>',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    [
      'with the address in the next line',
      'Acked-by: Bob Builder\n<bob@example.org>',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    [
      'with spaces',
      '   Acked-by:  Bob   Builder <bob@example.org>  ',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    ['with an address that has an extension', 'Acked-by: B. B. <bob+kernel@example.org>', null],
    ['of a host of the domain', 'Acked-by: B. B. <bob@mail.example.org>', null],
    ['with a remark', 'Tested-by: Bob Builder <bob@example.org> # on a board', null],
    ['with a note in the next line', 'Acked-by: Bob Builder <bob@example.org>\n[for the parts in a.c]', null],
    ['that are a NACK', 'Nacked-by: Bob Builder <bob@example.org>', null],
    ['that name a commit', 'Fixes: 0123456789ab ("ns: Minus one")', null],
    ['that name an issue', 'Fixes: #530', null],
    [
      'with a full stop',
      'Reviewed-by: Bob Builder <bob@example.org>.',
      'Reviewed-by: Bob Builder <bob@example.org>',
    ],
    [
      'with words behind',
      'Reviewed-by: Bob Builder <bob@example.org> for all of it.',
      'Reviewed-by: Bob Builder <bob@example.org>',
    ],
    [
      'with a space that does not break',
      'Acked-by:\u00a0Bob Builder <bob@example.org>',
      'Acked-by: Bob Builder <bob@example.org>',
    ],
    ['that sign off', 'Signed-off-by: Bob Builder <bob@example.org>', null],
  ])('%s', async (_, given, expected) => {
    expect(await mboxOf([patch(), reply(given)])).toBe(written(withAdded(expected ?? given)));
  });

  test.each([
    ['already there', `reviewed-by:  Old Timer  <OLD@example.org>`],
    ['for somebody else', 'Acked-by: Dan Digger <dan@example.net>'],
    ['a question', 'Fixes: ?'],
    ['without an address', 'Reviewed-by: Bob Builder <bob.example.org>'],
    ['of a list', 'Cc: stable@example.org'],
    ['quoted', '> Acked-by: Bob Builder <bob@example.org>'],
    ['words', 'NACK'],
    ['a link, which may be one of the talk', 'Link: https://example.org/bug/1'],
    ['proposed in another order', OLD.map((line) => `    ${line}`).join('\n')],
  ])('but not those that are %s', async (_, given) => {
    expect(await mboxOf([patch(), reply(given)])).toBe(written(withAdded()));
  });

  test('lines of notes are not joined as those of a trailer are', async () => {
    const notes = ['v2: unify the notices, as said on the list, and keep', '    the rest as it was'];
    const given = patch(body({ trailers: [...OLD, ...notes] }));
    expect(await mboxOf([given, reply(REVIEWED)])).toContain(`\n${notes[1]}\n`);
  });

  test('for somebody else only where it may be sloppy', async () => {
    const drafts = [patch(), reply('Acked-by: Dan Digger <dan@example.net>')];
    expect(await mboxOf(drafts, { isSloppy: true })).toBe(
      written(withAdded('Acked-by: Dan Digger <dan@example.net>')),
    );
  });

  test('in a reply without Re:', async () => {
    expect(await mboxOf([patch(), reply(REVIEWED, { subject: '[PATCH] ns: One' })])).toBe(
      written(withAdded(REVIEWED)),
    );
  });
});

test('Signed-off-by lines keep their order, and notes their place', async () => {
  const trailers = [
    'Link: https://example.org/a',
    SIGNED,
    '[bob: fixed the typo]',
    'Suggested-by: Fay Friend <fay@example.org>',
    'Link: https://example.org/b  # discussion',
    'Signed-off-by: Bob Builder <bob@example.org>',
  ];
  const given = [patch(body({ trailers })), reply(TESTED, { from: CAT })];
  expect(await mboxOf(given)).toBe(written(body({ trailers: [...trailers, TESTED], gap: '\n' })));
});

test.each([
  [
    'a changelog that belongs below a ---',
    [...OLD, '--', 'Since then: unify the notices', '    as Bob said'],
    OLD.length,
  ],
  [
    "what each of a tree's fixes was",
    ['[ann@example.org: fix it]', '  Link: https://example.org/a', '[bob@example.org: build it]', ...OLD],
    3 + OLD.length,
  ],
])('%s stays where it is', async (_, trailers, at) => {
  const found = await mboxOf([patch(body({ trailers })), reply(REVIEWED)]);
  const lines = trailers.with(1, trailers[1]!.trim()).toSpliced(at, 0, REVIEWED);
  expect(found).toBe(written(body({ trailers: lines, gap: '\n' })));
});

test.each([
  ['a diffstat', '---\n a.c | 1 +\n 1 file changed, 1 insertion(+)\n\n', hunk('a.c')],
  ['remarks below the message', '---\nShorter than it was.\n\n', hunk('a.c')],
  ['a diff not made by git', '---\nOn top of next.\n\n', hunk('a.c').split('\n').slice(2).join('\n')],
  ['no separator', '\n', hunk('a.c').split('\n').slice(2).join('\n')],
])('%s stays as it is', async (_, gap, diff) => {
  const given = [patch(body({ gap, diff })), reply(REVIEWED)];
  expect(await mboxOf(given)).toBe(written(body({ trailers: [...OLD, REVIEWED], gap, diff })));
});

test('a message without trailers gets a paragraph of them', async () => {
  const sent = `Why.\n---\n\n${hunk('a.c')}-- \n2.39.5\n`;
  expect(await mboxOf([patch(sent), reply(REVIEWED)])).toBe(
    written(`Why.\n\n${REVIEWED}\n\n${hunk('a.c')}-- \n2.39.5\n`),
  );
});

test('in-body headers take the place of those of the mail', async () => {
  const sent = `From: Ann Author <ann@example.org>\nSubject: ns: The real title\n\n${body()}`;
  const found = await mboxOf([patch(sent, { from: 'Sender Only <sender@example.org>' })]);
  expect(found).toBe(written(withAdded(), { subject: '[PATCH] ns: The real title' }));
});

test('without trailers the patch is as it was sent', async () => {
  expect(await mboxOf([patch(), reply(REVIEWED)], { isBare: true })).toBe(written(body()));
});

describe('a series with a cover', () => {
  const numbered = (n: number, file: string, more: Partial<Draft> = {}): Draft => ({
    id: `p${n}`,
    subject: `[PATCH v2 ${n}/2] ns: ${n}`,
    to: 'c',
    at: n,
    body: body({ diff: hunk(file) }),
    ...more,
  });
  const series: readonly Draft[] = [
    { id: 'c', subject: '[PATCH v2 0/2] ns: Thing' },
    numbered(1, 'a.c'),
    numbered(2, 'b.c'),
    reply(REVIEWED, { to: 'p2', subject: 'Re: [PATCH v2 2/2] ns: 2' }),
    reply(TESTED, { to: 'c', subject: 'Re: [PATCH v2 0/2] ns: Thing', from: CAT, at: 11 }),
  ];
  const one = (
    subject: string,
    n: number,
    file: string,
    id: string,
    minute: string,
    added: readonly string[],
  ) =>
    written(body({ trailers: [...OLD, ...added], gap: '\n', diff: hunk(file) }), {
      subject: `${subject} ns: ${n}`,
      id,
      minute,
    });

  test('trailers of the cover go to every patch, behind its own', async () => {
    expect(await mboxOf(series)).toBe(
      one('[PATCH v2 1/2]', 1, 'a.c', 'p1', '01', [TESTED]) +
        one('[PATCH v2 2/2]', 2, 'b.c', 'p2', '02', [REVIEWED, TESTED]),
    );
  });

  test('a patch that was sent again as v3 stands in its place, under the number of the newest', async () => {
    const reroll = numbered(2, 'z.c', { id: 'p3', subject: '[PATCH v3 2/2] ns: 2', to: 'p2', at: 30 });
    expect(await mboxOf([...series, reroll])).toBe(
      one('[PATCH v3 1/2]', 1, 'a.c', 'p1', '01', [TESTED]) +
        one('[PATCH v3 2/2]', 2, 'z.c', 'p3', '30', [TESTED]),
    );
  });
});
