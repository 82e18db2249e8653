/** What the reference's rules found, beside the features that name them. */
import { expect, test } from 'vitest';
import {
  assessDossier,
  conformance,
  featureReport,
  openWorkspace,
  recordConformance,
  render,
} from '../../app/index.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { epoch } from '../../model/facts/index.ts';

const at = (date: string) => epoch(Date.parse(date) / 1000);
const dossier = parseDossier(
  `mergeready: 1
id: ns
goal: { title: Containers, evidence: { message: g@example.org } }
stakeholders: []
features:
  - { id: uts, title: Host names, rules: [uts] }
  - { id: pid, title: Process ids, rules: [pid-01, pid-03] }
  - { id: net, title: Networks }
`,
  'ns.yaml',
);
const rule = (id: string, real: 'agree' | 'differ' | 'not-runnable', model: 'pass' | 'fail' = 'pass') => ({
  id,
  group: id.split('-')[0]!,
  cites: '',
  says: '',
  model,
  real,
  why: real === 'differ' ? 'kernel: EPERM' : real === 'not-runnable' ? 'needs root' : '',
});
const RULES = [
  rule('uts-01', 'agree'),
  rule('uts-02', 'agree'),
  rule('pid-01', 'differ'),
  rule('pid-02', 'agree', 'fail'),
  rule('pid-03', 'not-runnable'),
];

function recorded() {
  const workspace = openWorkspace(':memory:', true);
  recordConformance(workspace, { kernel: 'Linux 6.18.44', rules: RULES }, at('2026-03-01'));
  return workspace;
}

async function lineOf(feature: string, date: string): Promise<string | undefined> {
  const assessment = await assessDossier(recorded(), dossier, at(date));
  const text = render(featureReport(assessment, feature, ''), 'md');
  return /reference: .*/.exec(text)?.[0];
}

test('a feature shows what the rules found that the dossier names', async () => {
  expect(await lineOf('uts', '2026-03-02')).toBe(
    'reference: 2 rules, 2 agree with Linux 6.18.44 (run 2026-03-01)',
  );
  expect(await lineOf('pid', '2026-03-02')).toBe(
    'reference: 2 rules, 0 agree with Linux 6.18.44, pid-01 differs, 1 could not be asked (run 2026-03-01)',
  );
  expect(await lineOf('net', '2026-03-02')).toBeUndefined();
});

test('before the run nothing is known of it', async () => {
  expect(await lineOf('uts', '2026-02-28')).toBeUndefined();
});

test('the newest run by a date counts', async () => {
  const workspace = recorded();
  recordConformance(workspace, { kernel: 'Linux 7.0', rules: [rule('uts-01', 'agree')] }, at('2026-04-01'));
  const kernels = await Promise.all(
    ['2026-03-15', '2026-04-01'].map(async (date) => {
      const { features } = await assessDossier(workspace, dossier, at(date));
      return features[0]!.reference?.kernel;
    }),
  );
  expect(kernels).toEqual(['Linux 6.18.44', 'Linux 7.0']);
});

test('the report lists groups with their features, and each rule that is not as it should be', () => {
  const text = render(conformance(recorded(), dossier, at('2026-03-02')), 'text');
  expect(text).toContain('uts: 2 rules, 2 agree, for uts');
  expect(text).toContain('pid: 3 rules, 1 agree, 1 differ, 1 could not be asked, for pid');
  expect(text).toContain('pid-01: kernel: EPERM');
  expect(text).toContain('Fails on the model (1)');
});
