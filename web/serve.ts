/** The one file that listens. */
import { serve as listen, type ServerType } from '@hono/node-server';
import { assessWeek } from '../app/index.ts';
import { OutsideError } from '../model/facts/index.ts';
import { siteOf } from './site.ts';
import type { Site } from './visit.ts';

export interface Server {
  readonly url: string;
  /** Takes no more requests, and waits for those that are being answered. */
  readonly close: () => Promise<void>;
}

/** A visitor who sends a request slower than this (ms) only holds a connection. */
const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 2_000 } as const;
/** Requests that take longer than this (ms) do not hold up a stop. */
const GRACE = 10_000;

/** @param where.port 0 takes any that is free */
export function serve(
  site: Site,
  where: { readonly hostname: string; readonly port: number },
): Promise<Server> {
  const app = siteOf(site);
  return new Promise((resolve, reject) => {
    const server: ServerType = listen({ fetch: app.fetch, ...where, serverOptions: TIMES }, ({ port }) => {
      const host = where.hostname.includes(':') ? `[${where.hostname}]` : where.hostname;
      resolve({
        url: `${site.origin ?? `http://${host}:${port}`}${site.base}/`,
        close: () => closed(server),
      });
      void warm(site);
    });
    server.on('error', (error) =>
      reject(
        new OutsideError(
          `cannot listen on ${where.hostname}:${where.port}: ${error.message}; choose another with --listen`,
        ),
      ),
    );
  });
}

/** The first visitor does not wait for what every visitor sees. A failure shows when the page is asked for. */
async function warm({ workspace, dossier, today }: Site): Promise<void> {
  if (dossier) await assessWeek(workspace, dossier, today()).catch(() => {});
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
