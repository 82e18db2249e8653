/** serve: the pages, on loopback unless told otherwise. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { hasAdmin, invite } from '../app/accounts.ts';
import { type Background, syncEvery } from '../app/background.ts';
import { refreshListing } from '../app/listing.ts';
import type { Workspace } from '../app/workspace.ts';
import { UsageError } from '../model/facts/index.ts';
import { isListingBehind } from '../model/store/listing-store.ts';
import { isLoopback } from '../web/auth/origin.ts';
import { serve } from '../web/serve.ts';
import { lastDay, type Site } from '../web/visit.ts';
import { isoDate, now, parseDuration, print, stopped, withDb, withWorkspace } from './context.ts';
import { LOG_FORMATS, type LogFormat, logTo } from './log.ts';
import { describe } from './sync-result.ts';
import { readDossier, watchDossier } from './watch-dossier.ts';

interface Given {
  readonly dossier?: string;
  readonly listen: { readonly hostname: string; readonly port: number };
  readonly baseUrl?: URL;
  readonly public?: boolean;
  readonly trustProxy?: boolean;
  readonly syncEvery?: number;
  readonly log?: LogFormat;
}

export function serveCommands(): readonly Command[] {
  const command = withDb(new Command('serve'))
    .description(
      'show the pages: board, series, triage, reports. On loopback everybody reads; elsewhere whoever has an account. Only accounts write',
    )
    .option('--dossier <file>', 'the dossier of the board and the reports')
    .addOption(
      new Option('--listen <address>', 'address and port')
        .argParser(parseAddress)
        .default({ hostname: '127.0.0.1', port: 8006 }, '127.0.0.1:8006'),
    )
    .option(
      '--base-url <url>',
      'where visitors see it, behind a proxy: https://example.org/mergeready',
      parseBase,
    )
    .option('--trust-proxy', 'a proxy in front sets X-Forwarded-For, -Proto and -Host; else they are ignored')
    .addOption(
      new Option('--sync-every <time>', 'read what is new every so often, such as 15m').argParser(
        parseDuration,
      ),
    )
    .addOption(
      new Option(
        '--log <format>',
        'a line for each request, on standard error (default: text on a terminal, else json)',
      ).choices(LOG_FORMATS),
    )
    .option('--public', 'everybody who gets there may read, without an account')
    .action(async (given: Given, command: Command) => {
      const read = given.dossier ? readDossier(given.dossier) : { dossier: null };
      await withWorkspace(command, 'writes', async (workspace) => {
        // A second for each 5,000 mails that are new.
        if (process.stderr.isTTY && isListingBehind(workspace.store))
          process.stderr.write('numbering for the REST API what is new …\n');
        await refreshListing(workspace, now());
        const logged = logTo(given.log ?? (process.stderr.isTTY ? 'text' : 'json'), () => isoDate(now()));
        const sync = given.syncEvery ? background(workspace, given.syncEvery, logged) : null;
        const site = {
          workspace,
          ...read,
          today: () => lastDay(workspace, now()),
          ...placeOf(given, workspace),
          ...logged,
          ...(sync ? { sync } : {}),
        };
        const server = await serve(site, given.listen);
        print(`${server.url} until you press Ctrl-C`);
        if (site.isLocal && !hasAdmin(workspace))
          print(
            `${server.url}welcome/${invite(workspace, null, now())} makes the first account, the admin's, once`,
          );
        const unwatch = given.dossier
          ? watchDossier(given.dossier, read, (changed) => {
              tell(logged, changed.dossierProblem);
              server.show({ ...site, ...changed });
            })
          : () => {};
        await stopped();
        unwatch();
        await Promise.all([server.close(), sync?.stop()]);
      });
    });
  return [command];
}

/** Where it is seen, and by whom. @throws UsageError where others could get in and nobody could log in */
function placeOf(
  given: Given,
  workspace: Workspace,
): Pick<Site, 'base' | 'isLocal' | 'readers'> & Partial<Site> {
  const { baseUrl, listen, trustProxy } = given;
  const isLocal = isLoopback(listen.hostname) && (!baseUrl || isLoopback(baseUrl.hostname)) && !trustProxy;
  if (!isLocal && !given.public && !hasAdmin(workspace))
    throw new UsageError(
      `others can reach ${baseUrl?.origin ?? listen.hostname}, and nobody has an account: make one with 'mergeready account add NAME --role admin', or say --public if everybody may read`,
    );
  return {
    base: baseUrl?.pathname.replace(/\/$/, '') ?? '',
    isLocal,
    readers: isLocal || given.public ? 'everybody' : 'accounts',
    ...(baseUrl ? { origin: baseUrl.origin } : {}),
    ...(trustProxy ? { trustProxy } : {}),
  };
}

function tell({ log }: Pick<Site, 'log'>, problem: string | undefined): void {
  const detail = problem ?? 'read again';
  if (log) log({ kind: 'event', level: problem ? 'error' : 'info', what: 'dossier', detail });
  else if (problem) process.stderr.write(`mergeready: ${problem}\n`);
}

/** What a sync found stands in the log; a failure is said even without one. */
function background(workspace: Workspace, seconds: number, { log }: Pick<Site, 'log'>): Background {
  return syncEvery(workspace.store.path, seconds, {
    now,
    onRun: ({ problem, results }) => {
      const detail = problem ?? results.map(describe).join('; ');
      if (log) log({ kind: 'event', level: problem === null ? 'info' : 'error', what: 'sync', detail });
      else if (problem !== null) process.stderr.write(`mergeready: sync: ${problem}\n`);
    },
  });
}

function parseAddress(text: string): Given['listen'] {
  const match = /^(?:(\[[0-9a-f:]+\]|[\w.-]+):)?(\d{1,5})$/i.exec(text);
  if (!match || Number(match[2]) > 65_535)
    throw new InvalidArgumentError('an address is written 127.0.0.1:8006 or 8006.');
  return { hostname: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port: Number(match[2]) };
}

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    !/^(?:\/[\w.-]+)*\/?$/.test(url.pathname) ||
    url.search ||
    url.hash
  )
    throw new InvalidArgumentError('a URL is written https://example.org/mergeready.');
  return url;
}
