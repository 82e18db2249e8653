/** A consensus round from end to end: a real SMTP server takes the mail, a real archive holds the answers. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addSource,
  consensusMail,
  dossierPatch,
  loadDossier,
  openWorkspace,
  proposeAdditions,
  readConsensus,
  referencesTo,
  render,
  sendMail,
} from '../../app/index.ts';
import { readBullets, readCommands } from '../../model/dossier/consensus.ts';
import { addEntries } from '../../model/dossier/edit.ts';
import { epoch } from '../../model/facts/index.ts';
import { diff, END, mail } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-consensus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DOSSIER = `# Kept by hand.
mergeready: 1
id: ns
goal: { title: namespaces, evidence: { message: q@example.org } }
settings: { lazyDays: 14 }
stakeholders:
  - { id: ann, name: Ann, required: true, people: [ann@example.org] }
  - { id: bob, name: Bob, required: true, people: [bob@example.org] }
features:
  - { id: uts, title: A name of one's own, selectors: { titles: ["^uts"] } } # F1
  - { id: pid, title: Process ids }
blockers:
  - id: cost
    title: it may cost too much
    on: [pid]
    kind: overhead
    raisedBy: ann
    evidence: { message: worry@example.org, words: cost too much }
`;
const file = join(folder, 'ns.yaml');
writeFileSync(file, DOSSIER);
const dossier = loadDossier(file);
const SENT = epoch(Date.UTC(2026, 2, 2, 12) / 1000);

let sent = '';
let server: SMTPServer;
beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      stream.on('data', (data: Buffer) => {
        sent += data.toString();
      });
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function round(...answers: readonly string[]) {
  const report = await consensusMail(openWorkspace(':memory:', true), dossier, SENT);
  const text = render(report, 'mail', { from: 'Ann <ann@example.org>', to: ['list@example.org'] });
  const question = /^Message-ID: <(.*)>$/m.exec(text)![1]!;
  const workspace = openWorkspace(':memory:', true);
  const from = 'From x@example.org Mon Mar  2 12:00:00 2026\n';
  const replies = answers.map((answer) => answer.replaceAll('QUESTION', question));
  const path = join(folder, 'list.mbox');
  writeFileSync(path, [text, ...replies].map((one) => `${from}${one}\n`).join(''));
  await addSource(workspace, path, { now: END });
  return { workspace, question, text };
}

const answer = (id: string, from: string, body: string, at = 200): string =>
  mail({ id, from: `${from} <${from.toLowerCase()}@example.org>`, subject: 'Re: list', at, body }).replace(
    '\nTo:',
    '\nIn-Reply-To: <QUESTION>\nTo:',
  );

test('the mail that asks goes out as it was shown', async () => {
  const { text } = await round();
  const { port } = server.server.address() as { port: number };
  await sendMail(`smtp://127.0.0.1:${port}`, text);
  expect(sent.replaceAll('\r\n', '\n').trimEnd()).toBe(text.trimEnd());
  expect(text).toContain("* F1 uts: A name of one's own");
  for (const line of text.split('\n')) expect(line).not.toMatch(/ $|.{79}/);
});

test('answers become positions, claims of others stand apart, and what is no command is listed', async () => {
  const { workspace, question } = await round(
    answer(
      'r1',
      'Ann',
      "> * F1 uts: A name of one's own\n\nsupport\n\n> * F2 pid: Process ids\nobject: isolation is enough\n",
    ),
    answer('r2', 'Bob', '#mergeready support F1\n#mergeready applaud F2\n'),
    answer('r3', 'Eve', '#mergeready object F1: no\n'),
    answer('r4', 'Ann', '#mergeready undo F2\n#mergeready accept pid\n', 300),
  );
  const { result, agreed, additions } = await readConsensus(
    workspace,
    dossier,
    question,
    epoch(SENT + 86_400),
  );
  expect(
    result.byStakeholder.map(({ stakeholder, feature, verb }) => `${stakeholder} ${feature} ${verb}`),
  ).toEqual(['ann uts support', 'bob uts support', 'ann pid accept']);
  expect(result.others.map(({ name, verb }) => `${name} ${verb}`)).toEqual(['Eve object']);
  expect(result.errors.map(({ line }) => line)).toEqual(['#mergeready applaud F2']);
  expect(agreed).toEqual(['uts']);
  const patch = dossierPatch('ns.yaml', DOSSIER, additions);
  execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
  expect(loadDossier(file).positions).toHaveLength(3);
  expect(readFileSync(file, 'utf8')).toContain('# Kept by hand.');
  writeFileSync(file, DOSSIER);
});

test('silence is agreement only after the days that the dossier states', async () => {
  const { workspace, question } = await round(answer('r1', 'Ann', '#mergeready support F1\n'));
  const agreedOn = async (days: number) =>
    (await readConsensus(workspace, dossier, question, epoch(SENT + days * 86_400))).agreed;
  expect(await agreedOn(13)).toEqual([]);
  expect(await agreedOn(15)).toEqual(['uts', 'pid']);
});

test('agreement is told per feature, per stakeholder and for the list as a whole, and what is new', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '#mergeready support F0\n#mergeready condition F2: only isolation\n'),
    answer('r2', 'Bob', '#mergeready support F1\n#mergeready accept F2\n'),
    answer('r3', 'Bob', '#mergeready undo F2\n#mergeready question F2: why\n', 300),
  );
  const { report, additions } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  const text = render(report, 'text').replace(/\s+/g, ' ');
  expect(text).toContain('0 of 2 features are agreed by all 2 who have to; the list as a whole by 1 of 2.');
  expect(text).toContain('Ann: not heard on uts; condition pid; the list: support');
  expect(text).toContain('Bob: support uts; question pid; the list: not heard');
  expect(text).toContain('Ann on list: support (new)');
  expect(additions.map(({ value }) => value)).toMatchObject([
    { stakeholder: 'ann', on: { goal: true }, stance: 'support' },
    { stakeholder: 'ann', on: { feature: 'pid' }, stance: 'condition', condition: 'only isolation' },
    { stakeholder: 'bob', on: { feature: 'uts' }, stance: 'support' },
    { stakeholder: 'bob', on: { feature: 'pid' }, stance: 'question' },
  ]);
});

test('what somebody takes back is told, also where the dossier has it already', async () => {
  const { workspace, question } = await round(
    answer('s1', 'Ann', '#mergeready object F1: no\n'),
    answer('s2', 'Ann', '#mergeready undo F1\n#mergeready undo F2\n', 210),
    answer('s3', 'Ann', '#mergeready support F2\n', 220),
  );
  const position = { stakeholder: 'ann', on: { feature: 'uts' }, stance: 'object' as const, evidence: {} };
  const taken = { ...dossier, positions: [{ ...position, evidence: { message: 's1@example.org' } }] };
  const { report, result } = await readConsensus(workspace, taken, question, epoch(SENT + 86_400));
  expect(result.byStakeholder.map(({ feature, verb }) => [feature, verb])).toEqual([
    ['uts', 'undo'],
    ['pid', 'support'],
  ]);
  expect(render(report, 'text')).toContain(
    '* Ann on uts: takes back what they said (the dossier still says: object)',
  );
  expect(render(report, 'text')).toContain('* uts: Ann: not heard');
});

test('of two addresses of one stakeholder the newer answer counts', async () => {
  const { workspace, question } = await round(
    answer('1', 'Ann', '#mergeready object F1: no\n'),
    mail({
      id: '2',
      from: 'Ann <ann@work.example.org>',
      subject: 'Re: list',
      at: 230,
      body: '#mergeready accept F1\n',
    }).replace('\nTo:', '\nIn-Reply-To: <QUESTION>\nTo:'),
  );
  const both = {
    ...dossier,
    stakeholders: dossier.stakeholders.map((one) => ({
      ...one,
      people: [...one.people, `${one.id}@work.example.org`],
    })),
  };
  const { result } = await readConsensus(workspace, both, question, epoch(SENT + 86_400));
  expect(result.byStakeholder.map(({ verb }) => verb)).toEqual(['accept']);
});

test('an answer in HTML is read like any other, and so is one that claims a user', async () => {
  const html = answer(
    'r1',
    'Ann',
    '<p>Yes.</p><p>#mergeready support F1</p><p>#mergeready user F1: Farm</p>',
  ).replace('\nTo:', '\nContent-Type: text/html; charset=utf-8\nTo:');
  const { workspace, question } = await round(html);
  const { result, additions } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(result.byStakeholder.map(({ verb }) => verb)).toEqual(['support', 'user']);
  expect(addEntries(DOSSIER, additions)).toContain('id: farm, name: Farm');
});

test('who claims a user may say which kind it is', async () => {
  const { workspace, question } = await round(answer('r1', 'Ann', '#mergeready user F1: people Farmers\n'));
  const { additions } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(addEntries(DOSSIER, additions)).toContain('id: farmers, name: Farmers, kind: people');
});

test('an answer in which nothing is a command is named, so that somebody reads it', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '> > * F1 uts: x\n> support\n\nI would rather wait.\n'),
    answer('r2', 'Bob', '#mergeready support F1\n'),
  );
  const { result, report } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(result.withoutCommand).toEqual([{ from: 'Ann', messageId: 'r1@example.org' }]);
  expect(render(report, 'text')).toMatch(/without a command[^\n]*\n-+\n\* Ann \[/);
});

test('whoever writes from an address that the dossier does not know is somebody else, whatever the name', async () => {
  const forged = answer('r1', 'Ann', '#mergeready support F1\n').replace(
    'ann@example.org',
    'ann@example.net',
  );
  const { workspace, question } = await round(forged);
  const { result, additions } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(result.byStakeholder).toEqual([]);
  expect(result.others.map(({ email }) => email)).toEqual(['ann@example.net']);
  expect(additions).toEqual([]);
});

test('the mail goes into the thread of the one that it answers', async () => {
  const workspace = openWorkspace(':memory:', true);
  writeFileSync(
    join(folder, 'thread.mbox'),
    [mail({ id: 'a', subject: 'A' }), mail({ id: 'b', to: 'a', subject: 'Re: A' })]
      .map((one) => `From x@example.org Mon Mar  2 12:00:00 2026\n${one}\n`)
      .join(''),
  );
  await addSource(workspace, join(folder, 'thread.mbox'), { now: END });
  expect(await referencesTo(workspace, 'b@example.org')).toEqual(['a@example.org', 'b@example.org']);
  expect(await referencesTo(workspace, 'unknown@example.org')).toEqual(['unknown@example.org']);
});

describe('commands', () => {
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
      'its headers',
      '#mergeready support F1\n\nVon: Bob\nGesendet: Montag, 2. M\u00e4rz\nBetreff: Re\n\n#mergeready object F1: no\n',
    ],
  ])('an answer with %s is read', (_, text) => {
    const { commands, errors } = readCommands(text, bullets);
    expect(errors).toEqual([]);
    expect(commands.map(({ verb, feature, text }) => [verb, feature, text])).toEqual([
      ['support', 'uts', ''],
    ]);
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

  test('a sentence below a bullet is no command', () => {
    const text =
      '> * F1 uts: x\nSupport for this would be nice.\nuser space is hard\nobject files are big: see below\n';
    expect(readCommands(text, bullets)).toEqual({ commands: [], errors: [] });
  });
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
  const { text } = await round();
  const body = text.slice(text.indexOf('\n\n') + 2);
  const bullets = readBullets(body);
  for (let width = 24; width < 80; width++) {
    const { commands } = readCommands(`On Monday Ann wrote:\n${brokenAt(width, body)}\n`, bullets);
    expect(commands, `broken at ${width}`).toEqual([]);
  }
  // Some leave the mail below without any mark.
  expect(
    readCommands(`#mergeready support F1\n\nAnn wrote on 2 March:\n\n${body}`, bullets).commands,
  ).toMatchObject([{ verb: 'support', feature: 'uts' }]);
});

describe('dossier propose', () => {
  test('takes acks, NACKs and answers to blockers, each with its mail', async () => {
    const workspace = openWorkspace(':memory:', true);
    const from = 'From x@example.org Mon Mar  2 12:00:00 2026\n';
    const mails = [
      mail({ id: 'p', subject: '[PATCH] uts: it', body: `Why.\n${diff()}`, from: 'Eve <eve@example.org>' }),
      mail({
        id: 'r',
        to: 'p',
        subject: 'Re: it',
        from: 'Bob <bob@example.org>',
        body: 'Nacked-by: Bob <bob@example.org>\n',
      }),
      mail({
        id: 'worry',
        subject: 'cost?',
        from: 'Ann <ann@example.org>',
        body: 'It may cost\ntoo much.\n',
      }),
      mail({
        id: 'calm',
        to: 'worry',
        subject: 'Re: cost?',
        from: 'Bob <bob@example.org>',
        body: '> It may cost\n> too much.\n\nIt costs nothing at all here, I measured.\n',
      }),
    ];
    writeFileSync(join(folder, 'p.mbox'), mails.map((one) => `${from}${one}\n`).join(''));
    await addSource(workspace, join(folder, 'p.mbox'), { now: END });
    const additions = await proposeAdditions(workspace, dossier, END);
    const after = addEntries(DOSSIER, additions);
    expect(after).not.toContain('aside@example.org');
    expect(after).toContain('stance: object, evidence: { message: r@example.org');
    expect(after).toContain(
      '- { by: bob, evidence: { message: calm@example.org, words: "It costs nothing at all here,"',
    );
    expect(
      after
        .split('\n')
        .filter((line) => DOSSIER.includes(line))
        .join('\n'),
    ).toContain('# F1');
  });
});

test.each([
  ['dkim=pass header.d=example.org', 'DKIM pass for example.org, says mx.example.org', 'signed'],
  ['dkim=pass (2048-bit key) header.i=@mail.example.org', 'DKIM pass for mail.example.org', 'signed'],
  ['dkim=fail header.d=example.org', 'DOUBTFUL: DKIM fail, says mx.example.org', 'doubtful'],
  ['dkim=none; dmarc=fail (p=none) header.from=example.org', 'DOUBTFUL: DMARC fail', 'doubtful'],
  ['dkim=pass header.d=elsewhere.example.net', 'DOUBTFUL: DKIM pass for elsewhere.example.net', 'doubtful'],
  ['spf=pass smtp.mailfrom=example.org', 'no signature: anybody may have sent it', 'unsigned'],
])('with %s in the archive the sender is shown as: %s', async (results, shown, state) => {
  for (const header of ['Authentication-Results: mx', 'ARC-Authentication-Results: i=1; mx']) {
    const checked = `${header}.example.org;\n ${results}\n${answer('r1', 'Ann', '#mergeready support F1\n')}`;
    const { workspace, question } = await round(checked);
    const { result, report } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
    expect(result.byStakeholder[0]?.signature.state).toBe(state);
    expect(render(report, 'text').replace(/\s+/g, ' ')).toContain(shown);
  }
});

test('who may be somebody else replaces nothing that a person said, agrees to nothing, and is not in the patch', async () => {
  const forged = `Authentication-Results: mx.example.org;\n dkim=fail header.d=example.org\n${answer('r2', 'Ann', '#mergeready object F1\n#mergeready support F2\n#mergeready undo F0\n', 300)}`;
  const own = answer('r1', 'Ann', '#mergeready support F1\n#mergeready support F0\n');
  const { workspace, question } = await round(own, forged);
  const { result, report, additions } = await readConsensus(
    workspace,
    dossier,
    question,
    epoch(SENT + 86_400),
  );
  expect(result.byStakeholder.map((one) => [one.feature, one.verb, one.signature.state])).toEqual([
    ['uts', 'support', 'unsigned'],
    ['list', 'support', 'unsigned'],
    ['uts', 'object', 'doubtful'],
    ['pid', 'support', 'doubtful'],
    ['list', 'undo', 'doubtful'],
  ]);
  const text = render(report, 'text').replace(/\s+/g, ' ');
  expect(text).toContain('Ann: support uts; not heard on pid; the list: support');
  expect(text).toContain('counts for nothing and is not in the patch');
  expect(dossierPatch('ns.yaml', DOSSIER, additions)).not.toContain('r2@example.org');
});

test('an answer to an answer counts, though its mail program names only the nearest', async () => {
  const first = answer('r1', 'Ann', '#mergeready object F1: why\n');
  const second = answer('r2', 'Ann', '#mergeready undo F1\n#mergeready accept F1\n', 300).replace(
    '<QUESTION>',
    '<r1@example.org>',
  );
  const { workspace, question } = await round(first, second);
  const { result } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(result.byStakeholder.map(({ feature, verb }) => [feature, verb])).toEqual([['uts', 'accept']]);
});

test('what was taken is not proposed again', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '#mergeready support F1: we ship it\n#mergeready standalone F1: enabler\n'),
  );
  const read = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  const taken = join(folder, 'taken.yaml');
  writeFileSync(taken, addEntries(DOSSIER, read.additions));
  const again = await readConsensus(workspace, loadDossier(taken), question, epoch(SENT + 86_400));
  expect(read.additions.length).toBe(2);
  expect(again.additions).toEqual([]);
});

test('a signature that nobody checked is said to be just that', async () => {
  const signed = `DKIM-Signature: v=1; d=example.org;\n b=abc\n${answer('r1', 'Ann', '#mergeready support F1\n')}`;
  const { workspace, question } = await round(signed);
  const { result } = await readConsensus(workspace, dossier, question, epoch(SENT + 86_400));
  expect(result.byStakeholder[0]?.signature.state).toBe('unchecked');
});
