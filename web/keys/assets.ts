/** The scripts of the pages, as files: the only script that pages run. */
import { readFileSync } from 'node:fs';
import type { Hono } from 'hono';
import { html } from 'hono/html';

const NAMES = ['keys.mjs', 'dialogs.mjs'] as const;

/** Pages on which something can be decided. */
const KEYED = /^\/(?:triage$|$|series\/[^/]+$|feature\/[^/]+$)/;

/** Only keys.mjs is named by pages; the other it imports from beside itself. */
export const keysScript = ({ base, path }: { readonly base: string; readonly path: string }) =>
  KEYED.test(path) ? html`<script type="module" src="${base}/keys.mjs"></script>` : '';

export function serveScripts(app: Hono): void {
  for (const name of NAMES) {
    const text = readFileSync(new URL(name, import.meta.url), 'utf8');
    app.get(`/${name}`, (context) =>
      context.body(text, 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'max-age=3600',
      }),
    );
  }
}
