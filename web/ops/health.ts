/** For those who watch the site: is it well, and how much does it do? */
import type { Context, Hono } from 'hono';
import { factsVersion } from '../../app/index.ts';
import { askToLogIn } from '../auth/gate.ts';
import { accountOf } from '../auth/who.ts';
import type { Site } from '../visit.ts';
import type { Metrics } from './metrics.ts';

/** 503 where the database does not answer. A sync that failed is said, and does not make the site unwell: it shows what it has. */
export function health(site: Site): (context: Context) => Response {
  return (context) => {
    context.header('Cache-Control', 'no-store');
    try {
      factsVersion(site.workspace.store);
    } catch (error) {
      site.log?.({ kind: 'event', level: 'error', what: 'database', detail: (error as Error).message });
      return context.json({ status: 'failing', database: 'does not answer' }, 503);
    }
    const last = site.sync?.last() ?? null;
    const sync = last === null ? 'none yet' : last.problem === null ? 'ok' : 'failed';
    return context.json({ status: 'ok', database: 'ok', ...(site.sync ? { sync } : {}) });
  };
}

/** Numbers tell strangers who reads what, and when: on a site that others reach they need an account, or its token. */
export function serveMetrics(app: Hono, site: Site, metrics: Metrics): void {
  app.get('/metrics', async (context) => {
    if (site.isLocal === false && accountOf(context) === null) return askToLogIn(context, site);
    return context.body(await metrics.text(), 200, {
      'Content-Type': metrics.contentType,
      'Cache-Control': 'no-store',
    });
  });
}
