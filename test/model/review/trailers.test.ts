import { describe, expect, test } from 'vitest';
import { type Draft, diff } from '../../support/mails.ts';
import { BOB, CAT, review } from '../../support/review.ts';

const series: readonly Draft[] = [
  { id: 'c', subject: '[PATCH 0/2] ns: Thing' },
  {
    id: 'p1',
    subject: '[PATCH 1/2] ns: One',
    to: 'c',
    at: 1,
    body: `Why.\n\nReported-by: Dan Digger <dan@example.org>\nSigned-off-by: Ann Author <ann@example.org>\n${diff('a.c')}`,
  },
  { id: 'p2', subject: '[PATCH 2/2] ns: Two', to: 'c', at: 2, body: `Why.\n${diff('b.c', 'int y;')}` },
];

const reply = (body: string, extra: Partial<Draft> = {}): Draft => ({
  id: 'r1',
  subject: 'Re: [PATCH 1/2] ns: One',
  to: 'p1',
  at: 10,
  from: BOB,
  body,
  ...extra,
});

const given = (...replies: readonly Draft[]): readonly string[] =>
  review([...series, ...replies])
    .trailers.filter(({ own }) => !own)
    .map(({ kind, name, appliesTo, onBehalf }) => `${kind} ${name} ${appliesTo}${onBehalf ? ' (for)' : ''}`);

describe('trailers of replies', () => {
  test('to a patch apply to it', () => {
    expect(given(reply('Reviewed-by: Bob Builder <bob@example.org>\n'))).toEqual([
      'Reviewed-by Bob Builder 1',
    ]);
  });

  test('to the cover apply to the series', () => {
    const body = 'Acked-by: Bob Builder <bob@example.org>\n';
    expect(given(reply(body, { to: 'c' }))).toEqual(['Acked-by Bob Builder series']);
  });

  test('to a reply apply to the patch that is talked about', () => {
    const talk = reply('Why?\n', { id: 'r0', to: 'p2', at: 5 });
    const body = '> Why?\n\nWhy not?\n\nTested-by: Cat Keeper <cat@example.org>\n';
    expect(given(talk, reply(body, { to: 'r0', from: CAT }))).toEqual(['Tested-by Cat Keeper 2']);
  });

  test('stand under a quotation as well as above one', () => {
    const body = '> Why.\n\nAcked-by: Bob Builder <bob@example.org>\n\n> +int x;\n';
    expect(given(reply(body))).toEqual(['Acked-by Bob Builder 1']);
  });

  test('of somebody else are shown as given for him', () => {
    expect(given(reply('Acked-by: Cat Keeper <cat@example.org>\n'))).toEqual(['Acked-by Cat Keeper 1 (for)']);
  });

  test('with a bare address count', () => {
    expect(given(reply('Acked-by: bob@example.org\n'))).toEqual(['Acked-by  1']);
  });

  test('count once a place, whatever their spelling', () => {
    const again = reply('acked-by:  Bob Builder <BOB@example.org>\n', { id: 'r2', at: 11 });
    const cover = reply('Acked-by: Bob Builder <bob@example.org>\n', { id: 'r3', to: 'c', at: 12 });
    expect(given(reply('Acked-by: Bob Builder <bob@example.org>\n'), again, cover)).toEqual([
      'Acked-by Bob Builder 1',
      'Acked-by Bob Builder series',
    ]);
  });

  test('are no news where the patch has them', () => {
    expect(given(reply('Reported-by: Dan Digger <dan@example.org>\n'))).toEqual([]);
  });

  test('of a patch that the reply proposes are that patch’s', () => {
    const signed = `Signed-off-by: Bob Builder <bob@example.org>\n`;
    const own = `How about this?\n\nTested-by: Bob Builder <bob@example.org>\n${signed}${diff('c.c', 'int z;')}`;
    expect(given(reply(own))).toEqual([]);
  });
});

describe('a NACK', () => {
  test.each(['NACK\n', 'NAK.\n', 'Hi,\n\nNACK, this breaks checkpoints.\n', 'So, nak\n'])(
    'is an objection: %j',
    (body) => {
      expect(given(reply(body))).toEqual(['Nacked-by Bob Builder 1']);
      expect(review([...series, reply(body)]).state).toBe('objected');
    },
  );

  test('that is only talked about is none', () => {
    expect(given(reply('Why would anybody NACK this?\n'))).toEqual([]);
  });

  test('stands until the same person approves', () => {
    const later = reply('Acked-by: Bob Builder <bob@example.org>\n', { id: 'r2', at: 20 });
    expect(review([...series, reply('NACK\n'), later]).state).toBe('under review');
  });

  test('is suggested, and no state, where somebody only dislikes it', () => {
    const found = review([...series, reply('> +int x;\n\nI do not like this at all.\n')]);
    expect(found.state).toBe('under review');
    expect(found.suggestedObjections.map(({ sentence }) => sentence)).toEqual(['I do not like this at all.']);
  });
});
