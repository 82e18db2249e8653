/** The one file that listens; on loopback only. */
import { serve as listen, type ServerType } from '@hono/node-server';
import { assessDossier, type loadDossier, type Workspace } from '../app/index.ts';
import { type Epoch, OutsideError } from '../model/facts/index.ts';
import { featureListReport } from '../reports/feature-list.ts';
import { renderText } from '../reports/render/text.ts';
import { pages } from './pages.ts';

export interface Server {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** @param options.port 0 takes any that is free */
export function serve(options: {
  readonly workspace: Workspace;
  readonly dossier: ReturnType<typeof loadDossier>;
  readonly asOf: Epoch;
  readonly port: number;
}): Promise<Server> {
  const app = pages(
    () => assessDossier(options.workspace, options.dossier, options.asOf),
    (assessment) => renderText(featureListReport(assessment, '')),
  );
  return new Promise((resolve, reject) => {
    const server: ServerType = listen(
      { fetch: app.fetch, hostname: '127.0.0.1', port: options.port },
      ({ port }) => {
        resolve({
          url: `http://127.0.0.1:${port}/`,
          close: () => new Promise((done) => server.close(() => done())),
        });
      },
    );
    server.on('error', (error) =>
      reject(
        new OutsideError(
          `cannot listen on port ${options.port}: ${error.message}; choose another with PORT=`,
        ),
      ),
    );
  });
}
