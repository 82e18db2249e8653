/** Who may have sent an answer: a From line proves nothing. */
import { expect, test } from 'vitest';
import { dossierPatch, readConsensus, render } from '../../../app/index.ts';
import { answer, DOSSIER, daysLater, dossier, round } from '../../support/consensus.ts';

test('whoever writes from an address that the dossier does not know is somebody else, whatever the name', async () => {
  const forged = answer('r1', 'Ann', '#mergeready support F1\n').replace(
    'ann@example.org',
    'ann@example.net',
  );
  const { workspace, question } = await round(forged);
  const { result, additions } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.byStakeholder).toEqual([]);
  expect(result.others.map(({ email }) => email)).toEqual(['ann@example.net']);
  expect(additions).toEqual([]);
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
    const { result, report } = await readConsensus(workspace, dossier, question, daysLater(1));
    expect(result.byStakeholder[0]?.signature.state).toBe(state);
    expect(render(report, 'text').replace(/\s+/g, ' ')).toContain(shown);
  }
});

test('who may be somebody else replaces nothing that a person said, agrees to nothing, and is not in the patch', async () => {
  const forged = `Authentication-Results: mx.example.org;\n dkim=fail header.d=example.org\n${answer('r2', 'Ann', '#mergeready object F1\n#mergeready support F2\n#mergeready undo F0\n', 300)}`;
  const own = answer('r1', 'Ann', '#mergeready support F1\n#mergeready support F0\n');
  const { workspace, question } = await round(own, forged);
  const { result, report, additions } = await readConsensus(workspace, dossier, question, daysLater(1));
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

test('a check below another was written by whoever sent the mail, or may be', async () => {
  const results = 'Authentication-Results: mx.example.org;\n dkim=fail header.d=example.org\n';
  const own = results.replace('mx.', 'mx.own.').replace('fail', 'pass');
  const { workspace, question } = await round(
    `${results}${own}${answer('r1', 'Ann', '#mergeready support F1\n')}`,
  );
  const { result } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.byStakeholder[0]?.signature.state).toBe('doubtful');
});

test('a signature that nobody checked is said to be just that', async () => {
  const signed = `DKIM-Signature: v=1; d=example.org;\n b=abc\n${answer('r1', 'Ann', '#mergeready support F1\n')}`;
  const { workspace, question } = await round(signed);
  const { result } = await readConsensus(workspace, dossier, question, daysLater(1));
  expect(result.byStakeholder[0]?.signature.state).toBe('unchecked');
});
