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
import { LoginLimit } from './auth/limit.ts';
import { loginAction, loginPage, logout } from './auth/login.ts';
import { refuse } from './auth/refuse.ts';
import { welcome, welcomePage } from './auth/welcome.ts';
import { whoAsks } from './auth/who.ts';
import { decideAction, undoAction } from './decide/actions.ts';
import { cacheHeaders, headers } from './headers.ts';
import { ICON } from './icon.ts';
import { serveScripts } from './keys/assets.ts';
import { makerOf } from './making/make.ts';
import { type Pages, pagesFor } from './making/pages.ts';
import { pagePaths } from './making/table.ts';
import { health, serveMetrics } from './ops/health.ts';
import { type Metrics, metricsOf } from './ops/metrics.ts';
import { observe } from './ops/observe.ts';
import { bundlePage } from './pages/bundle.ts';
import { failed, missing } from './pages/missing.ts';
import { takeProposals } from './pages/proposals.ts';
import { STYLE } from './style.ts';
import { type Action, askOf, type Page, type Site } from './visit.ts';

/** Pages that are of one visitor alone. */
const OWN_PAGES: Readonly<Record<string, Page>> = {
  '/bundle/:id': bundlePage,
  '/login': (ask) => loginPage(ask),
  '/welcome/:secret': (ask) => welcomePage(ask),
  '/account': (ask) => accountPage(ask),
  '/accounts': (ask) => accountsPage(ask),
};

/** What posts, who may, and what happens. */
interface Act {
  readonly needs: Role | null;
  readonly act: Action;
}

const actions = (limit: LoginLimit): Readonly<Record<string, Act>> => ({
  '/login': { needs: null, act: loginAction(limit) },
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

/** What counts on when another site takes the place of this one: passwords tried, and numbers. */
export interface Lasting {
  readonly limit: LoginLimit;
  readonly metrics: Metrics;
}

export const lastingOf = (site: Site): Lasting => ({ limit: new LoginLimit(), metrics: metricsOf(site) });

/** @param pages by default made as they are asked for, in this thread */
export function siteOf(
  site: Site,
  pages: Pages = pagesFor(site, makerOf(site)),
  { limit, metrics }: Lasting = lastingOf(site),
): Hono {
  const app = new Hono({ strict: false }).basePath(site.base || '/');
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
  app.use(namesOnly(site), whoAsks(site), basicAuth(site, limit), cacheHeaders);
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (context) => refuse(context, site, 413, `More than ${MOST_BYTES} bytes are not taken.`),
    }),
  );
  app.use(gate(site), checkForms(site), fillForms(site));
  serveMetrics(app, site, metrics);
  app.route('/', apiOf(site));
  for (const [path, { needs, act }] of Object.entries(actions(limit)))
    app.post(path, acting(site, needs, act));
  for (const [path, make] of Object.entries(OWN_PAGES)) app.get(path, shown(site, make));
  for (const path of pagePaths(site)) app.get(path, pages.answer);
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
