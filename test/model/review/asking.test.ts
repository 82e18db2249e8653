/** What still asks something of the author, and what newer versions and later words settle. */
import { describe, expect, test } from 'vitest';
import { type Draft, diff } from '../../support/mails.ts';
import { bobSays, CAT, PATCH, said } from '../../support/review.ts';

const ANN = 'Ann Author <ann@example.org>';
const patch = PATCH;
const re = bobSays;

describe('a newer version of the series', () => {
  const newer = (body: string, ...more: readonly Draft[]): readonly Draft[] => [
    { id: 'v2', subject: '[PATCH v2] ns: One', body, at: 100 },
    ...more,
  ];
  const same = `Why.\n${diff('a.c')}`;
  const question = re('r1', '> +int x;\n\nWhy not static?\n');

  test('that is the same there leaves a remark open', () => {
    expect(said([patch, question], [newer(same)])).toEqual(['open: Why not static?']);
  });

  test('of which the asker speaks again has what he still wants', () => {
    const again = re('s', '> Why.\n\nThis says too little.\n', { to: 'v2', at: 110 });
    expect(said([patch, question], [newer(same, again)])[0]).toMatch(/^overtaken/);
    const other = re('s', '> Why.\n\nThis says too little.\n', { to: 'v2', at: 110, from: CAT });
    expect(said([patch, question], [newer(same, other)])[0]).toMatch(/^open/);
  });

  test('with lines that have what the remark names takes it up', () => {
    const wish = re('r1', '> +int x;\n\nThis should be allocated by kzalloc().\n');
    const two = (line: string) => same.replace('-- \n', `@@ -50,2 +51,3 @@\n c\n+${line}\n d\n-- \n`);
    expect(said([patch, wish], [newer(two('y = kzalloc(sizeof(*y), GFP_KERNEL);'))])[0]).toMatch(
      /^overtaken/,
    );
    expect(said([patch, wish], [newer(two('int y;'))])[0]).toMatch(/^open/);
  });

  test('that changed the patch answers what was said below the words of others', () => {
    const answer = re('r2', '> Why not static?\n\nIt is used elsewhere.\n', { to: 'r1', at: 20, from: ANN });
    const more = re('r3', '> It is used elsewhere.\n\nThen it needs a lock.\nPlease add one.\n', {
      to: 'r2',
      at: 30,
    });
    const states = (body: string) =>
      said([patch, question, answer, more], [newer(body)]).map((one) => one.split(':')[0]);
    expect(states(same)).toEqual(['answered', 'open']);
    expect(states(`Why.\n${diff('a.c', 'int z;')}`)).toEqual(['overtaken', 'overtaken']);
  });
});

describe('whoever takes the patch', () => {
  test.each([
    'Obviously correct, thus merged.',
    'Thanks for fixing my error, merged. I noticed a failure that is not of this patch.',
    'I dared to add a sentence and merge it.',
    'I added a sentence on what it is for and merged.',
  ])('asks nothing by that: %s', (text) => {
    expect(said([patch, re('r', `> +int x;\n\n${text}\n`)])).toEqual([]);
  });

  test.each([
    'Once that is fixed and applied, the next one breaks.',
    'This would be rebased and merged by whom?',
  ])('has to have done so: %s', (text) => {
    expect(said([patch, re('r', `> +int x;\n\n${text}\n`)])).toHaveLength(1);
  });
});

describe('asks nothing', () => {
  test.each([
    ['thanks with a reason', 'Thanks for this, it makes tests a lot simpler.'],
    ['admiration', 'The patch nicely cleans up all the warnings.'],
    ['consent', 'Right, there is a good reason for it.'],
    ['an apology for a delay', 'Sorry for the long delay in responding.'],
    ['leave to apply it', 'Cat, please go ahead and merge it.'],
    ['a note for the record', 'Just a note for the record: the test was rewritten meanwhile.'],
    [
      'what the reviewer mends himself',
      "Nit: a full stop is missing, but I'll fix that up when applying. No need to resend.",
    ],
  ])('%s', (_, text) => {
    expect(said([patch, re('r', `> +int x;\n\n${text}\n`)])).toEqual([]);
  });

  test('but consent with a reservation does', () => {
    expect(said([patch, re('r', '> +int x;\n\nGood work, but it misses the other case.\n')])).toHaveLength(1);
  });
});

test('a ping neither asks nor answers', () => {
  const question = re('r1', '> +int x;\n\nWhy not static?\n');
  const ping = re('r2', '> Why not static?\n\nping please?\n', { to: 'r1', at: 20, from: CAT });
  expect(said([patch, question, ping])).toEqual(['open: Why not static?']);
});

test('a question among reviewers is open to them, not to the author', () => {
  const remark = re('r1', '> +int x;\n\nThis should be static.\n');
  const among = re('r2', '> This should be static.\n\nHave you seen it fail?\n', {
    to: 'r1',
    at: 20,
    from: CAT,
  });
  expect(said([patch, remark, among])).toEqual(['answered: This should be static.']);
  const reply = re('r3', '> Have you seen it fail?\n\nOften, on big machines.\n', { to: 'r2', at: 30 });
  expect(said([patch, remark, among, reply])).toContain('answered: Have you seen it fail?');
});

test('the end of a quoted line that a mail program wrapped is quoted', () => {
  const long = 'This line of the message is so long that a mail program wraps it there.';
  const wrapped =
    '> This line of the message is so long that a mail program wraps it\nthere.\n> +int x;\n\nWhy?\n';
  expect(said([{ ...patch, body: `${long}\n${diff('a.c')}` }, re('r', wrapped)])).toEqual(['open: Why?']);
});

test('the author is known at another domain of the same organisation', () => {
  const from = 'ann <ann.author@lists.example.com>';
  const posted = { ...patch, from: 'Ann Author <ann.author@example.org>' };
  expect(said([posted, re('r', 'The subject should have been another one.\n', { from })])).toEqual([]);
});

describe('the answer to a question', () => {
  const asking: Draft = { ...patch, body: `Why.\n\nDo we need a lock for that?\n${diff('a.c')}` };
  const below = (text: string) => said([asking, re('r', `> Do we need a lock for that?\n\n${text}\n`)]);

  test('is no remark', () => {
    expect(below('It is held by the callers already.')).toEqual([]);
  });

  test('unless it finds a fault', () => {
    expect(below('Yes, it is missing below.')).toHaveLength(1);
  });

  test('of somebody in the thread is none, unless it asks back', () => {
    const question = re('r1', '> Why.\n\nThat says little.\n');
    const back = re('r2', '> That says little.\n\nWhat would you say?\n', { to: 'r1', at: 20, from: ANN });
    const more = (text: string) =>
      said([patch, question, back, re('r3', `> What would you say?\n\n${text}\n`, { to: 'r2', at: 30 })]);
    expect(more('What should have been there from the start.')).toHaveLength(1);
    expect(more('That you need it. Could you say for whom?')).toHaveLength(2);
  });
});

test('"v3 with all of your comments" answers each of them', () => {
  const two = re('r1', '> Why.\n\nThat says little.\n\n> +int x;\n\nWhy not static?\n');
  const answer = re('r2', '> That says little.\n\nI will send v3 with all your comments.\n', {
    to: 'r1',
    at: 20,
    from: ANN,
  });
  expect(said([patch, two, answer]).map((one) => one.split(':')[0])).toEqual(['answered', 'answered']);
});

test('patches to be joined are, in a version with fewer', () => {
  const first: readonly Draft[] = [
    { id: 'p', subject: '[PATCH 1/2] ns: One', body: `Why.\n${diff('a.c')}` },
    { id: 'q', subject: '[PATCH 2/2] ns: Two', body: `Why.\n${diff('b.c', 'int y;')}` },
  ];
  const wish = re('r', '> +int y;\n\nPlease squash this into the first patch.\n', { to: 'q' });
  const joined: Draft = { id: 'v2', subject: '[PATCH v2] ns: One', body: `Why.\n${diff('a.c')}`, at: 100 };
  expect(said([...first, wish], [[joined]])[0]).toMatch(/^overtaken/);
});
