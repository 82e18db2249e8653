/** status, search, doctor, export. */
import { Command, InvalidArgumentError } from 'commander';
import { loadDossier } from '../app/features.ts';
import { hitJson } from '../app/json.ts';
import { searchMails } from '../app/search.ts';
import { damage } from '../model/store/database.ts';
import {
  countAll,
  countSources,
  exportFacts,
  type Finding,
  findings,
  newestDate,
} from '../model/store/overview.ts';
import { isDamage } from '../model/store/problem.ts';
import { plain } from '../reports/render/text.ts';
import {
  counted,
  day,
  isoDate,
  knownAt,
  optionsOf,
  print,
  printJson,
  withDb,
  withOutput,
  withWorkspace,
} from './context.ts';

export function inspectCommands(): readonly Command[] {
  return [status(), search(), doctor(), exportCommand()];
}

function status(): Command {
  return withDb(new Command('status'))
    .description('what is here, from which sources')
    .option('--json', 'print JSON')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async ({ store }) => {
        const [counts, sources, newest] = [countAll(store), countSources(store), newestDate(store)];
        if (optionsOf(command).json)
          return printJson({ ...counts, newest: newest === null ? null : isoDate(newest), sources });
        print(
          `${store.path}: ${counted(counts.messages, 'mail')}, ${counts.series} series in ${counted(counts.changes, 'change')}, ${counted(counts.commits, 'commit')}, ${counted(counts.landings, 'landing')}`,
        );
        if (newest !== null) print(`newest: ${isoDate(newest)}`);
        for (const one of sources) {
          const since = one.since === null ? '' : `  (since ${one.since.slice(0, 10)})`;
          print(`  ${one.role ?? one.kind}  ${one.items}  ${one.name}  ${one.location}${since}`);
        }
        if (counts.unreadable > 0)
          print(`${counts.unreadable} items could not be read: see 'mergeready doctor'`);
      });
    });
}

interface SearchGiven {
  readonly limit: number;
  readonly dossier?: string;
}

function search(): Command {
  return withOutput(new Command('search'))
    .description('mails by full text, newest first')
    .argument(
      '<query...>',
      'words that must all be there, or a Message-ID or commit; "a phrase", word*, OR, NOT; from:, to:, subject:, body:, file:, list:, id:, commit:, since:, until:, is:patch, state:, feature:, each also with - in front',
    )
    .option('--limit <n>', 'how many at the most', count, 20)
    .option('--dossier <file>', 'the dossier whose features feature: names')
    .action(async (query: string[], given: SearchGiven, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const dossier = given.dossier === undefined ? null : loadDossier(given.dossier);
        const span = { limit: given.limit, offset: 0 };
        const asOf = knownAt(command);
        const { hits, total } = await searchMails(workspace, dossier, query.join(' '), asOf, span);
        if (optionsOf(command).json) printJson(hits.map(hitJson));
        else
          for (const hit of hits)
            print(plain(`${day(hit.date)}  ${hit.from}: ${hit.subject}\n            <${hit.messageId}>`));
        if (total > hits.length && !optionsOf(command).json)
          print(`${hits.length} of ${total}; --limit shows more`);
        if (hits.length > 0) return;
        process.stderr.write('mergeready: search: no mail has all of this\n');
        process.exitCode = 1;
      });
    });
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 up.');
  return number;
}

function doctor(): Command {
  return withDb(new Command('doctor'))
    .description('what could not be read or is missing; exit 1 if the database is damaged')
    .option('--json', 'print JSON')
    .action(async (_, command: Command) => {
      const look = (): Promise<Health> =>
        withWorkspace(command, 'reads', async ({ store }) => ({
          broken: damage(store),
          found: findings(store),
        }));
      const { broken, found } = await look().catch((error): Health => {
        if (!isDamage(error)) throw error;
        const { cause, message } = error as Error;
        return { broken: [cause instanceof Error ? cause.message : message], found: [] };
      });
      if (broken.length > 0) process.exitCode = 1;
      if (optionsOf(command).json) return printJson({ damage: broken, findings: found });
      for (const one of broken) print(`damaged: ${one}`);
      for (const one of found) print(plain(`${one.kind}: ${one.where}: ${one.what}`));
      print(
        broken.length === 0
          ? `the database is sound; ${counted(found.length, 'finding')}`
          : "the database is damaged; 'mergeready rebuild' makes it anew from its sources",
      );
    });
}

interface Health {
  readonly broken: readonly string[];
  readonly found: readonly Finding[];
}

function exportCommand(): Command {
  return withDb(new Command('export'))
    .description('all facts as JSON lines, in an order of their own')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async ({ store }) => {
        for (const row of exportFacts(store)) print(row);
      });
    });
}
