/** triage: the queue, and what people decide about it. */

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Command, Option } from 'commander';
import { loadDossier } from '../app/features.ts';
import {
  decide,
  importJournal,
  JOURNAL_FIELDS,
  journalLine,
  readJournal,
  TRIAGE_STATES,
  undo,
} from '../app/journal.ts';
import { importNumbers, numberLines } from '../app/journal-numbers.ts';
import { entryJson, lossJson, queueJson } from '../app/json.ts';
import { LIST_PART, requireList } from '../app/lists.ts';
import { type TriageFilter, triageQueue } from '../app/triage.ts';
import { lossesBetween } from '../app/triage-losses.ts';
import { DAY, epoch, InputError, UsageError } from '../model/facts/index.ts';
import { type Loss, lossLine } from '../reports/losses.ts';
import { plain } from '../reports/render/text.ts';
import type { Waiting } from '../reports/triage.ts';
import {
  day,
  knownAt,
  now,
  optionsOf,
  parseDays,
  print,
  printJson,
  waitingAt,
  withDb,
  withOutput,
  withWorkspace,
} from './context.ts';

export interface QueueOptions extends TriageFilter {
  readonly dossier?: string;
}

export function triageCommands(): readonly Command[] {
  const triage = new Command('triage').description(
    'the queue of a maintainer, and what was decided about it',
  );
  triage.addCommand(list(), { isDefault: true });
  return [
    triage
      .addCommand(losses())
      .addCommand(set())
      .addCommand(undoCommand())
      .addCommand(log())
      .addCommand(exportCommand())
      .addCommand(importCommand()),
  ];
}

export const withQueueOptions = (command: Command): Command =>
  command
    .option('--dossier <file>', 'names the features that each series is for')
    .option('--days <n>', 'only series posted within so many days', parseDays, 90)
    .addOption(
      new Option('--who <who>', 'whom it waits for').choices(['author', 'reviewer', 'maintainer', 'nobody']),
    )
    .option('--state <state>', 'only series in this state')
    .option('--feature <id>', 'only series for this feature of the dossier')
    .option('--list <list>', `only of this list (${LIST_PART})`)
    .option('--subsystem <name>', 'only what touches files of it (a part of its name in MAINTAINERS)')
    .option('--person <who>', 'only from or delegated to this person (a part of name or address)')
    .option('--all', 'also what waits for nobody');

function list(): Command {
  return withQueueOptions(withOutput(new Command('list')))
    .description('what waits for whom, the longest first')
    .action(async (given: QueueOptions, command: Command) => {
      const dossier = given.dossier ? loadDossier(given.dossier) : null;
      await withWorkspace(command, 'reads', async (workspace) => {
        requireList(workspace, given.list);
        const chosen = optionsOf(command).asOf;
        const asOf = waitingAt(command, workspace);
        const queue = await triageQueue(workspace, dossier, asOf, {
          ...given,
          decidedUntil: chosen ?? now(),
        });
        if (optionsOf(command).json) printJson(queue.map(queueJson));
        else for (const one of queue) print(queueLine(one));
        if (queue.length === 0)
          process.stderr.write(
            `mergeready: triage: nothing waits among series of the ${given.days} days before ${day(asOf)} (--days looks further back, --all shows what waits for nobody)\n`,
          );
      });
    });
}

function losses(): Command {
  return withOutput(new Command('losses'))
    .description(
      'reviews that a version lost, comments nobody took up, patches and commits that slipped through',
    )
    .option('--days <n>', 'only what was lost within so many days', parseDays, 90)
    .option('--list <list>', `only on this list (${LIST_PART})`)
    .addOption(new Option('--kind <kind>', 'only these').choices(['trailer', 'comment', 'patch', 'commit']))
    .action(async (given: { days: number; list?: string; kind?: string }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        requireList(workspace, given.list);
        const asOf = waitingAt(command, workspace);
        const all = await lossesBetween(workspace, epoch(asOf - given.days * DAY), asOf, {
          list: given.list,
        });
        const lost = all.filter(({ kind }) => given.kind === undefined || kind === given.kind);
        if (optionsOf(command).json) printJson(lost.map(lossJson));
        else for (const one of lost) print(lossText(one));
      });
    });
}

function lossText(loss: Loss): string {
  const { text, messageId, commit } = lossLine(loss);
  const where = [...(messageId ? [`<${messageId}>`] : []), ...(commit ? [commit.slice(0, 12)] : [])];
  return plain(
    `${(loss.series?.id ?? '').padEnd(12)}  ${loss.kind.padEnd(7)}  ${day(loss.since)}  ${text} ${where.join(' ')}`,
  );
}

/** The series' id first: what `triage set` and `series show` take. */
function queueLine({ series, who, since, why, features, delegate }: Waiting): string {
  const extras = [...features.map((id) => `[${id}]`), ...(delegate ? [`(${delegate})`] : [])];
  const title = [`v${series.version}`, series.title, ...extras].join(' ');
  return plain(`${series.id}  ${who.padEnd(10)}  ${day(since)}  ${title}: ${why}`);
}

const author = (command: Command): Command =>
  command.option('--by <who>', 'who decides (default: $EMAIL, else your login)');

interface Decided {
  readonly by?: string;
  readonly state?: string;
  readonly delegate?: string;
  readonly note?: string;
  readonly feature?: string;
}

function set(): Command {
  return author(withDb(new Command('set')))
    .description('decide about a series; an empty value takes it back')
    .argument('<series>', 'id, the beginning of it, or the Message-ID of any of its mails or a link to it')
    .option('--state <state>', TRIAGE_STATES.join(', '))
    .option('--delegate <who>', 'who has taken it on')
    .option('--note <text>', 'a note')
    .option('--feature <id>', 'the feature that it is for')
    .action(async (name: string, given: Decided, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const values = Object.fromEntries(
          JOURNAL_FIELDS.flatMap((field) => {
            const value = given[field];
            return value === undefined ? [] : [[field, field === 'state' ? slug(value) : value]];
          }),
        );
        for (const entry of decide(workspace, [name], values, { who: who(given), at: now() }))
          print(journalLine(entry));
      });
    });
}

/** `Under Review`, as pages of Patchwork have it. */
const slug = (state: string): string =>
  state
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');

function who({ by }: { readonly by?: string }): string {
  const name = by ?? (process.env['EMAIL'] || userInfo().username);
  if (name.trim() === '') throw new UsageError('--by is empty: name who decides');
  return name;
}

function undoCommand(): Command {
  return author(withDb(new Command('undo')))
    .description('take a decision back; to undo an undo lets it stand again')
    .argument('<entry>', 'its id in triage log, or the beginning of it')
    .action(async (name: string, given: { by?: string }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) =>
        print(journalLine(undo(workspace, name, { who: who(given), at: now() }))),
      );
    });
}

function log(): Command {
  return withOutput(new Command('log'))
    .description('what was decided, by whom and when; the id in front is what undo takes')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const entries = readJournal(workspace, knownAt(command));
        if (optionsOf(command).json) return printJson(entries.map(entryJson));
        for (const entry of entries)
          print(`${entry.id}\t${journalLine(entry)}${entry.isUndone ? '\t(taken back)' : ''}`);
      });
    });
}

function exportCommand(): Command {
  return withDb(new Command('export'))
    .description(
      'the journal as text: date, who, series, field and value, between tabs; then the numbers of the REST API',
    )
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        for (const entry of readJournal(workspace, now())) print(journalLine(entry));
        for (const line of numberLines(workspace)) print(line);
      });
    });
}

function importCommand(): Command {
  return withDb(new Command('import'))
    .description('take an exported journal in; what is there already is passed over')
    .argument('<file>')
    .action(async (file: string, _, command: Command) => {
      await withWorkspace(command, 'makes', async (workspace) => {
        const text = readText(file);
        const [entries, numbers] = [
          importJournal(workspace, text, file),
          importNumbers(workspace, text, file),
        ];
        print(
          `${entries} new entries${numbers === null ? "; the API's numbers are left out: others were given here already" : numbers > 0 ? `, ${numbers} numbers of the API` : ''}`,
        );
      });
    });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new InputError(file, `cannot be read: ${(error as Error).message}`);
  }
}
