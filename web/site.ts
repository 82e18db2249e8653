/** Routes: `handle(Request) → Response`. */
import { type Context, Hono } from 'hono';
import { type Epoch, epoch } from '../model/facts/index.ts';
import { whoAsks } from './auth/who.ts';
import { pageCache } from './cache.ts';
import { weeklyFeed } from './feed.ts';
import { board } from './pages/board.ts';
import { featurePage } from './pages/feature.ts';
import { messagePage } from './pages/message.ts';
import { failed, missing } from './pages/missing.ts';
import { rangeDiffPage } from './pages/range-diff.ts';
import { featureListPage, planPage, strategiesPage, weeklyPage } from './pages/reports.ts';
import { searchPage } from './pages/search.ts';
import { seriesMboxFile, seriesPage } from './pages/series.ts';
import { seriesListPage } from './pages/series-list.ts';
import { stackPage } from './pages/stack.ts';
import { statusPage } from './pages/status.ts';
import { treesPage } from './pages/trees.ts';
import { triagePage } from './pages/triage.ts';
import { STYLE } from './style.ts';
import { askOf, type DossierPage, type Page, type Site } from './visit.ts';

const clock = (): Epoch => epoch(Date.now() / 1000);

const CSP =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const PAGES: Readonly<Record<string, Page>> = {
  '/triage': triagePage,
  '/series': seriesListPage,
  '/series/:id': seriesPage,
  '/series/:id/diff': rangeDiffPage,
  '/series/:id/mbox': seriesMboxFile,
  '/m/:id': messagePage,
  '/trees': treesPage,
  '/trees/:name': stackPage,
  '/search': searchPage,
  '/status': statusPage,
};

const DOSSIER_PAGES: Readonly<Record<string, DossierPage>> = {
  '/': board,
  '/feature/:id': featurePage,
  '/feature-list': featureListPage,
  '/strategies': strategiesPage,
  '/plan': planPage,
  '/weekly': weeklyPage,
  '/weekly.atom': weeklyFeed,
};

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
  app.use(whoAsks(site.workspace, site.now ?? clock));
  app.use(pageCache(site.workspace));
  const { dossier } = site;
  for (const [path, make] of Object.entries(PAGES)) app.get(path, shown(site, make));
  if (dossier === null) app.get('/', shown(site, triagePage));
  else
    for (const [path, make] of Object.entries(DOSSIER_PAGES))
      app.get(
        path,
        shown(site, (ask) => make({ ...ask, dossier })),
      );
  app.notFound((context) => missing(askOf(context, site)));
  app.onError((error, context) => failed(askOf(context, site), error));
  return app;
}

const shown = (site: Site, make: Page) => async (context: Context) => {
  const ask = askOf(context, site);
  return (await make(ask)) ?? missing(ask);
};
