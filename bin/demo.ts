/** `npm start`: takes the demo in, prints both reports, and shows the feature list on loopback. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addSource,
  dossierReport,
  invite,
  loadDossier,
  newestDate,
  openWorkspace,
  render,
  weekReport,
} from '../app/index.ts';
import { ARCHIVE, makeTrees } from '../examples/demo/trees.ts';
import { epoch } from '../model/facts/index.ts';
import { serve } from '../web/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-demo-'));
const clean = (): void => rmSync(folder, { recursive: true, force: true });
const { mainline, mm } = makeTrees(join(folder, 'demo'));
const workspace = openWorkspace(join(folder, 'db.sqlite'), true);
const now = epoch(Date.now() / 1000);
await addSource(workspace, ARCHIVE, { now });
await addSource(workspace, mainline, { now, role: 'mainline' });
await addSource(workspace, mm, { now, role: 'mm' });

const dossier = loadDossier(join(import.meta.dirname, '../examples/demo/dossier.yaml'));
const asOf = newestDate(workspace.store) ?? now;
for (const report of [
  await dossierReport(workspace, 'feature-list', dossier, asOf),
  await weekReport(workspace, dossier, asOf),
])
  console.log(render(report, 'text'));

if (process.argv.includes('--no-serve')) {
  await workspace.store.close();
  clean();
} else {
  const port = Number(process.env['PORT'] ?? 8006);
  const site = { workspace, dossier, base: '', today: () => asOf, isLocal: true };
  const server = await serve(site, { hostname: '127.0.0.1', port });
  console.log(`The readiness board is at ${server.url} until you press Ctrl-C.`);
  console.log(
    `To decide about series, make an account: ${server.url}welcome/${invite(workspace, null, now)}`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await server.close();
      await workspace.store.close();
      clean();
    });
  }
}
