/** What in an answer is a command, what was meant as one, and what somebody else wrote. */
import { expect, test } from 'vitest';
import { readBullets, readCommands } from '../../model/dossier/consensus.ts';
import { asking } from '../support/consensus.ts';

const bullets = [
  { number: 'F1', feature: 'uts' },
  { number: 'F2', feature: 'pid' },
  { number: 'F0', feature: 'list' },
];
test.each([
  ['#mergeready object F9: why', 'there is no feature F9'],
  ['#mergeready standalone F1: nice', 'no such class'],
  ['#mergeready condition F1', 'needs a colon'],
  ['#mergeready dup F1: uts', 'no other feature'],
  ['#mergeready support', 'names no feature'],
  ['#mergeready support F1\n#mergeready object F1: no', 'contradicts'],
  ['#mergeready user F0: CRIU', 'about one feature'],
  ['> * F1 uts: x\nagreed', 'no such command'],
  ['> * F1 uts: x\n\nnack: because', 'no such command'],
  ['> * F1 uts: x\n+1 support', 'no such command'],
  ['> * F1 uts: x\nsupport, but not yet', "write 'support' alone"],
  ['F1: support', "write '#mergeready support F1'"],
  ['> * F1 uts: x\nAcked-by: Ann <ann@example.org>', 'no such command'],
  ['#mergeready support F1, F2', "write '#mergeready support F1', and another line"],
  ['#mergeready object F1 too early', "write '#mergeready object F1: too early'"],
  ['support', 'stands below no bullet'],
  ['ACK F1', 'no such command'],
  ['Fine with F2.', 'no such command'],
  ['object F1: no', 'stands below no bullet'],
])('%j is an error', (text, why) => {
  const { commands, errors } = readCommands(text, bullets);
  expect(commands).toEqual([]);
  expect(errors[0]?.why).toContain(why);
});

test.each(['support', 'Support.', 'support!', '#mergeready: support F1', '#mergeready support uts'])(
  '%j supports',
  (line) => {
    const { commands, errors } = readCommands(`> * F1 uts: x\n${line}\n`, bullets);
    expect(errors).toEqual([]);
    expect(commands.map(({ verb, feature }) => [verb, feature])).toEqual([['support', 'uts']]);
  },
);

test.each([
  ['marks of other programs', 'SH> * F1 uts: x\n\nsupport\n'],
  ['bars', '| * F1 uts: x\nsupport\n'],
  ['a bullet that became a dot', '> \u2022 F1 uts: x\nsupport\n'],
  ['unbreakable spaces', '>\u00a0* F1 uts: x\n\nsupport\u00a0\n'],
  ['emphasis', '> * F1 uts: x\n*support*\n'],
  ['a language before it', 'Am 2. M\u00e4rz schrieb Ann:\n> * F1 uts: x\nSupport\n'],
  ['a telephone behind it', '> * F1 uts: x\nsupport\nVon meinem iPhone gesendet'],
  [
    'the mail that is answered below it, without marks',
    '#mergeready support F1\n\n-----Original Message-----\n#mergeready object F1: no\n',
  ],
  [
    'the same in any language',
    '#mergeready support F1\n\n-----\u0418\u0441\u0445\u043e\u0434\u043d\u043e\u0435 \u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u0435-----\n\u041e\u0442: Bob\n\u0422\u0435\u043c\u0430: Re\n\n#mergeready object F1: no\n',
  ],
  [
    'its headers',
    '#mergeready support F1\n\nVon: Bob\nGesendet: Montag, 2. M\u00e4rz\nBetreff: Re\n\n#mergeready object F1: no\n',
  ],
])('an answer with %s is read', (_, text) => {
  const { commands, errors } = readCommands(text, bullets);
  expect(errors).toEqual([]);
  expect(commands.map(({ verb, feature, text }) => [verb, feature, text])).toEqual([['support', 'uts', '']]);
});

test('a wide colon is one, and a telephone has no reasons', () => {
  const { commands } = readCommands(
    '> * F1 uts: x\nobject\uff1a\u592a\u590d\u6742\nSent from my iPhone\n',
    bullets,
  );
  expect(commands).toMatchObject([{ verb: 'object', text: '\u592a\u590d\u6742' }]);
});

test('a reason goes on until an empty line, a quotation or another command', () => {
  const text =
    '> * F1 uts: x\ncondition: costs nothing\nwhere it is off\nstandalone: enabler\n\nBest,\nBob\n> * F2 pid: y\nobject: too\nearly\n> more\nno\n';
  expect(readCommands(text, bullets).commands.map(({ text }) => text)).toEqual([
    'costs nothing where it is off',
    'enabler',
    'too early',
  ]);
});

test.each([
  ['indented', 'You may write\n\n    #mergeready object F1: no\n'],
  ['between fences', '```\n#mergeready object F1: no\n```\n'],
])('what stands %s may only show how a command is written', (_, text) => {
  const { commands, errors } = readCommands(`${text}#mergeready support F2\n`, bullets);
  expect(commands.map(({ feature }) => feature)).toEqual(['pid']);
  expect(errors.map(({ line }) => line)).toEqual(['#mergeready object F1: no']);
});

test('a sentence below a bullet is no command', () => {
  const text =
    '> * F1 uts: x\nSupport for this would be nice.\nuser space is hard\nobject files are big: see below\n';
  expect(readCommands(text, bullets)).toEqual({ commands: [], errors: [] });
});

/** As programs do that break quoted lines at a width of their own, and mark only the first part. */
function brokenAt(width: number, text: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const found = new RegExp(`^.{1,${width}}(?= |$)`).exec(`> ${line}`)?.[0] ?? `> ${line}`;
      return [found, ...`> ${line}`.slice(found.length).trim().split('\n').filter(Boolean)];
    })
    .join('\n');
}

test('what the mail itself says is no command of who answers, however it is quoted', async () => {
  const text = await asking();
  const body = text.slice(text.indexOf('\n\n') + 2);
  const asked = readBullets(body);
  for (let width = 24; width < 80; width++) {
    const { commands } = readCommands(`On Monday Ann wrote:\n${brokenAt(width, body)}\n`, asked);
    expect(commands, `broken at ${width}`).toEqual([]);
  }
  // Some leave the mail below without any mark.
  expect(
    readCommands(`#mergeready support F1\n\nAnn wrote on 2 March:\n\n${body}`, asked).commands,
  ).toMatchObject([{ verb: 'support', feature: 'uts' }]);
});
