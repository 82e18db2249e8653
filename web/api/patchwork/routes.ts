/** The routes of Patchwork's REST API 1.0 to 1.3, each a line; what a resource cannot do is refused by its table. */
import type { Context, Hono } from 'hono';
import { freshListing } from '../../../app/index.ts';
import { originOf } from '../../auth/origin.ts';
import { nowOf } from '../../auth/who.ts';
import type { Site } from '../../visit.ts';
import { Problem } from '../problem.ts';
import type { ApiAsk, Handler } from './ask.ts';
import { createBundle, deleteBundle, listBundles, showBundle, updateBundle } from './bundles.ts';
import { createCheck, listChecks, showCheck } from './checks.ts';
import { listComments, showComment, updateComment } from './comments.ts';
import { listEvents } from './events.ts';
import { Links } from './links.ts';
import { listCovers, listPatches, showCover, showPatch, updatePatch } from './patches.ts';
import { listPeoplePage, listProjects, listUsers, showPerson, showProject, showUser } from './people.ts';
import { listSeriesPage, showOneSeries } from './series.ts';

type Methods = Readonly<Record<string, Handler>>;

const updatable = (show: Handler, update: Handler): Methods => ({ GET: show, PATCH: update, PUT: update });

const ROUTES: Readonly<Record<string, Methods>> = {
  '/': { GET: index },
  '/projects': { GET: listProjects },
  '/projects/:id': { GET: showProject },
  '/people': { GET: listPeoplePage },
  '/people/:id': { GET: showPerson },
  '/users': { GET: listUsers },
  '/users/:id': { GET: showUser },
  '/patches': { GET: listPatches },
  '/patches/:id': updatable(showPatch, updatePatch),
  '/patches/:id/comments': { GET: listComments('patch') },
  '/patches/:id/comments/:comment': updatable(showComment('patch'), updateComment('patch')),
  '/patches/:id/checks': { GET: listChecks, POST: createCheck },
  '/patches/:id/checks/:check': { GET: showCheck },
  '/covers': { GET: listCovers },
  '/covers/:id': { GET: showCover },
  '/covers/:id/comments': { GET: listComments('cover') },
  '/covers/:id/comments/:comment': updatable(showComment('cover'), updateComment('cover')),
  '/series': { GET: listSeriesPage },
  '/series/:id': { GET: showOneSeries },
  '/events': { GET: listEvents },
  '/bundles': { GET: listBundles, POST: createBundle },
  '/bundles/:id': { ...updatable(showBundle, updateBundle), DELETE: deleteBundle },
};

/** What the API's address itself says; what came with a version is left out of older ones. */
function index({ context, links }: ApiAsk): Response {
  const names = ['bundles', 'covers', 'events', 'patches', 'people', 'projects', 'series', 'users'];
  return context.json(Object.fromEntries(names.map((name) => [name, links.api(`${name}/`)])));
}

/** Where a client names no version it gets the newest. */
const NEWEST = 3;
const VERSIONS = ['', '1.0', '1.1', '1.2', '1.3'];

/** Under `/api`. Patchwork's addresses end in a slash, which the site does not look at. */
export function patchworkRoutes(app: Hono, site: Site): void {
  for (const version of VERSIONS)
    for (const [path, methods] of Object.entries(ROUTES)) {
      const answer = async (context: Context) => {
        const handler = methods[context.req.method === 'HEAD' ? 'GET' : context.req.method];
        if (!handler) throw new Problem(405, `Method "${context.req.method}" not allowed.`);
        return handler(await askOf(context, site, version));
      };
      app.all(`/api${version ? `/${version}` : ''}${path}`.replace(/\/$/, ''), answer);
    }
}

async function askOf(context: Context, site: Site, version: string): Promise<ApiAsk> {
  return {
    context,
    site,
    workspace: site.workspace,
    listing: await freshListing(site.workspace, nowOf(site)),
    minor: version === '' ? NEWEST : Number(version.slice(2)),
    links: new Links(originOf(context, site), site.base, version, context.req.url),
  };
}
