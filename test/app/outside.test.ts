/** Strategy d on a real tree: what people outside it said of its commits, in whatever version. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addSource, assessDossier, outsideShare } from '../../app/index.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { commitFiles, repository } from '../support/archives.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-outside-'));
afterAll(() => rmSync(folder, { recursive: true }));

const dossier = parseDossier(
  `mergeready: 1
id: ns
goal: { title: namespaces, evidence: { message: v1@example.org } }
tree: ours
stakeholders: []
features: [{ id: uts, title: A name of one's own, selectors: { titles: ["^uts: "] } }]
`,
  'ns.yaml',
);

test('a word on the first version is one on the commit that came of the second', async () => {
  const body = `Why.\n${diff()}`;
  const workspace = await workspaceOf([
    mail({ id: 'v1', subject: '[PATCH] uts: give each its own name', body }),
    mail({ id: 'r', to: 'v1', at: 1, subject: 'Re: uts', from: 'Olaf <olaf@example.net>', body: 'No.\n' }),
    mail({ id: 'v2', to: 'v1', at: 2, subject: '[PATCH v2] uts: give each its own name', body }),
  ]);
  const message = 'uts: give each its own name\n\nLink: https://lore.kernel.org/r/v2@example.org\n';
  const tree = repository(join(folder, 'ours'));
  commitFiles(tree, { 'kernel/nsproxy.c': 'a\nint x;\nb\n' }, message);
  await addSource(workspace, tree, { now: END, role: 'project' });
  const measured = [{ isReviewedOutside: false, isMentionedOutside: true }];
  expect((await assessDossier(workspace, dossier, END)).tree?.commits).toMatchObject(measured);
  expect((await outsideShare(workspace, 'ours', END))?.commits).toMatchObject(measured);
});
