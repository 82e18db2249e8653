/** Routes: `handle(Request) → Response`. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type loadDossier, newestMail, type Workspace } from '../app/index.ts';
import { type Epoch, epoch, InputError, UsageError } from '../model/facts/index.ts';
import { pageCache } from './cache.ts';
import * as facts from './facts.ts';
import { board, featurePage, isReport, reportPage, weeklyFeed } from './judgement.ts';
import { page, type Visit } from './layout.ts';
import { STYLE } from './style.ts';

export interface Site {
  readonly workspace: Workspace;
  readonly dossier: ReturnType<typeof loadDossier> | null;
  /** A path in front of every route, such as `/mergeready`; empty at the root. */
  readonly base: string;
  /** What is shown where no date was chosen. */
  readonly today: () => Epoch;
}

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

export function siteOf(site: Site): Hono {
  const app = new Hono().basePath(site.base || '/');
  app.use(async (context, next) => {
    await next();
    context.header('Content-Security-Policy', CSP);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
  });
  app.get('/style.css', (context) =>
    context.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'max-age=3600' }),
  );
  app.get('/healthz', (context) => context.text('ok\n'));
  app.use(pageCache(site.workspace));
  judgementRoutes(app, site);
  factRoutes(app, site);
  app.notFound((context) => missing(context, site));
  app.onError((error, context) => failed(error, context, site));
  return app;
}

function judgementRoutes(app: Hono, site: Site): void {
  const { dossier } = site;
  if (dossier === null) {
    app.get('/', (context) => facts.triagePage(context, site, null, visitOf(context, site)));
    return;
  }
  app.get('/', (context) => board(context, site, dossier, visitOf(context, site)));
  app.get('/weekly.atom', async (context) =>
    context.body(await weeklyFeed(site, dossier, site.today(), new URL(context.req.url).origin), 200, {
      'Content-Type': 'application/atom+xml; charset=utf-8',
    }),
  );
  app.get('/feature/:id', async (context) => {
    const shown = await featurePage(context, site, dossier, visitOf(context, site), context.req.param('id'));
    return shown ?? missing(context, site);
  });
  app.get('/:report{feature-list|strategies|plan|weekly}', (context) => {
    const name = context.req.param('report');
    return isReport(name)
      ? reportPage(context, site, dossier, visitOf(context, site), name)
      : missing(context, site);
  });
}

function factRoutes(app: Hono, site: Site): void {
  const visit = (context: Context): Visit => visitOf(context, site);
  app.get('/triage', (context) => facts.triagePage(context, site, site.dossier, visit(context)));
  app.get('/series', (context) => facts.seriesList(context, site, visit(context)));
  app.get('/series/:id', (context) =>
    facts.seriesPage(context, site, visit(context), context.req.param('id')),
  );
  app.get('/series/:id/diff', (context) =>
    facts.diffPage(context, site, visit(context), context.req.param('id')),
  );
  app.get('/series/:id/mbox', (context) => facts.mboxOf(site, visit(context), context.req.param('id')));
  app.get('/m/:id', async (context) => {
    const shown = await facts.messagePage(context, site, visit(context), context.req.param('id'));
    return shown ?? missing(context, site);
  });
  app.get('/trees', (context) => facts.treesPage(context, site, visit(context)));
  app.get('/trees/:name', (context) =>
    facts.stackPage(context, site, visit(context), context.req.param('name')),
  );
  app.get('/search', (context) => facts.searchPage(context, site, visit(context)));
  app.get('/status', (context) => facts.statusPage(context, site, visit(context)));
}

/** `?asOf=2006-05-19` is the end of that day; what is no date counts as none. */
function visitOf(context: Context, site: Site): Visit {
  const given = context.req.query('asOf') ?? '';
  const at = /^\d{4}-\d{2}-\d{2}$/.test(given) ? Date.parse(`${given}T23:59:59Z`) / 1000 : Number.NaN;
  const isPast = !Number.isNaN(at);
  return {
    base: site.base,
    asOf: isPast ? epoch(at) : site.today(),
    isPast,
    path: context.req.path.slice(site.base.length) || '/',
    hasDossier: site.dossier !== null,
  };
}

function missing(context: Context, site: Site) {
  return page(
    context,
    visitOf(context, site),
    'Not here',
    html`<p>There is no such page, or not yet on this date.</p>`,
    404,
  );
}

function failed(error: Error, context: Context, site: Site) {
  const isInput = error instanceof UsageError || error instanceof InputError;
  const visit = { ...visitOf(context, site), path: '/' };
  if (isInput) return page(context, visit, 'Not found', html`<p>${error.message}</p>`, 404);
  process.stderr.write(`mergeready: ${context.req.path}: ${error.stack}\n`);
  return page(
    context,
    visit,
    'Something failed',
    html`<p>The server could not make this page; its log says why.</p>`,
    500,
  );
}

/** The date shown by default: the newest mail's, so that an old archive shows its last state. */
export const lastDay = (workspace: Workspace, now: Epoch): Epoch => newestMail(workspace.store) ?? now;
