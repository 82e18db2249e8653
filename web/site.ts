/** Routes: `handle(Request) → Response`. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { mayDo, type Role } from '../app/index.ts';
import { apiOf } from './api/index.ts';
import { accountPage, changePassword, dropToken, endOtherSessions, makeToken } from './auth/account.ts';
import { accountsPage, changeRole, dropAccount, makeAccount, renewLink } from './auth/accounts.ts';
import { basicAuth } from './auth/basic.ts';
import { checkForms, fillForms, formOf } from './auth/forms.ts';
import { askToLogIn, gate, namesOnly } from './auth/gate.ts';
import { loginAction, loginPage, logout } from './auth/login.ts';
import { refuse } from './auth/refuse.ts';
import { welcome, welcomePage } from './auth/welcome.ts';
import { whoAsks } from './auth/who.ts';
import { pageCache } from './cache.ts';
import { decideAction, undoAction } from './decide/actions.ts';
import { boardFeed, featureFeed, triageFeed, weeklyFeed } from './feeds.ts';
import { cacheHeaders, headers } from './headers.ts';
import { ICON } from './icon.ts';
import { serveScripts } from './keys/assets.ts';
import { health, serveMetrics } from './ops/health.ts';
import { metricsOf } from './ops/metrics.ts';
import { observe } from './ops/observe.ts';
import { attachmentFile } from './pages/attachment.ts';
import { board } from './pages/board.ts';
import { changePage } from './pages/change.ts';
import { commitPage } from './pages/commit.ts';
import { featurePage } from './pages/feature.ts';
import { featureListPage } from './pages/feature-list.ts';
import { journalPage } from './pages/journal.ts';
import { messagePage } from './pages/message.ts';
import { failed, missing } from './pages/missing.ts';
import { patchPage } from './pages/patch.ts';
import { peoplePage } from './pages/people.ts';
import { personPage } from './pages/person.ts';
import { planPage } from './pages/plan.ts';
import { proposalsPage, takeProposals } from './pages/proposals.ts';
import { rangeDiffPage } from './pages/range-diff.ts';
import { referencePage, rulePage } from './pages/reference.ts';
import { searchPage } from './pages/search.ts';
import { seriesMboxFile, seriesPage } from './pages/series.ts';
import { seriesListPage } from './pages/series-list.ts';
import { doctorPage, statusPage } from './pages/status.ts';
import { strategiesPage } from './pages/strategies.ts';
import { threadPage } from './pages/thread.ts';
import { treePage } from './pages/tree.ts';
import { treesPage } from './pages/trees.ts';
import { triagePage } from './pages/triage.ts';
import { weeklyPage } from './pages/weekly.ts';
import { STYLE } from './style.ts';
import { type Action, askOf, type DossierPage, type Page, type Site } from './visit.ts';

const PAGES: Readonly<Record<string, Page>> = {
  '/triage': triagePage,
  '/triage.atom': triageFeed,
  '/journal': journalPage,
  '/series': seriesListPage,
  '/series/:id': seriesPage,
  '/series/:id/patch/:n': patchPage,
  '/series/:id/diff': rangeDiffPage,
  '/series/:id/mbox': seriesMboxFile,
  '/change/:id': changePage,
  '/diff': rangeDiffPage,
  '/m/:id': messagePage,
  '/m/:id/attachment/:n{[0-9]{1,3}}': attachmentFile,
  '/t/:id': threadPage,
  '/trees': treesPage,
  '/trees/:name': treePage,
  '/commit/:id': commitPage,
  '/people': peoplePage,
  '/person/:id': personPage,
  '/reference': referencePage,
  '/reference/:id': rulePage,
  '/search': searchPage,
  '/status': statusPage,
  '/login': (ask) => loginPage(ask),
  '/welcome/:secret': (ask) => welcomePage(ask),
  '/account': (ask) => accountPage(ask),
  '/accounts': (ask) => accountsPage(ask),
  '/doctor': doctorPage,
};

const DOSSIER_PAGES: Readonly<Record<string, DossierPage>> = {
  '/': board,
  '/feature/:id': featurePage,
  '/feature-list': featureListPage,
  '/strategies': strategiesPage,
  '/plan': planPage,
  '/weekly': weeklyPage,
  '/proposals': proposalsPage,
  '/weekly.atom': weeklyFeed,
  '/board.atom': boardFeed,
  '/feature/:id/feed.atom': featureFeed,
};

/** What posts, who may, and what happens. */
interface Act {
  readonly needs: Role | null;
  readonly act: Action;
}

const actions = (): Readonly<Record<string, Act>> => ({
  '/login': { needs: null, act: loginAction() },
  '/welcome/:secret': { needs: null, act: welcome },
  '/logout': { needs: null, act: logout },
  '/account/token': { needs: 'reader', act: makeToken },
  '/account/token/remove': { needs: 'reader', act: dropToken },
  '/account/password': { needs: 'reader', act: changePassword },
  '/account/sessions': { needs: 'reader', act: endOtherSessions },
  '/triage': { needs: 'triager', act: decideAction },
  '/journal/undo': { needs: 'triager', act: undoAction },
  '/proposals': { needs: 'maintainer', act: takeProposals },
  '/accounts': { needs: 'admin', act: makeAccount },
  '/accounts/link': { needs: 'admin', act: renewLink },
  '/accounts/role': { needs: 'admin', act: changeRole },
  '/accounts/remove': { needs: 'admin', act: dropAccount },
});

/** A form is a few fields; a mail or a patch is never posted. */
const MOST_BYTES = 512 * 1024;

export function siteOf(site: Site): Hono {
  const app = new Hono({ strict: false }).basePath(site.base || '/');
  const metrics = metricsOf(site);
  app.use(observe(site, metrics));
  app.use(methodNotAllowed({ app }));
  app.use(headers(site.origin?.startsWith('https:') ?? false));
  app.get('/style.css', (context) =>
    context.body(STYLE, 200, {
      'Content-Type': 'text/css; charset=utf-8',
      'Cache-Control': 'max-age=31536000, immutable',
    }),
  );
  serveScripts(app);
  app.get('/icon.svg', (context) =>
    context.body(ICON, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'max-age=86400' }),
  );
  app.get('/healthz', health(site));
  app.use(namesOnly(site), whoAsks(site), basicAuth(site), cacheHeaders);
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context) => refuse(context, site, 413, `More than ${MOST_BYTES} bytes are not taken.`),
    }),
  );
  app.use(gate(site), checkForms(site), fillForms(site));
  serveMetrics(app, site, metrics);
  app.route('/', apiOf(site));
  app.use(pageCache(site));
  for (const [path, { needs, act }] of Object.entries(actions())) app.post(path, acting(site, needs, act));
  for (const [path, make] of Object.entries(PAGES)) app.get(path, shown(site, make));
  const { dossier } = site;
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

const acting = (site: Site, needs: Role | null, act: Action) => async (context: Context) => {
  const ask = askOf(context, site);
  const { account } = ask.visit;
  if (needs !== null && account === null) return askToLogIn(context, site);
  if (needs !== null && !mayDo(account, needs))
    return refuse(context, site, 403, `This needs the role ${needs}; ask an admin of this site.`);
  return act({ ...ask, account, form: await formOf(context) });
};
