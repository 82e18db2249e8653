/** The one file that listens. */
import { serve as listen, type ServerType } from '@hono/node-server';
import { OutsideError } from '../model/facts/index.ts';
import { siteOf } from './site.ts';
import type { Site } from './visit.ts';

export interface Server {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** @param where.port 0 takes any that is free */
export function serve(
  site: Site,
  where: { readonly hostname: string; readonly port: number },
): Promise<Server> {
  const app = siteOf(site);
  return new Promise((resolve, reject) => {
    const server: ServerType = listen({ fetch: app.fetch, ...where }, ({ port }) => {
      const host = where.hostname.includes(':') ? `[${where.hostname}]` : where.hostname;
      resolve({
        url: `http://${host}:${port}${site.base}/`,
        close: () => new Promise((done) => server.close(() => done())),
      });
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
