import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDossier, watchDossier } from '../../cli/watch-dossier.ts';

test('a dossier that changed after it was read, and before it was watched, is read again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-watch-'));
  const path = join(folder, 'dossier.yaml');
  const write = (title: string): void =>
    writeFileSync(
      path,
      `mergeready: 1\nid: d\ngoal: {title: ${title}, evidence: {message: a@example.org}}\nstakeholders: []\nusers: []\nfeatures: [{id: one, title: one}]\npositions: []\nblockers: []\n`,
    );
  write('first');
  const first = readDossier(path);
  write('second');
  const changed = Promise.withResolvers<ReturnType<typeof readDossier>>();
  const unwatch = watchDossier(path, first, changed.resolve, 5);
  // The timer that watches keeps no program alive.
  const awake = setInterval(() => {}, 1000);
  expect((await changed.promise).dossierFile?.text).toContain('second');
  clearInterval(awake);
  unwatch();
  rmSync(folder, { recursive: true });
});
