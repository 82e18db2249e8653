/** What answers say, what they say together, and what the dossier would gain. */
import { expect, test } from 'vitest';
import { dossierPatch, readConsensus, render } from '../../../app/index.ts';
import { addEntries } from '../../../model/dossier/edit.ts';
import { parseDossier } from '../../../model/dossier/index.ts';
import { answer, DOSSIER, daysLater, dossier, round } from '../../support/consensus.ts';
import { mail } from '../../support/mails.ts';

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
  const { result, agreed, additions } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(
    result.byStakeholder.map(({ stakeholder, feature, verb }) => `${stakeholder} ${feature} ${verb}`),
  ).toEqual(['ann uts support', 'bob uts support', 'ann pid accept']);
  expect(result.others.map(({ name, verb }) => `${name} ${verb}`)).toEqual(['Eve object']);
  expect(result.errors.map(({ line }) => line)).toEqual(['#mergeready applaud F2']);
  expect(agreed).toEqual(['uts']);
  const patch = dossierPatch('ns.yaml', DOSSIER, additions);
  expect(patch.match(/^[-+].*/gm)).toHaveLength(6);
});

test('silence is agreement only after the days that the dossier states', async () => {
  const { workspace, question } = await round(answer('r1', 'Ann', '#mergeready support F1\n'));
  const agreedOn = async (days: number) =>
    (await readConsensus(workspace, dossier, question, daysLater(days))).agreed;
  expect(await agreedOn(13)).toEqual([]);
  expect(await agreedOn(15)).toEqual(['uts', 'pid']);
});

test('who wrote what nobody understood yet is not silent, and who took something back is not on that', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '#mergeready support F1\n#mergeready undo F1\n'),
    answer('r2', 'Bob', 'I am against all of this.\n'),
  );
  const { report, agreed } = await readConsensus(workspace, dossier, question, daysLater(15));
  const text = render(report, 'text').replace(/\s+/g, ' ');
  expect(text).toContain('Ann: not heard on uts; accept pid;');
  expect(text).toContain('Bob: not heard on uts, pid;');
  expect(agreed).toEqual([]);
});

test('agreement is told per feature, per stakeholder and for the list as a whole, and what is new', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '#mergeready support F0\n#mergeready condition F2: only isolation\n'),
    answer('r2', 'Bob', '#mergeready support F1\n#mergeready accept F2\n'),
    answer('r3', 'Bob', '#mergeready undo F2\n#mergeready question F2: why\n', 300),
  );
  const { report, additions } = await readConsensus(workspace, dossier, question, daysLater(1));
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
  const { report, result } = await readConsensus(workspace, taken, question, daysLater(1));
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
  const { result } = await readConsensus(workspace, both, question, daysLater(1));
  expect(result.byStakeholder.map(({ verb }) => verb)).toEqual(['accept']);
});

test('an answer in HTML is read like any other, and so is one that claims a user', async () => {
  const html = answer(
    'r1',
    'Ann',
    '<p>Yes.</p><p>#mergeready support F1</p><p>#mergeready user F1: Farm</p>',
  ).replace('\nTo:', '\nContent-Type: text/html; charset=utf-8\nTo:');
  const { workspace, question } = await round(html);
  const { result, additions } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.byStakeholder.map(({ verb }) => verb)).toEqual(['support', 'user']);
  expect(addEntries(DOSSIER, additions)).toContain('id: farm, name: Farm');
});

test('who claims a user may say which kind it is', async () => {
  const { workspace, question } = await round(answer('r1', 'Ann', '#mergeready user F1: people Farmers\n'));
  const { additions } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(addEntries(DOSSIER, additions)).toContain('id: farmers, name: Farmers, kind: people');
});

test('an answer in which nothing is a command is named, so that somebody reads it', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '> > * F1 uts: x\n> support\n\nI would rather wait.\n'),
    answer('r2', 'Bob', '#mergeready support F1\n'),
  );
  const { result, report } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.withoutCommand).toMatchObject([{ from: 'Ann', messageId: 'r1@example.org' }]);
  expect(render(report, 'text')).toMatch(/without a command[^\n]*\n-+\n\* Ann \[/);
});

test('an answer to an answer counts, though its mail program names only the nearest', async () => {
  const first = answer('r1', 'Ann', '#mergeready object F1: why\n');
  const second = answer('r2', 'Ann', '#mergeready undo F1\n#mergeready accept F1\n', 300).replace(
    '<QUESTION>',
    '<r1@example.org>',
  );
  const { workspace, question } = await round(first, second);
  const { result } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.byStakeholder.map(({ feature, verb }) => [feature, verb])).toEqual([['uts', 'accept']]);
});

test('what was taken is not proposed again', async () => {
  const { workspace, question } = await round(
    answer('r1', 'Ann', '#mergeready support F1: we ship it\n#mergeready standalone F1: enabler\n'),
  );
  const read = await readConsensus(workspace, dossier, question, daysLater(1));
  const taken = parseDossier(addEntries(DOSSIER, read.additions), 'ns.yaml');
  const again = await readConsensus(workspace, taken, question, daysLater(1));
  expect(read.additions.length).toBe(2);
  expect(again.additions).toEqual([]);
});
