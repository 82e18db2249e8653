/** The pages that facts, decisions and the date decide, whoever asks: which makes which. */
import { type Context, Hono } from 'hono';
import { setAsking } from '../auth/who.ts';
import { boardFeed, featureFeed, triageFeed, weeklyFeed } from '../feeds.ts';
import { attachmentFile } from '../pages/attachment.ts';
import { board } from '../pages/board.ts';
import { changePage } from '../pages/change.ts';
import { commitPage } from '../pages/commit.ts';
import { featurePage } from '../pages/feature.ts';
import { featureListPage } from '../pages/feature-list.ts';
import { journalPage } from '../pages/journal.ts';
import { messagePage } from '../pages/message.ts';
import { failed, missing } from '../pages/missing.ts';
import { patchPage } from '../pages/patch.ts';
import { peoplePage } from '../pages/people.ts';
import { personPage } from '../pages/person.ts';
import { planPage } from '../pages/plan.ts';
import { proposalsPage } from '../pages/proposals.ts';
import { rangeDiffPage } from '../pages/range-diff.ts';
import { referencePage, rulePage } from '../pages/reference.ts';
import { searchPage } from '../pages/search.ts';
import { seriesMboxFile, seriesPage } from '../pages/series.ts';
import { seriesListPage } from '../pages/series-list.ts';
import { doctorPage, statusPage } from '../pages/status.ts';
import { strategiesPage } from '../pages/strategies.ts';
import { threadPage } from '../pages/thread.ts';
import { treePage } from '../pages/tree.ts';
import { treesPage } from '../pages/trees.ts';
import { triagePage } from '../pages/triage.ts';
import { weeklyPage } from '../pages/weekly.ts';
import { askOf, type DossierPage, type Page, type Site } from '../visit.ts';
import type { PageRequest } from './make.ts';

const PAGES: Readonly<Record<string, Page>> = {
  '/weekly': weeklyPage,
  '/weekly.atom': weeklyFeed,
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
  '/doctor': doctorPage,
};

const DOSSIER_PAGES: Readonly<Record<string, DossierPage>> = {
  '/': board,
  '/feature/:id': featurePage,
  '/feature-list': featureListPage,
  '/strategies': strategiesPage,
  '/plan': planPage,
  '/proposals': proposalsPage,
  '/board.atom': boardFeed,
  '/feature/:id/feed.atom': featureFeed,
};

/** Their paths, as the router writes them. */
export const pagePaths = ({ dossier }: Pick<Site, 'dossier'>): readonly string[] => [
  ...new Set([...Object.keys(PAGES), '/', ...(dossier === null ? [] : Object.keys(DOSSIER_PAGES))]),
];

/** Answers what has been let in: who asks, and on which day, come with the request. */
export function pagesOf(site: Site): Hono<{ Bindings: PageRequest }> {
  const app = new Hono<{ Bindings: PageRequest }>({ strict: false }).basePath(site.base || '/');
  const ask = (context: Context<{ Bindings: PageRequest }>) => {
    const { account, today } = context.env;
    setAsking(context, { account, by: account === null ? 'nothing' : 'session', session: '' });
    return askOf(context, { ...site, today: () => today });
  };
  const add = (path: string, make: Page): void => {
    app.get(path, async (context) => {
      const asked = ask(context);
      return (await make(asked)) ?? missing(asked);
    });
  };
  for (const [path, make] of Object.entries(PAGES)) add(path, make);
  const { dossier } = site;
  if (dossier === null) add('/', triagePage);
  else
    for (const [path, make] of Object.entries(DOSSIER_PAGES)) add(path, (one) => make({ ...one, dossier }));
  app.notFound((context) => missing(ask(context)));
  app.onError((error, context) => failed(ask(context), error));
  return app;
}
