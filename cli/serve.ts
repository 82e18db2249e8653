/** serve: the pages, on loopback unless told otherwise. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { loadDossier } from '../app/index.ts';
import { UsageError } from '../model/facts/index.ts';
import { serve } from '../web/serve.ts';
import { lastDay } from '../web/visit.ts';
import { now, print, withDb, withWorkspace } from './context.ts';

interface Given {
  readonly dossier?: string;
  readonly listen: { readonly hostname: string; readonly port: number };
  readonly base: string;
  readonly public?: boolean;
}

export function serveCommands(): readonly Command[] {
  const command = withDb(new Command('serve'))
    .description('show the pages: board, series, triage, reports; read-only')
    .option('--dossier <file>', 'the dossier of the board and the reports')
    .addOption(
      new Option('--listen <address>', 'address and port')
        .argParser(parseAddress)
        .default({ hostname: '127.0.0.1', port: 8006 }, '127.0.0.1:8006'),
    )
    .option('--base <path>', 'the path that a proxy serves it under', parseBase, '')
    .option('--public', 'allow an address that others can reach: anybody who does can read everything')
    .action(async (given: Given, command: Command) => {
      const { hostname } = given.listen;
      if (!given.public && !/^(?:127\.|::1$|localhost$)/.test(hostname))
        throw new UsageError(
          `${hostname} can be reached by others; say --public if they may read everything`,
        );
      const dossier = given.dossier ? loadDossier(given.dossier) : null;
      await withWorkspace(command, false, async (workspace) => {
        const site = { workspace, dossier, base: given.base, today: () => lastDay(workspace, now()) };
        const server = await serve(site, given.listen);
        print(`${server.url} until you press Ctrl-C`);
        await stopped();
        await server.close();
      });
    });
  return [command];
}

const stopped = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });

function parseAddress(text: string): Given['listen'] {
  const match = /^(?:(\[[0-9a-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text);
  if (!match || Number(match[2]) > 65_535)
    throw new InvalidArgumentError('an address is written 127.0.0.1:8006 or 8006.');
  return { hostname: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port: Number(match[2]) };
}

function parseBase(text: string): string {
  if (!/^(?:\/[\w.-]+)*\/?$/.test(text)) throw new InvalidArgumentError('a path is written /mergeready.');
  return text.replace(/\/$/, '');
}
