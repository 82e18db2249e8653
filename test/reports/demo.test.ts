import { expect, test } from 'vitest';
import {
  checkDossier,
  DOSSIER_REPORTS,
  dossierReport,
  exportFacts,
  queueReport,
  render,
} from '../../app/index.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

test('the reports of the demo are as they were read and approved', async () => {
  const workspace = await demoWorkspace();
  const [dossier, asOf] = [demoDossier, DEMO_END];
  const formats = [
    ['text', 'txt'],
    ['md', 'md'],
    ['html', 'html'],
    ['mail', 'eml'],
  ] as const;
  for (const name of DOSSIER_REPORTS) {
    const report = await dossierReport(workspace, name, dossier, asOf);
    for (const [format, ending] of formats)
      await expect(render(report, format)).toMatchFileSnapshot(`../golden/demo-${name}.${ending}`);
  }
  const queue = await queueReport(workspace, dossier, asOf, {});
  await expect(render(queue, 'text')).toMatchFileSnapshot('../golden/demo-triage.txt');
});

test('the demo is the same each time, and its dossier cites only what is there', async () => {
  const [one, two] = [await demoWorkspace(), await demoWorkspace()];
  expect([...exportFacts(one.store)]).toEqual([...exportFacts(two.store)]);
  const checks = await checkDossier(one, demoDossier);
  expect(checks.filter(({ result }) => result !== 'verified')).toEqual([]);
});
