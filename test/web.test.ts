import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { loadDossier, openWorkspace } from '../app/index.ts';
import { serve } from '../web/serve.ts';
import { END } from './support/mails.ts';

test('the page shows every feature, escapes what it shows, and runs no script', async () => {
  const loaded = loadDossier(resolve(import.meta.dirname, '../examples/demo/dossier.yaml'));
  const dossier = { ...loaded, goal: { ...loaded.goal, title: '<script>alert(1)</script>' } };
  const site = { workspace: openWorkspace(':memory:', true), dossier, base: '', today: () => END };
  const server = await serve(site, { hostname: '127.0.0.1', port: 0 });
  try {
    const response = await fetch(server.url);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toContain('<script>');
    for (const { title } of dossier.features) expect(page).toContain(title);
  } finally {
    await server.close();
  }
});
