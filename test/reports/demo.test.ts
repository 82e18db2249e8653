import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { featuresJson } from '../../app/features-json.ts';
import {
  assessDossier,
  checkDossier,
  DOSSIER_REPORTS,
  dossierReport,
  exportFacts,
  listSeries,
  oneSeriesReport,
  queueReport,
  render,
  weekReport,
} from '../../app/index.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';

const formats = [
  ['text', 'txt'],
  ['md', 'md'],
  ['html', 'html'],
  ['mail', 'eml'],
] as const;

test('the reports of the demo are as they were read and approved', async () => {
  const workspace = await demoWorkspace();
  const [dossier, asOf] = [demoDossier, DEMO_END];
  for (const name of DOSSIER_REPORTS) {
    const report = await dossierReport(workspace, name, dossier, asOf);
    for (const [format, ending] of formats)
      await expect(render(report, format)).toMatchFileSnapshot(`../golden/demo-${name}.${ending}`);
  }
  const weeks = { weekly: dossier, 'weekly-list': null };
  for (const [name, judged] of Object.entries(weeks)) {
    const report = await weekReport(workspace, judged, asOf);
    for (const [format, ending] of formats)
      await expect(render(report, format)).toMatchFileSnapshot(`../golden/demo-${name}.${ending}`);
  }
  await expect(
    JSON.stringify(featuresJson(await assessDossier(workspace, dossier, asOf)), null, 2),
  ).toMatchFileSnapshot('../golden/demo-features.json');
  const revised = (await listSeries(workspace, asOf)).find(
    ({ title, version }) => title.startsWith('Quotas') && version === 2,
  )!;
  const others = {
    triage: await queueReport(workspace, dossier, asOf, {}),
    series: await oneSeriesReport(workspace, revised.id, asOf),
  };
  for (const [name, report] of Object.entries(others))
    for (const [format, ending] of formats)
      await expect(render(report, format)).toMatchFileSnapshot(`../golden/demo-${name}.${ending}`);
});

describe('every report is the same bytes', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    process.env['TZ'] = zone;
  });

  test.each(['Asia/Kathmandu', 'America/St_Johns'])('in %s', async (elsewhere) => {
    const workspace = await demoWorkspace();
    const all = async (): Promise<readonly string[]> => {
      const reports = await Promise.all([
        ...DOSSIER_REPORTS.map((name) => dossierReport(workspace, name, demoDossier, DEMO_END)),
        ...[demoDossier, null].map((dossier) => weekReport(workspace, dossier, DEMO_END)),
        queueReport(workspace, demoDossier, DEMO_END, {}),
      ]);
      return reports.flatMap((report) => formats.map(([format]) => render(report, format)));
    };
    const here = await all();
    process.env['TZ'] = elsewhere;
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    expect(await all()).toEqual(here);
  });
});

test('a process in another time zone takes in and prints the same', async () => {
  const demo = async (TZ: string): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, ['bin/demo.ts', '--no-serve'], {
      env: { ...process.env, TZ },
    });
    return stdout;
  };
  const [here, there] = await Promise.all([demo('UTC'), demo('Pacific/Kiritimati')]);
  expect(there).toBe(here);
  expect(here).toContain('Merge readiness');
});

test('the demo is the same each time, and its dossier cites only what is there', async () => {
  const [one, two] = [await demoWorkspace(), await demoWorkspace()];
  expect([...exportFacts(one.store)]).toEqual([...exportFacts(two.store)]);
  const checks = await checkDossier(one, demoDossier);
  expect(checks.filter(({ result }) => result !== 'verified')).toEqual([]);
});
