/** What programs ask: Patchwork's REST API with the files to apply, and our own JSON. */
import { type Context, Hono } from 'hono';
import type { Site } from '../visit.ts';
import { answerCache } from './cache.ts';
import { mergereadyRoutes } from './mergeready/routes.ts';
import {
  bundleMboxFile,
  coverMboxFile,
  patchDiffFile,
  patchMboxFile,
  seriesMboxFile,
} from './patchwork/mbox.ts';
import { patchworkRoutes } from './patchwork/routes.ts';
import { answerProblem, notFound, Problem } from './problem.ts';
import { checkCredentials } from './who.ts';

/** Twelve digits would be the id of a series that happens to have no letter. */
const NUMBER = ':id{[0-9]{1,11}}';

const FILES: Readonly<Record<string, (context: Context, site: Site) => Promise<Response>>> = {
  [`/patch/${NUMBER}/mbox`]: patchMboxFile,
  [`/patch/${NUMBER}/raw`]: patchDiffFile,
  [`/cover/${NUMBER}/mbox`]: coverMboxFile,
  [`/series/${NUMBER}/mbox`]: seriesMboxFile,
  [`/bundle/${NUMBER}/mbox`]: bundleMboxFile,
};

/** Routes under `/api`, and beside the pages the files that these link to, where Patchwork has them. */
export function apiOf(site: Site): Hono {
  const app = new Hono();
  app.onError((error, context) => failed(error, context));
  app.use(
    '/api/*',
    (context, next) => {
      checkCredentials(context);
      return next();
    },
    answerCache(site),
  );
  mergereadyRoutes(app, site);
  patchworkRoutes(app, site);
  app.all('/api/*', () => {
    throw notFound();
  });
  for (const [path, make] of Object.entries(FILES)) app.get(path, (context) => make(context, site));
  return app;
}

function failed(error: Error, context: Context): Response {
  if (error instanceof Problem) return answerProblem(context, error);
  process.stderr.write(`mergeready: ${context.req.path}: ${error.stack}\n`);
  return answerProblem(context, new Problem(500, 'The server failed; its log says why.'));
}
