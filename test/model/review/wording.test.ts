/** What reviewers write that is a remark, and what only looks like one. */
import { describe, expect, test } from 'vitest';
import { type Draft, diff } from '../../support/mails.ts';
import { bobSays, CAT, PATCH, said } from '../../support/review.ts';

const ANN = 'Ann Author <ann@example.org>';
const ack = '\nAcked-by: Bob Builder <bob@example.org>\n';
const below = (text: string): readonly string[] => said([PATCH, bobSays('r', `> +int x;\n\n${text}\n`)]);

/** What Bob says to an answer of Ann's, of all that is said. */
function inDebate(text: string, answer = 'It is used elsewhere.'): readonly string[] {
  return said([
    PATCH,
    bobSays('r1', '> +int x;\n\nWhy not static?\n'),
    bobSays('r2', `> Why not static?\n\n${answer}\n`, { to: 'r1', at: 20, from: ANN }),
    bobSays('r3', `> ${answer}\n\n${text}\n`, { to: 'r2', at: 30 }),
  ]).slice(1);
}

describe('a remark', () => {
  test.each([
    'Yes please.',
    'LGTM this way, please send a patch.',
    'We can get rid of obvious comments from here and everywhere below.',
    'Nevermind the race. If you ever send this again, please CC the others.',
  ])('below the patch: %s', (text) => {
    expect(below(text)).toEqual([`open: ${text}`]);
  });

  test('a word that is to stand in the quoted line', () => {
    expect(below('       those\n  ?')).toHaveLength(1);
  });

  test('below a quotation of the patch as it is rendered', () => {
    expect(said([PATCH, bobSays('r', '> note \u2014 that\n\nMNT_DETACH, not MOUNT_DETACH\n')])).toHaveLength(
      1,
    );
  });

  test('with a label above more of the patch', () => {
    expect(said([PATCH, bobSays('r', '> +int x;\n\nnit: double :\n\n>  b\n\nWhy?\n')])).toHaveLength(2);
  });

  test('beside an approval: what its writer would have written', () => {
    expect(below(`I would personally wrote it as a loop.${ack}`)).toHaveLength(1);
  });

  test.each([
    'I would strongly suggest we move away from that.',
    'A simple list will be much less hacky than this.',
    "But you simply can't drop the lock here.",
    'That is a bad approach.',
  ])('below an answer of the author: %s', (text) => {
    expect(inDebate(text)).toEqual([`open: ${text}`]);
  });

  test('that rejects what the author proposes', () => {
    const text = 'That does not seem to be a good solution either.';
    expect(inDebate(text, 'How about a macro for it?')).toEqual([`open: ${text}`]);
  });

  test.each([
    'It is zeroed anyways, so I would just omit the initializer.',
    'With a pointer this can be outside of the branch.',
  ])('beside an approval: %s', (text) => {
    expect(below(`${text}${ack}`)).toHaveLength(1);
  });

  test('to an offer of the author', () => {
    expect(inDebate('Yes, please!', 'Shall I send that as a patch of its own?')).toEqual([
      'open: Yes, please!',
    ]);
  });
});

describe('no remark', () => {
  test.each([
    ['a farewell', 'Have a lovely day!\nBobby'],
    ['praise with remarks elsewhere', 'Yes, looks good, except some nits.'],
    ['what its writer will do', "I'll fix my logging and try this one too. Thanks!"],
    ['what its writer does himself', "You miss an entry for it. I'll do that before merge."],
    ['what may stay', 'Usually this is not recommended. It works here, so we can keep it no change.'],
    ['what works', 'It all passed for me on the x86 side.'],
    [
      'what need not be fixed',
      "I'd break the line here. You don't\nneed to look for all of these and fix them; just for later.",
    ],
    ['agreement beside an approval', `Seen it. And agree this should be fatal.${ack}`],
    ['praise at the end', 'Other than those minor comments, the text LGTM.'],
  ])('%s', (_, text) => {
    expect(below(text)).toEqual([]);
  });

  test('a preface of one who did not read it all', () => {
    const preface =
      "I didn't read this series. I leave it to others.\n\nJust a couple of nits after a quick glance.\n";
    const body = `${preface}\nOn Monday, Ann Author wrote:\n> +int x;\n\nWhy not static?\n`;
    expect(said([PATCH, bobSays('r', body)])).toEqual(['open: Why not static?']);
  });

  test('a slip of the own pen', () => {
    expect(inDebate('(Oops, s/statik/static/)')).toEqual([]);
  });

  test('the rest of a log of which a wrapped line looks quoted', () => {
    const log =
      'This warns:\n\n[   19.707214] task holds (&sig-\n>mutex) at:\n[   19.707287] free+0xe0/0xf0\n';
    expect(said([PATCH, bobSays('r', log)])).toHaveLength(1);
  });

  test('the code that a robot shows below its report', () => {
    const report = 'Yet something to improve: undefined x\n\n> 153\tint x;\n  154\treturn x ? y : z;\n';
    const robot = bobSays('r', report, { from: 'kernel test robot <lkp@example.org>' });
    expect(said([PATCH, robot])).toHaveLength(1);
  });

  test('what is off-topic among others', () => {
    expect(inDebate('A little off-topic, but it might be useful to others: example.org.')).toEqual([]);
  });

  test('an offer of one reviewer that another accepts', () => {
    const offer = bobSays('r1', '> +int x;\n\nFine. Shall I merge it?\n', { from: CAT });
    const accepted = bobSays('r2', '> Shall I merge it?\n\nYes please.\n', { to: 'r1', at: 20 });
    expect(said([PATCH, offer, accepted])).toEqual(['answered: Fine. Shall I merge it?']);
  });
});

describe('a later version', () => {
  const posted = (v: number, why: string, line: string): Draft => ({
    id: `v${v}`,
    subject: `[PATCH v${v}] ns: One`,
    body: `${why}\n\nSigned-off-by: Ann Author <ann@example.org>\n${diff('a.c', line)}`,
    at: v * 100,
  });
  const first = posted(1, 'Why.', 'int x;');
  const remark = (quoted: string, text: string): Draft =>
    bobSays('r', `> ${quoted}\n\n${text}\n`, { to: 'v1', at: 110 });
  const state = (one: Draft, later: Draft): string => said([first, one], [[later]])[0]!.split(':')[0]!;

  test('that changes the patch meets what stands below its trailers', () => {
    const report = remark('Signed-off-by: Ann Author <ann@example.org>', 'This warns at boot here.');
    expect(state(report, posted(2, 'Why.', 'long x;'))).toBe('overtaken');
    expect(state(report, posted(2, 'Why.', 'int x;'))).toBe('open');
  });

  test('with another message meets the wish for words in it', () => {
    const wish = remark('Why.', 'An example in the commit description would help.');
    expect(state(wish, posted(2, 'Why.\n\nFor example, one.', 'int x;'))).toBe('overtaken');
    expect(state(wish, posted(2, 'Why.', 'int x;'))).toBe('open');
    expect(state(remark('Why.', 'Please make it static.'), posted(2, 'Why.\n\nAnd how.', 'int x;'))).toBe(
      'open',
    );
  });

  test('under another title meets the wish for one', () => {
    const nit = remark('Why.', 'nit: the subject says "ns"');
    expect(state(nit, { ...posted(2, 'Why.', 'int x;'), subject: '[PATCH v2] namespaces: One' })).toBe(
      'overtaken',
    );
    expect(state(nit, posted(2, 'Why.', 'int x;'))).toBe('open');
  });
});

describe('an answer to all of a review', () => {
  const two = bobSays('r1', '> +int x;\n\nWhy is this not static?\n\n>  b\n\nWhat is that line good for?\n');
  const quoted = '> > +int x;\n> Why is this not static?\n';
  const answered = (text: string): readonly string[] =>
    said([PATCH, two, bobSays('r2', `${quoted}\n${text}\n`, { to: 'r1', at: 20, from: ANN })]);

  test.each(["Thanks, all make sense. I'll send an update tomorrow.", 'Ouch, indeed. I will send a v2.'])(
    '%s',
    (text) => {
      expect(answered(text).every((one) => one.startsWith('answered'))).toBe(true);
    },
  );

  test('to the end of a sentence is one to its beginning', () => {
    const parts = bobSays(
      'r1',
      '> +int x;\n\nThis should be static, but:\n\n>  b\n\n... why not here too?\n',
    );
    const end = bobSays('r2', '> ... why not here too?\n\nIt is.\n', { to: 'r1', at: 20, from: ANN });
    expect(said([PATCH, parts, end]).map((one) => one.split(':')[0])).toEqual(['answered', 'answered']);
  });

  test('by whoever asked is one to the last part', () => {
    const last = '> >  b\n> What is that line good for?\n';
    const other = bobSays('r2', `${quoted}${last}\nFor others.\n`, { to: 'r1', at: 20, from: CAT });
    const deeper = `${quoted}${last}`.replace(/^/gm, '> ').replace(/> $/, '');
    const agreed = bobSays('r3', `${deeper}> For others.\n\nYou are right, ok.\n`, { to: 'r2', at: 30 });
    expect(said([PATCH, two, other, agreed])[0]).not.toMatch(/^acknowledged/);
  });

  test('is none of what is fixed in the next version', () => {
    expect(answered('I will make it static in v2.')[1]).toMatch(/^open/);
  });
});

test('whoever is reassured by others has nothing left to ask of the patch', () => {
  const worry = bobSays('r1', '> +int x;\n\nAre you sure? This makes me worry.\n');
  const others = bobSays('r2', '> +int x;\n\nThis is a directory.\n', { at: 20, from: CAT });
  const reassured = bobSays('r3', '> This is a directory.\n\nThat makes my worry go away.\n', {
    to: 'r2',
    at: 30,
  });
  expect(said([PATCH, worry, others, reassured])[0]).toMatch(/^acknowledged: Are you sure/);
});
