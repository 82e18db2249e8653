/** How people talk below a patch: who backs whom, who puts off, who offers, who gives in. */
import { describe, expect, test } from 'vitest';
import type { Draft } from '../../support/mails.ts';
import { BOB, bobSays, CAT, PATCH, review, said } from '../../support/review.ts';

const ANN = 'Ann Author <ann@example.org>';
const patch = PATCH;
const re = bobSays;

const WISH = 'This counter should be static.';
const QUESTION = 'Why is this counter not static?';
const wish = re('r1', `> +int x;\n\n${WISH}\n`);
const question = re('r1', `> +int x;\n\n${QUESTION}\n`);

const states = (...drafts: readonly Draft[]): readonly string[] =>
  said([patch, ...drafts]).map((one) => one.split(':')[0]!);
const below = (quoted: string, text: string, more: Partial<Draft>): Draft =>
  re('r2', `> ${quoted}\n\n${text}\n`, { to: 'r1', at: 20, ...more });

describe('a reviewer who agrees with another', () => {
  test.each([
    'Agreed.',
    '+1',
    'Indeed, I had the same thought.',
    'Me too.',
    'Good point.',
    'Yes, same here.',
  ])('leaves the remark to the author: %s', (text) => {
    expect(states(wish, below(WISH, text, { from: CAT }))).toEqual(['open']);
    expect(states(wish, below(WISH, text, { from: ANN }))).toEqual(['answered']);
  });

  test('answers it if he knows better, or is asked', () => {
    expect(states(wish, below(WISH, 'Agreed, but the modules use it.', { from: CAT }))).toEqual(['answered']);
    expect(states(question, below(QUESTION, 'Exactly for the modules.', { from: CAT }))).toEqual([
      'answered',
    ]);
  });
});

describe('an author who puts the answer off', () => {
  test.each([
    'I will look at it next week.',
    "Thanks! I'm travelling, and will get back to you on Monday.",
    'Let me check.',
  ])('has given none: %s', (text) => {
    expect(states(question, below(QUESTION, text, { from: ANN }))).toEqual(['open']);
    expect(states(question, re('r2', `${text}\n`, { from: ANN, at: 20 }))).toEqual(['open']);
  });

  test('has taken up a wish by looking into it', () => {
    expect(states(wish, below(WISH, 'Ugh, will look into it.', { from: ANN }))).toEqual(['answered']);
    expect(states(wish, below(WISH, 'I am on vacation, back next week.', { from: ANN }))).toEqual(['open']);
  });

  test('has given one if he says something, or promises a change', () => {
    expect(
      states(question, below(QUESTION, 'It is for modules. I will look into it.', { from: ANN })),
    ).toEqual(['answered']);
    expect(states(question, below(QUESTION, 'I will look into it for v2.', { from: ANN }))).toEqual([
      'answered',
    ]);
  });
});

describe('a reviewer who accepts what the author offers', () => {
  const offered = (offer: string, text: string): readonly string[] =>
    said([
      patch,
      question,
      below(QUESTION, offer, { from: ANN }),
      re('r3', `> ${offer}\n\n${text}\n`, { to: 'r2', at: 30 }),
    ]).slice(1);

  test.each([
    ['Should I resend with it static?', 'Yes.'],
    ['I can make it static if you like.', 'Yep, that is what I would do.'],
    ['Would you prefer a header of its own?', 'Sure, thanks!'],
  ])('wants it done: %s %s', (offer, text) => {
    expect(offered(offer, text)).toEqual([`open: ${text}`]);
  });

  test.each([
    ['Should I resend with it static?', 'No need.'],
    ['I can make it static in a follow-up.', 'Sure.'],
    ['It is used by the modules.', 'Yes.'],
    ['I could not find another user.', 'Ok.'],
  ])('wants nothing where nothing is offered for now, or he declines: %s %s', (offer, text) => {
    expect(offered(offer, text)).toEqual([]);
  });
});

describe('whoever asked', () => {
  test('is content once he has found the answer himself', () => {
    const found = below(QUESTION, 'It was obvious to others: the modules use it.', {});
    expect(states(question, found)).toEqual(['acknowledged']);
    expect(states(question, below(QUESTION, 'Or should it be in a header?', {}))).toContain('open');
  });

  test('contradicts the answer, and still wants it', () => {
    const answer = below(WISH, 'It is used elsewhere.', { from: ANN });
    const again = (text: string): readonly string[] =>
      said([patch, wish, answer, re('r3', `> It is used elsewhere.\n\n${text}\n`, { to: 'r2', at: 30 })]);
    for (const text of ['That is not true.', "Still, it shouldn't be global.", 'No, it is not.'])
      expect(again(text)).toContain(`open: ${text}`);
    expect(again('That is true.')).toEqual([`acknowledged: ${WISH}`]);
  });

  test('has nothing left to ask once he is convinced', () => {
    const answer = below(WISH, 'It is used elsewhere.', { from: ANN });
    const convinced = 'Cat has convinced me that we should just do it.';
    expect(
      states(wish, answer, re('r3', `> It is used elsewhere.\n\n${convinced}\n`, { to: 'r2', at: 30 })),
    ).toEqual(['acknowledged']);
  });
});

describe('the same at another place', () => {
  test.each(['Also here.', 'And here.', 'and this...', 'Same here.'])('is a remark: %s', (text) => {
    expect(states(re('r', `> Why.\n\nNeeds a comment.\n\n> +int x;\n\n${text}\n`))).toEqual(['open', 'open']);
  });

  test('is answered with the remark that it repeats', () => {
    const mail = re('r', '> Why.\n\nNeeds a comment.\n\n> +int x;\n\nDitto. It cannot fail.\n');
    const answer = re('s', '> > Why.\n>\n> Needs a comment.\n\nWill add.\n', { to: 'r', from: ANN, at: 20 });
    expect(states(mail, answer)).toEqual(['answered', 'answered']);
  });
});

test('a quotation without marks that a mail program put on one line is a quotation', () => {
  const first =
    'Could the whole of this go into a function of its own, which we would then call\nonce for each.';
  const second = 'The name of this one says nothing.';
  const mail = re('r', `> Why.\n\n${first}\n\n> +int x;\n\n${second}\n`);
  const answer = `${first.replace('\n', ' ')}\n[AA] It could not.\n\n> > +int x;\n`;
  expect(states(mail, re('s', answer, { to: 'r', from: ANN, at: 20 }))).toEqual(['answered', 'open']);
});

test('what answers a mail that the archive lacks is said of its words, not of the patch', () => {
  // References name the patch, then the lost one.
  const lost = { to: 'p@example.org> <lost' };
  const talk = '> Does it not do so already?\n\nIt seems that it does not.\n';
  expect(states(re('r', talk, { from: CAT, ...lost }))).toEqual([]);
  expect(states(re('r', '> +int x;\n\nThis leaks.\n', { from: CAT, ...lost }))).toEqual(['open']);
  expect(states(question, re('r2', 'Will do in v2.\n', { from: ANN, at: 20, ...lost }))).toEqual(['open']);
});

describe('a robot', () => {
  const bot = 'Example CI Bot <ci@example.org>';
  const reports = (result: string): readonly string[] =>
    states(re('r', `Context  Check    Description\nbuild    ${result}\n`, { from: bot }));

  test('asks for nothing where all is well', () => {
    expect(reports('success  Build done, 0 errors, no warnings')).toEqual([]);
    expect(reports('fail     Build failed')).toEqual(['open']);
  });
});

describe('a few words', () => {
  const on = (text: string): readonly string[] => states(re('r', `> +int x;\n\n${text}\n`));

  test.each([
    'Hmm.',
    'Neat trick.',
    'Interesting approach.',
    'This is much cleaner than what we had.',
    'I have to think about this one.',
  ])('of praise or doubt ask for nothing: %s', (text) => {
    expect(on(text)).toEqual([]);
  });

  test.each(['???', 'Why?', 'Unused.', 'This would be much cleaner with a loop.', 'FYI this needs a lock.'])(
    'may be a remark: %s',
    (text) => {
      expect(on(text)).toEqual(['open']);
    },
  );

  test.each(['Overly long line.', 'stray tab', 's/int/long/', 'nit: no space above'])(
    'are one right below code, in a mail that approves too: %s',
    (text) => {
      const ack = 'Otherwise fine:\nAcked-by: Bob Builder <bob@example.org>\n';
      expect(on(`${text}\n\n${ack}`)).toEqual(['open']);
      expect(on(`For this part:\n\n${ack}`)).toEqual([]);
    },
  );

  test('that ask how it goes are a ping', () => {
    expect(on('Any movement on this? We need it.')).toEqual([]);
  });

  test('let a doubt go though more could be done some day', () => {
    expect(
      on('I would use a loop here. But no problem to merge it as is. Sooner or later we need one.'),
    ).toEqual([]);
  });
});

describe('an author who withdraws the patch', () => {
  const withdrawn = (text: string): Draft => re('r2', `${text}\n`, { from: ANN, at: 20 });

  test.each([
    "Please don't consider this patch anymore.",
    'I agree, please ignore this patch.',
    'Because Bob sent a better one, I withdraw this series.',
    'Thanks all, so we can skip this patch.',
    "I've decided to drop the patch set for now.",
  ])('waits for nobody: %s', (text) => {
    expect(review([patch, question, withdrawn(text)]).waitsFor.who).toBe('nobody');
  });

  test.each(['Should we drop this patch?', 'I will drop this one line.', 'We skip this test without root.'])(
    'has not done so by: %s',
    (text) => {
      expect(review([patch, question, withdrawn(text)]).waitsFor.who).not.toBe('nobody');
    },
  );

  test('is asked nothing more by those who write below', () => {
    const answered = review([
      patch,
      question,
      withdrawn('Please ignore this patch.'),
      re('r3', 'Why?\n', { at: 30, from: BOB }),
    ]);
    expect(answered.waitsFor).toMatchObject({ who: 'nobody', why: 'its author withdrew it' });
  });
});
