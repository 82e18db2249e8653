/** The demo, taken in: what its pages and reports are tested on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { addSource, loadDossier, openWorkspace, type Workspace } from '../../app/index.ts';
import { ARCHIVE, makeTrees } from '../../examples/demo/trees.ts';
import { epoch } from '../../model/facts/index.ts';
import { END } from './mails.ts';

export const demoDossier = loadDossier(resolve(import.meta.dirname, '../../examples/demo/dossier.yaml'));

/** The end of the demo's story. */
export const DEMO_END = epoch(Date.UTC(2026, 4, 2, 23, 59, 59) / 1000);

export async function demoWorkspace(): Promise<Workspace> {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-demo-'));
  const { mainline, mm } = makeTrees(join(folder, 'demo'));
  const workspace = openWorkspace(':memory:', true);
  await addSource(workspace, ARCHIVE, { now: END });
  await addSource(workspace, mainline, { now: END, role: 'mainline' });
  await addSource(workspace, mm, { now: END, role: 'mm' });
  rmSync(folder, { recursive: true });
  return workspace;
}
