/** What long discussions hold beside remarks: prefaces, talk among reviewers, doubts that are let go. */
import { describe, expect, test } from 'vitest';
import { bobSays, CAT, PATCH, said } from '../../support/review.ts';

const ANN = 'Ann Author <ann@example.org>';
const patch = PATCH;
const re = bobSays;
const on = (text: string) => said([patch, re('r', `> +int x;\n\n${text}\n`)]);

describe('what stands above the remarks of a mail', () => {
  const remark = '> +int x;\n\nWhy not static?\n';

  test('is a preface if it finds no fault', () => {
    const preface = 'This is not my area, I leave it to others. I had a quick look at the locking.';
    expect(said([patch, re('r', `${preface}\n\n${remark}`)])).toEqual(['open: Why not static?']);
  });

  test('is one, however long, if it says that the remarks follow', () => {
    const preface = `I thought that it depends on the machine. ${'It does not. '.repeat(30)}Just few nits below.`;
    expect(said([patch, re('r', `${preface}\n\n${remark}`)])).toEqual(['open: Why not static?']);
  });

  test('is a report if it is long', () => {
    const report = `Yet something to improve:\n${'config: one of many (attached)\n'.repeat(12)}\nAll errors:`;
    expect(said([patch, re('r', `${report}\n\n>> a.c: undefined reference to x\n\n0-DAY CI\n`)])).toContain(
      'open: Yet something to improve:',
    );
  });

  test('is a remark if it asks for something, and whoever answers the mail answers it', () => {
    const mail = re('r', `Could you split this patch?\n\n${remark}`);
    expect(said([patch, mail])).toEqual(['open: Could you split this patch?', 'open: Why not static?']);
    const answer = re('s', '> > +int x;\n> \n> Why not static?\n\nIt is used elsewhere.\n', {
      to: 'r',
      from: ANN,
      at: 20,
    });
    expect(said([patch, mail, answer])).toEqual([
      'answered: Could you split this patch?',
      'answered: Why not static?',
    ]);
  });
});

test('what ends with a colon or dots goes on below the next quotation', () => {
  const body =
    '> +int x;\n\nHere it counts the tasks...\n\n>  b\n\n... and here the threads. Please say which.\n';
  expect(said([patch, re('r', body)])).toEqual(['open: ... and here the threads. Please say which.']);
  expect(on('So I have one question: why not static?')).toHaveLength(1);
});

describe('a doubt that its writer lets go', () => {
  test.each([
    'I twitch at seeing a global there, but as this is moved code, I will live. ;)',
    'I was worried that it is freed twice, but the caller takes a reference, so I guess it is fine.',
    'Much of this is shared with the function above. But not needed for now.',
    'This could be generic. But it is not something that we need to solve right now.',
    "Disagree, but this doesn't matter ;)",
    'I would split this, but let us ignore that for now (fewer patches).',
    'I would prefer the loop. But I am not going to fight over it.',
    'It should be done for all of them, but this can be done later.',
  ])('%s', (text) => {
    expect(on(text)).toEqual([]);
  });

  test('is one if something else is wanted', () => {
    expect(on('That one is fine. Please rename the other.')).toHaveLength(1);
  });
});

describe('agreement with what the patch says', () => {
  test.each([
    'Indeed, that seems completely unused.',
    'Ah yes, good point. We should tell whether it is or not.',
  ])('is no remark: %s', (text) => {
    expect(on(text)).toEqual([]);
  });
});

describe('among reviewers', () => {
  const remark = re('r1', '> +int x;\n\nThis should be static.\n');
  const among = (text: string, from = CAT) =>
    said([
      patch,
      remark,
      re('r2', `> This should be static.\n\n${text}\n`, { to: 'r1', at: 20, from }),
    ]).slice(1);

  test.each([
    'We must not hide what users have had for years.',
    "You don't need it there. Please correct me if I'm wrong.",
  ])('an opinion is no request to the author: %s', (text) => {
    expect(among(text)).toEqual([]);
  });

  test.each(['Then please add a comment, too.', "I'd rather have it in a header."])(
    'a request is one: %s',
    (text) => {
      expect(among(text)).toEqual([`open: ${text}`]);
    },
  );

  test('what is said of code is said of the patch', () => {
    const code = re('r1', '> +int x;\n\nThis should rather be\n\n\tstatic int counter_of_tasks;\n');
    const reply = re('r2', '> \tstatic int counter_of_tasks;\n\nWe must not add globals.\n', {
      to: 'r1',
      at: 20,
      from: CAT,
    });
    expect(said([patch, code, reply])[1]).toBe('open: We must not add globals.');
  });

  test('who corrects a word of an own mail asks nothing', () => {
    expect(among('s/static/const/ (sorry for the confusion)', 'Bob Builder <bob@example.org>')).toEqual([]);
  });

  test('a paragraph that names others is for them', () => {
    const text = 'I like the idea.\n\nCat, Dan, could you share your thoughts on the locking?';
    const dan = re('d', 'Thanks for working on it.\n', { from: 'Dan Driver <dan@example.org>', at: 5 });
    const cat = re('c', 'Nice.\n', { from: CAT, at: 5 });
    expect(said([patch, dan, cat, re('r', `> Why.\n\n${text}\n`)])).toEqual([]);
  });
});

test('beside an approval, what can come later is no remark', () => {
  const ack = 'Reviewed-by: Bob Builder <bob@example.org>';
  expect(on(`${ack}\n\nMaybe we should (later) add a test for it.`)).toEqual([]);
  expect(on(`${ack}\n\nMaybe we should add a test for it.`)).toHaveLength(1);
});

test('a reply that was sent twice says what it says once', () => {
  const text = '> +int x;\n\nThis counter should be static, I think.\n';
  expect(said([patch, re('r1', text), re('r2', text, { at: 20 })])).toHaveLength(1);
  const other = { ...re('r2', text, { at: 20 }), from: CAT };
  expect(said([patch, re('r1', text), other])).toHaveLength(2);
});

describe('a report that the patch fails', () => {
  const question = re('r1', '> +int x;\n\nDoes it build without the option?\n');
  const fixed = re('r2', '> Does it build without the option?\n\nIt does now, please try.\n', {
    to: 'r1',
    at: 20,
    from: ANN,
  });
  const below = (text: string) =>
    said([patch, question, fixed, re('r3', `> It does now, please try.\n\n${text}\n`, { to: 'r2', at: 30 })]);

  test.each([
    'It still fails here:\n\na.c:3: error: x undeclared',
    'I get the same splat when I run it twice.',
    'This does not build on arm64.',
    'Sorry, there are still two build failures with it.',
  ])('is a remark below the words of the author: %s', (text) => {
    expect(below(text)[1]).toMatch(/^open: /);
  });

  test.each(['It builds and nothing fails any more.', 'The old one failed for me, this works.'])(
    'a report of success is none: %s',
    (text) => {
      expect(below(text)).toHaveLength(1);
    },
  );

  test('is no aside because it begins with "FYI"', () => {
    expect(on('FYI the test fails when it is run twice.')).toEqual([
      'open: FYI the test fails when it is run twice.',
    ]);
  });
});
