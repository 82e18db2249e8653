/** Rules that were found wanting when threads were judged before the program was asked. */
import { describe, expect, test } from 'vitest';
import { type Draft, diff } from '../../support/mails.ts';
import { BOB, bobSays, CAT, PATCH, said } from '../../support/review.ts';

const ANN = 'Ann Author <ann@example.org>';
const patch = PATCH;
const re = bobSays;

describe('what ends or opens a mail is no remark', () => {
  test.each([
    ['a farewell above the rest of the quotation', '> +int x;\n\nCheers,\n\n\tbobby\n\n>  b\n'],
    ['a note on who was added', '[Cc Cat since she wrote this.]\n\n> +int x;\n'],
    ['the news that remarks follow', 'Just a few comments below.\n\n> +int x;\n'],
    ['an introduction', 'Ann, an unrelated question...\n\nOn Monday, Ann Author wrote:\n> +int x;\n'],
    ['praise of one thing', '> +int x;\n\nDoing both at once looks very useful.\n'],
  ])('%s', (_, body) => {
    expect(said([patch, re('r', body)])).toEqual([]);
  });

  test('praise with a condition is one', () => {
    expect(said([patch, re('r', '> +int x;\n\nLooks good, but only if nobody sleeps here.\n')])).toHaveLength(
      1,
    );
  });
});

test('a diff that somebody proposes instead is one remark with what stands above it, though much of it is the same', () => {
  const long = (added: string) =>
    diff('a.c', added).replace(' a\n', ' static int a_long_line_that_tells_something;\n');
  const first: Draft = { ...patch, body: `Why.\n${long('int x;')}` };
  const proposed = long('int y;').replace('@@ -1,2 +1,3 @@', '@@ -1,2 +1,3 @@ int other;');
  const found = said([first, re('r', `I guess that we need:\n\n${proposed}`)]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^open: I guess that we need:/);
});

describe('"here as well"', () => {
  const ack = 'Acked-by: Bob Builder <bob@example.org>\n';

  test('is the remark before, at another place', () => {
    const body = `> +int x;\n\nNit: needs a comment.\n\n>  b\n\nDitto.\n\n${ack}`;
    expect(said([patch, re('r', body)])).toEqual(['open: Nit: needs a comment.', 'open: Ditto.']);
  });

  test('is nothing without a remark before', () => {
    expect(said([patch, re('r', `> +int x;\n\nSame here.\n\n${ack}`)])).toEqual([]);
  });
});

describe('below the words of others', () => {
  const question = re('r1', '> +int x;\n\nWhy not static?\n');
  const answer = re('r2', '> Why not static?\n\nIt is used elsewhere.\n', { to: 'r1', at: 20, from: ANN });
  const more = (text: string) =>
    said([patch, question, answer, re('r3', `> It is used elsewhere.\n\n${text}\n`, { to: 'r2', at: 30 })]);

  test.each([
    'I still wonder whether it has to be.',
    'The proper fix is to move it there.',
    'It might be better to read it each time.',
    'I would start with a simple counter.',
    'Then move it to the header.',
  ])('a suggestion is a remark: %s', (text) => {
    expect(more(text)).toContain(`open: ${text}`);
  });

  test.each(['It was once, years ago.', 'Yes, let us see.', 'Ok. That works instead of the other one.'])(
    'talk is none: %s',
    (text) => {
      expect(more(text)).toHaveLength(1);
    },
  );
});

describe('whoever writes below two quoted remarks', () => {
  const both = re(
    'r1',
    '> +int x;\n\nWhy is this counter not static?\n\n>  b\n\nWhat is that line good for, then?\n',
  );
  const quoted =
    '> > +int x;\n> Why is this counter not static?\n> >  b\n> What is that line good for, then?\n';
  const below = (text: string) =>
    said([patch, both, re('r2', `${quoted}\n${text}\n`, { to: 'r1', at: 20, from: ANN })]);

  test('answers the last', () => {
    expect(below('It counts the tasks that are gone.').map((one) => one.split(':')[0])).toEqual([
      'open',
      'answered',
    ]);
  });

  test.each(['Sure, will do.', 'Thanks for your suggestions!', 'Both are fixed in v2.'])(
    'answers both if it is said of both: %s',
    (text) => {
      expect(below(text).every((one) => one.startsWith('answered'))).toBe(true);
    },
  );
});

describe('what settles a remark elsewhere', () => {
  const series: readonly Draft[] = [
    { id: 'p', subject: '[PATCH 1/2] ns: One', body: `Why.\n${diff('a.c')}` },
    { id: 'q', subject: '[PATCH 2/2] ns: Two', body: `Why.\n${diff('b.c', 'int y;')}` },
  ];

  test('"I take that back" below the next patch', () => {
    const back = re('r2', "> +int y;\n\nAh, I'll take the last comment back.\n", { to: 'q', at: 20 });
    expect(said([...series, re('r1', '> +int x;\n\nWhy not static?\n'), back])).toEqual([
      'acknowledged: Why not static?',
    ]);
  });

  const second = (body: string, from: string): readonly Draft[] => [
    { id: 'v2', subject: '[PATCH v2] ns: One', body: `Why.\n${diff('a.c')}`, at: 100 },
    re('s', body, { to: 'v2', at: 110, from }),
  ];
  const question = re('r1', '> +int x;\n\nWhy not static?\n');

  test('the asker who merges a later version', () => {
    expect(said([patch, question], [second('Merged, thanks!\n', BOB)])[0]).toMatch(/^acknowledged/);
    expect(said([patch, question], [second('Merged, thanks!\n', CAT)])[0]).toMatch(/^open/);
  });

  test('a later version with more patches, if it asked to split', () => {
    const split: readonly Draft[] = [
      { id: 'v2', subject: '[PATCH v2 1/2] ns: One', body: `Why.\n${diff('a.c')}`, at: 100 },
      { id: 'w2', subject: '[PATCH v2 2/2] ns: Two', body: `Why.\n${diff('b.c')}`, at: 101 },
    ];
    const asked = re('r1', '> +int x;\n\nPlease make this a separate patch.\n');
    expect(said([patch, asked], [split])[0]).toMatch(/^overtaken/);
    expect(said([patch, question], [split])[0]).toMatch(/^open/);
  });
});

describe('what else is none', () => {
  const ack = '\n\nAcked-by: Bob Builder <bob@example.org>\n';
  test.each([
    ['owning up', 'It was my mistake that broke this in the first place.\n'],
    ['who has no opinion', "> +int x;\n\nI can't review the locking part anyway.\n"],
    ['approval with doubts whether it is wanted', `> +int x;\n\nNo idea whether we should want this.${ack}`],
    [
      'trailers quoted with a plan',
      `> Acked-by: Bob Builder <bob@example.org>\n\nI wait for an answer of Cat.\n`,
    ],
  ])('%s', (_, body) => {
    const posted = { ...patch, body: `Why.\n\nAcked-by: Bob Builder <bob@example.org>\n${diff('a.c')}` };
    expect(said([posted, re('r0', 'Fine.\n'), re('r', body, { to: 'r0', at: 20 })])).toEqual([]);
  });

  test('a mail that opens a topic of its own', () => {
    const page = re('r', 'Please look at this manual page.\n', { subject: 'RFC: ns(7) manual page' });
    expect(said([patch, page])).toEqual([]);
    expect(said([patch, { ...page, subject: '[PATCH] ns: One' }])).toHaveLength(1);
  });
});

test('the report of a robot is overtaken by a version that changes any patch', () => {
  const series = (v: string, line: string): readonly Draft[] => [
    {
      id: `p1${v}`,
      subject: `[PATCH ${v} 1/2] ns: One`,
      body: `Why.\n${diff('a.c', line)}`,
      at: v === 'v2' ? 100 : 0,
    },
    {
      id: `p2${v}`,
      subject: `[PATCH ${v} 2/2] ns: Two`,
      body: `Why.\n${diff('b.c')}`,
      at: v === 'v2' ? 101 : 1,
    },
  ];
  const report = (from: string) =>
    said(
      [...series('v1', 'int x;'), re('r', 'undefined reference to `x`\n', { to: 'p2v1', from })],
      [series('v2', 'extern int x;')],
    )[0];
  expect(report('kernel test robot <lkp@example.org>')).toMatch(/^overtaken/);
  expect(report(BOB)).toMatch(/^open/);
});

test('a quotation whose last lines were wrapped is one of the patch', () => {
  const long = 'int x = compute_the_number_of_tasks_in(namespace, with_all_of_its_children);';
  const posted = { ...patch, body: `Why.\n${diff('a.c', `int first;\n+${long}`)}` };
  const wrapped =
    '> +int first;\n> +int x = compute_the_number_of_tasks_in(namespace,\n> with_all_of_its_children);\n';
  const above = re('r0', '> +int first;\n\nIs it?\n');
  expect(
    said([posted, above, re('r', `${wrapped}\nThis has a macro by now.\n`, { to: 'r0', at: 20 })]),
  ).toContain('open: This has a macro by now.');
});

describe('the writer about himself', () => {
  test.each([
    'I have run our tests with this, and they survived.\n',
    'By the way, I recently tried to write this down:\n  <https://example.org/page>\n',
    'I am pulling this in for the next release.\n',
    'Ping!\n',
  ])('is no remark: %j', (body) => {
    expect(said([patch, re('r', `> +int x;\n\n${body}`)])).toEqual([]);
  });

  test('is one with a fault in it', () => {
    expect(
      said([patch, re('r', '> +int x;\n\nI have run it, and it should not print that.\n')]),
    ).toHaveLength(1);
  });

  test('a title that is quoted asks for nothing', () => {
    const quoted = 'It was late.\n  [PATCH] tests: Do not check unused bytes\n  of the buffer\n';
    expect(
      said([patch, re('r0', 'Hm?\n'), re('r', `> Hm?\n\n${quoted}`, { to: 'r0', from: CAT, at: 20 })]),
    ).toHaveLength(1);
  });
});

test('of a series with one patch the asker at its cover is content once he takes the patch', () => {
  const series: readonly Draft[] = [
    { id: 'c', subject: '[PATCH 0/1] ns: All', body: 'Why.\n' },
    { ...patch, subject: '[PATCH 1/1] ns: One', at: 1 },
  ];
  const found = said([
    ...series,
    re('r1', 'What changed here?\n', { to: 'c' }),
    re('r2', 'Applied.\n', { at: 20 }),
  ]);
  expect(found).toEqual(['acknowledged: What changed here?']);
});

describe('small words and addresses', () => {
  test('an address with a question mark asks nothing', () => {
    const body = 'Applied-to:\nhttps://git.example.org/log/?h=next\n';
    expect(said([patch, re('r', body)])).toEqual([]);
  });

  test('a sigh is no remark', () => {
    expect(said([patch, re('r', '> +int x;\n\nUgh...\n')])).toEqual([]);
  });

  test('a release is no next version that answers everything', () => {
    const question = re('r1', '> +int x;\n\nWhy not static?\n');
    const note = re('r2', 'Please take this into v5.3, too.\n', { at: 20, from: ANN });
    expect(said([patch, question, note])[0]).toMatch(/^open/);
    expect(said([patch, question, { ...note, body: 'I will do that in v2.\n' }])[0]).toMatch(/^answered/);
  });
});

describe('a question to somebody else', () => {
  const about = (text: string) => said([patch, re('r1', 'Hm.\n', { from: CAT }), re('r2', text, { at: 20 })]);

  test.each([
    '@Cat: Do you see any consequences?',
    '@Dan: Do you see any consequences?',
    'Cat, do you see any consequences?',
  ])('asks nothing of the author: %s', (text) => {
    expect(about(`> +int x;\n\n${text}\n`)).not.toContain(`open: ${text}`);
  });

  test.each([
    'Ann, do you see any consequences?',
    '@Ann: Do you see any consequences?',
    'Dan, do you see any consequences?',
    '@Cat @Ann: Do you see any consequences?',
  ])('unless the author may be meant: %s', (text) => {
    expect(about(`> +int x;\n\n${text}\n`)).toContain(`open: ${text}`);
  });
});
