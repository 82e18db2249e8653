import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findComments } from '../../../model/review/index.ts';
import { type Draft, diff } from '../../support/mails.ts';
import { BOB, bobSays, CAT, id, minute, PATCH, posting, review, said } from '../../support/review.ts';

const patch = (extra: Partial<Draft> = {}, line = 'int x;'): Draft => ({
  id: 'p1',
  subject: '[PATCH] ns: One',
  body: `Count the tasks.\n\nSigned-off-by: Ann Author <ann@example.org>\n${diff('a.c', line)}`,
  ...extra,
});

const reply = (from: string, body: string, extra: Partial<Draft> = {}): Draft => ({
  id: 'r1',
  subject: 'Re: [PATCH] ns: One',
  to: 'p1',
  at: 10,
  from,
  body,
  ...extra,
});

const question = reply(BOB, 'On Monday, Ann Author wrote:\n> +int x;\n\nWhy is this not static?\n');
const answer = (body: string, extra: Partial<Draft> = {}): Draft =>
  reply('Ann Author <ann@example.org>', body, { id: 'r2', to: 'r1', at: 20, ...extra });

describe('what is a comment', () => {
  test('each remark below a quotation is one, with the place it stands under', () => {
    const { comments } = review([
      patch(),
      reply(BOB, '> +int x;\n\nWhy not static?\n\n>  b\n\nWhat is b for?\n\nThanks,\nBob\n'),
    ]);
    expect(comments.map(({ quoted, text, appliesTo }) => [quoted, text, appliesTo])).toEqual([
      ['+int x;', 'Why not static?', 1],
      [' b', 'What is b for?', 1],
    ]);
  });

  test.each([
    ['thanks', 'Hi Ann,\n\nthanks a lot for this!\n\nKind regards,\nBob\n'],
    ['praise', '> +int x;\n\nLooks good to me.\n'],
    ['a trailer', '> +int x;\n\nReviewed-by: Bob Builder <bob@example.org>\n'],
    ['"applied"', 'Applied, thanks!\n'],
    ['"applied" with where it went', 'Merged to master, thanks.\n\nBob\n'],
    ['what the reviewer is going to do', "Looks good, I'll test it tomorrow.\n"],
    ['a mark where something was left out', '> +int x;\n\n[...]\n\n> b\n\n<snip>\n'],
    ['a signature', '> +int x;\n-- \nBob Builder, who never agrees\n'],
  ])('%s is none', (_, body) => {
    expect(said([patch(), reply(BOB, body)])).toEqual([]);
  });

  test('a remark below a diff that the reviewer shows is one', () => {
    const shown = 'My tree has this:\n\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n';
    const { comments } = review([
      patch(),
      reply(BOB, `> +int x;\n\n${shown}\nPlease use the lock of the parent here.\n`),
    ]);
    expect(comments.map(({ text }) => text).join(' ')).toContain('Please use the lock of the parent here.');
  });

  test('a remark above the whole quotation is one on the whole', () => {
    const { comments } = review([
      patch(),
      reply(BOB, 'This breaks 32 bit.\n\nOn Monday, Ann Author wrote:\n> Count the tasks.\n> +int x;\n'),
    ]);
    expect(comments.map(({ quoted, text }) => [quoted, text])).toEqual([['', 'This breaks 32 bit.']]);
  });

  test('a quotation that lost its marks is still a quotation', () => {
    const body = 'Is this tested on a big machine?\n\nCount the tasks of a namespace once a second.\n';
    const posted = patch({
      body: `Count the tasks of a namespace once a second.\n${diff('a.c')}`,
    });
    expect(review([posted, reply(BOB, body)]).comments.map(({ text }) => text)).toEqual([
      'Is this tested on a big machine?',
    ]);
  });

  test('the report of a test robot is one', () => {
    const robot = reply(
      'kernel test robot <robot@example.org>',
      'Hi Ann,\n\nI love your patch! Yet something to improve:\n\na.c:2:5: error: x is defined twice\n',
    );
    expect(review([patch(), robot]).comments).toHaveLength(1);
  });

  test('in a mail that approves only faults and wishes are', () => {
    const approving = (text: string) =>
      said([patch(), reply(BOB, `> +int x;\n\n${text}\n\nAcked-by: Bob Builder <bob@example.org>\n`)]);
    expect(approving('I had the same thing in mind for a while.')).toEqual([]);
    expect(approving('Nit: typo in the name.')).toEqual(['open: Nit: typo in the name.']);
  });

  test('talk below the words of others is none unless it asks for something', () => {
    const talk = (text: string) =>
      said([patch(), question, reply(CAT, `> Why is this not static?\n\n${text}\n`, { id: 'r2', to: 'r1' })]);
    expect(talk('It was static in the first draft.')).toHaveLength(1);
    expect(talk('Could you also look at y?')).toHaveLength(2);
  });

  test('the submitter makes none, the author of another patch of the series does', () => {
    const from = 'From: Cat Keeper <cat@example.org>\n\n';
    const series = [
      patch({ id: 'p1', subject: '[PATCH 1/2] ns: One' }),
      patch({ id: 'p2', subject: '[PATCH 2/2] ns: Two', body: `${from}Words.\n${diff('b.c', 'int z;')}` }),
    ];
    const by = (who: string, to: string) => said([...series, reply(who, 'Why is this needed?\n', { to })]);
    expect(by('Ann Author <ann@example.org>', 'p2')).toEqual([]);
    expect(by(CAT, 'p2')).toEqual([]);
    expect(by(CAT, 'p1')).toEqual(['open: Why is this needed?']);
  });

  test('replies to another version in the same thread are about that version', () => {
    const second = patch({ id: 'p2', subject: '[PATCH v2] ns: One', to: 'p1', at: 30 });
    const { series, thread } = posting([patch(), second, reply(BOB, 'Why?\n', { to: 'p2', at: 40 })]);
    const first = { ...series, patches: series.patches.slice(0, 1), expected: 1 };
    expect(findComments(first, thread, [], minute(99))).toEqual([]);
  });
});

describe('what answers a comment', () => {
  test('nothing leaves it open', () => {
    expect(said([patch(), question])).toEqual(['open: Why is this not static?']);
  });

  test('somebody else who writes below it', () => {
    const { comments } = review([patch(), question, answer('> Why is this not static?\n\nAn oversight.\n')]);
    expect(comments[0]).toMatchObject({ state: 'answered', answeredBy: id('r2') });
  });

  test('quoted lines that were wrapped anew are recognised', () => {
    const long = reply(BOB, '> +int x;\n\nWhy does nobody care for the locking of this counter here?\n');
    const wrapped = answer('> Why does nobody care for\n> the locking of this counter here?\n\nI do.\n');
    expect(said([patch(), long, wrapped])[0]).toMatch(/^answered/);
  });

  test('of two remarks only the one that is written below', () => {
    const both = reply(BOB, '> +int x;\n\nWhy not static?\n\n> b\n\nWhat is that line for?\n');
    const first = answer('> Why not static?\n\nIt is used elsewhere.\n\n> b\n\n> What is that line for?\n');
    expect(said([patch(), both, first])).toEqual([
      'answered: Why not static?',
      'open: What is that line for?',
    ]);
  });

  test('a reply that quotes nothing in particular answers all of the mail', () => {
    const both = reply(BOB, '> +int x;\n\nWhy not static?\n\n> b\n\nWhat is that line for?\n');
    const top = answer('Both are left from debugging.\n\nOn Monday, Bob Builder wrote:\n> > b\n');
    expect(said([patch(), both, top]).every((one) => one.startsWith('answered'))).toBe(true);
  });

  test('thanks alone do not', () => {
    expect(said([patch(), question, answer('Thanks for the review!\n\nAnn\n')])[0]).toMatch(/^open/);
  });

  test('"fixed, v2 follows" of the submitter answers all that was said', () => {
    const done = answer('Thanks, I will address all of this in v2.\n', { to: 'p1' });
    expect(said([patch(), question, done])[0]).toMatch(/^answered/);
  });

  test('whoever adds to an own remark does not answer it', () => {
    const more = reply(BOB, '> Why is this not static?\n\nIt was in the other file.\n', {
      id: 'r2',
      to: 'r1',
    });
    expect(said([patch(), question, more])[0]).toMatch(/^open/);
  });
});

describe('what acknowledges a comment', () => {
  const answered = answer('> Why is this not static?\n\nIt is used elsewhere.\n');

  test.each([
    ['consent below the answer', '> It is used elsewhere.\n\nAh, ok. Makes sense.\n'],
    ['thanks for the answer', '> It is used elsewhere.\n\nThanks!\n'],
    ['a Reviewed-by', 'Reviewed-by: Bob Builder <bob@example.org>\n'],
    ['an Acked-by from another address', 'Acked-by: Bob Builder <bob@home.example.org>\n'],
  ])('%s of the asker', (_, body) => {
    const last = reply(BOB, body, { id: 'r3', to: 'r2', at: 30 });
    expect(said([patch(), question, answered, last])).toEqual(['acknowledged: Why is this not static?']);
  });

  test('consent with another question does not', () => {
    const last = reply(BOB, '> It is used elsewhere.\n\nOk, but where?\n', { id: 'r3', to: 'r2', at: 30 });
    expect(said([patch(), question, answered, last])[0]).toMatch(/^answered/);
  });

  test('a Reviewed-by in the mail of the remark does not', () => {
    const both = reply(BOB, '> +int x;\n\nWhy not static?\n\nReviewed-by: Bob Builder <bob@example.org>\n');
    expect(said([patch(), both])[0]).toMatch(/^open/);
  });

  test('the asker who applies the patch', () => {
    const applied = reply(BOB, 'Applied, thanks.\n', { id: 'r3', at: 30 });
    expect(said([patch(), question, applied])[0]).toMatch(/^acknowledged/);
  });

  test('the asker who takes it back', () => {
    const back = reply(BOB, 'Never mind, I misread the patch.\n', { id: 'r2', to: 'r1', at: 12 });
    expect(said([patch(), question, back])).toEqual(['acknowledged: Why is this not static?']);
  });

  test('a Reviewed-by of the asker for a later version', () => {
    const second = [
      patch({ id: 'q1', subject: '[PATCH v2] ns: One', at: 100 }),
      reply(BOB, 'Reviewed-by: Bob Builder <bob@example.org>\n', { id: 's1', to: 'q1', at: 110 }),
    ];
    expect(said([patch(), question], [second])[0]).toMatch(/^acknowledged/);
  });
});

describe('what overtakes a comment', () => {
  const version = (line: string, extra: Partial<Draft> = {}) =>
    patch({ id: 'q1', subject: '[PATCH v2] ns: One', at: 100, ...extra }, line);

  test('a version that changes the quoted line', () => {
    expect(said([patch(), question], [[version('static int x;')]])[0]).toMatch(/^overtaken/);
  });

  test('a version that adds a line right below it', () => {
    expect(said([patch(), question], [[version('int x;\n+int y;')]])[0]).toMatch(/^overtaken/);
  });

  test('a version that changes something else does not', () => {
    const twoLines = patch({}, 'int x;\n+int y;\n+int z;');
    expect(said([twoLines, question], [[version('int x;\n+int y;\n+long z;')]])[0]).toMatch(/^open/);
  });

  test('a version whose message no longer says it', () => {
    const message = reply(BOB, '> Count the tasks.\n\nWhat is this good for?\n');
    const other = `Refuse a task too many.\n${diff('a.c')}`;
    expect(said([patch(), message], [[version('int x;')]])[0]).toMatch(/^open/);
    expect(said([patch(), message], [[version('int x;', { body: other })]])[0]).toMatch(/^overtaken/);
  });

  test('any change, for a remark on the whole', () => {
    const whole = reply(BOB, 'This needs a test, I think.\n');
    expect(said([patch(), whole], [[version('int x;')]])[0]).toMatch(/^open/);
    expect(said([patch(), whole], [[version('static int x;')]])[0]).toMatch(/^overtaken/);
  });

  test('a line that moved to another function, for a remark on the whole', () => {
    const inFunction = (name: string): string =>
      `Count the tasks.\n${diff('a.c').replace('@@ -1,2 +1,3 @@', `$& static int ${name}(void)`)}`;
    const whole = reply(BOB, 'This is still quite early, you could at least do it before the fork.\n');
    const first = patch({ body: inFunction('setup') });
    expect(said([first, whole], [[version('', { body: inFunction('setup') })]])[0]).toMatch(/^open/);
    expect(said([first, whole], [[version('', { body: inFunction('run') })]])[0]).toMatch(/^overtaken/);
  });

  test('the answer is kept beside it', () => {
    const { comments } = review(
      [patch(), question, answer('> Why is this not static?\n\nFixed.\n')],
      [[version('static int x;')]],
    );
    expect(comments[0]).toMatchObject({ state: 'overtaken', answeredBy: id('r2') });
  });
});

describe('as of a date', () => {
  const story: readonly Draft[] = [
    patch(),
    question,
    answer('> Why is this not static?\n\nIt is used elsewhere.\n'),
    reply(BOB, '> It is used elsewhere.\n\nOk.\n', { id: 'r3', to: 'r2', at: 30 }),
    reply(CAT, 'Does this build?\n', { id: 'r4', at: 40 }),
  ];

  test('a comment is what a reader of that day could know', () => {
    const on = (at: number) => said(story, [], minute(at));
    expect([5, 15, 25, 35].map(on)).toEqual([
      [],
      ['open: Why is this not static?'],
      ['answered: Why is this not static?'],
      ['acknowledged: Why is this not static?'],
    ]);
  });

  test('mails that come later change nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.shuffledSubarray([...story.slice(1)]), (at, mails) => {
        const known = mails.filter((one) => (one.at ?? 0) <= at);
        expect(review([story[0]!, ...mails], [], minute(at))).toEqual(
          review([story[0]!, ...known], [], minute(at)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('references in a circle lead nowhere, and hurt nobody', () => {
    const loop = [
      reply(BOB, 'Why?\n', { id: 'r8', to: 'r9', at: 5 }),
      reply(CAT, 'Why not?\n', { id: 'r9', to: 'r8', at: 6 }),
    ];
    expect(said([patch(), ...loop])).toEqual([]);
  });
});

describe('found by judging unseen threads', () => {
  const patch = PATCH;
  const re = bobSays;

  test.each([
    "Since the fix is in Linus's tree I've added the hash to the tags and pushed, thanks.\n",
    'Both doc patches merged, thanks.\n',
    'Thanks for finding typos, I pushed all of those four fixes.\n',
    "FYI this broke the build with old libraries. I'll send a patch today.\n",
  ])('no remark: %j', (body) => {
    expect(said([patch, re('r', body)])).toEqual([]);
  });

  test('"merged" that is a condition takes nothing', () => {
    expect(said([patch, re('r', 'It has to be split before I merged it.\n')])).toEqual([
      'open: It has to be split before I merged it.',
    ]);
  });

  test('whoever answers what was added to a remark answers the remark', () => {
    const found = said([
      patch,
      re('r1', '> +int x;\n\nIs this used after it is freed?\n'),
      re('r2', '> Is this used after it is freed?\n\nI mean the counter.\n', { to: 'r1', at: 20 }),
      re('r3', 'Good catch, fixed.\n', { to: 'r2', at: 30, from: 'Ann Author <ann@example.org>' }),
    ]);
    expect(found[0]).toBe('answered: Is this used after it is freed?');
  });
});
