/** What of a dossier may be meant so, and mostly is not. */
import { expect, test } from 'vitest';
import { dossierWarnings } from '../../app/index.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const selecting = (selectors: string) =>
  parseDossier(
    `mergeready: 1
id: ns
goal: { title: namespaces, evidence: { message: v1@example.org } }
stakeholders: []
features: [{ id: uts, title: A name of one's own, selectors: ${selectors} }]
`,
    'ns.yaml',
  );

test('a feature that is selected only in a version that was superseded is warned of', async () => {
  const body = `Why.\n${diff()}`;
  const workspace = await workspaceOf([
    mail({ id: 'v1', subject: '[PATCH] uts: give each its own name', body }),
    mail({ id: 'v2', to: 'v1', at: 2, subject: '[PATCH v2] uts: a name for each', body }),
  ]);
  const warned = async (selectors: string) =>
    (await dossierWarnings(workspace, selecting(selectors), END)).selectors.map(({ problem }) => problem);
  expect(await warned('{ messages: [v1@example.org] }')).toEqual([
    'is selected only in versions that a newer one superseded',
  ]);
  expect(await warned('{ titles: ["^uts: "] }')).toEqual([]);
});
