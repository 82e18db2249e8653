/** The one file that listens. */
import { serve as listen, type ServerType } from '@hono/node-server';
import { OutsideError } from '../model/facts/index.ts';
import { navigation } from './layout.ts';
import { makerOf } from './making/make.ts';
import { pagesFor } from './making/pages.ts';
import { type PageThread, pageThread } from './making/thread.ts';
import { type Lasting, lastingOf, siteOf } from './site.ts';
import type { Site } from './visit.ts';

export interface Server {
  readonly url: string;
  /** Shows this from the next request on: the same place and facts, another dossier. */
  readonly show: (site: Site) => void;
  /** Takes no more requests, and waits for those that are being answered. */
  readonly close: () => Promise<void>;
}

/** A visitor who sends a request slower than this (ms) only holds a connection. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 } as const;
/** Requests that take longer than this (ms) do not hold up a stop. */
const GRACE = 10_000;
/** How often (ms) it is looked whether a sync has ended. */
const LOOKING = 1_000;

/** @param where.port 0 takes any that is free */
export function serve(
  site: Site,
  where: { readonly hostname: string; readonly port: number },
): Promise<Server> {
  const lasting = lastingOf(site);
  let shown = shownOf(site, lasting);
  // A sync ends while nobody asks for anything, too.
  const watch = setInterval(() => shown.pages.look(), LOOKING).unref();
  return new Promise((resolve, reject) => {
    const server: ServerType = listen(
      { fetch: (request, env) => shown.app.fetch(request, env), ...where, serverOptions: TIMES },
      ({ port }) => {
        const host = where.hostname.includes(':') ? `[${where.hostname}]` : where.hostname;
        const origin = site.origin ?? `http://${host}:${port}`;
        const warm = (one: Site): void =>
          // A failure shows when the page is asked for.
          void shown.pages.warm(origin, firstPages(one)).catch(() => {});
        resolve({
          url: `${origin}${site.base}/`,
          show: (next) => {
            const last = shown;
            shown = shownOf(next, lasting);
            setTimeout(() => void last.close(), GRACE).unref();
            warm(next);
          },
          close: async () => {
            clearInterval(watch);
            await closed(server);
            await shown.close();
          },
        });
        warm(site);
      },
    );
    server.on('error', (error) =>
      reject(
        new OutsideError(
          `cannot listen on ${where.hostname}:${where.port}: ${error.message}; choose another with --listen`,
        ),
      ),
    );
  });
}

function shownOf(site: Site, lasting: Lasting) {
  const { make, close } = makerFor(site);
  const pages = pagesFor(site, make);
  return { app: siteOf(site, pages, lasting), pages, close };
}

/** What every page leads to; proposals are for one person in a while, and read whole threads. */
const firstPages = (site: Site): readonly string[] =>
  navigation(site.dossier !== null).filter((path) => path !== '/proposals');

/** Facts in memory are of this thread alone. */
function makerFor(site: Site): PageThread {
  return site.workspace.store.path === ':memory:'
    ? { make: makerOf(site), close: async () => {} }
    : pageThread(site);
}

function closed(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
