/** report: one view, in the format that is wanted. */
import { Command, Option } from 'commander';
import { conformanceAsOf } from '../app/conformance.ts';
import { assessDossier, loadDossier } from '../app/features.ts';
import { featuresJson } from '../app/features-json.ts';
import { conformanceJson, queueJson, weeklyJson } from '../app/json.ts';
import { LIST_PART, requireList } from '../app/lists.ts';
import {
  conformance,
  DOSSIER_REPORTS,
  type DossierReport,
  dossierReport,
  FORMATS,
  type Format,
  oneSeriesReport,
  queueReport,
  type Report,
  render,
  weekReport,
} from '../app/reports.ts';
import { triageQueue } from '../app/triage.ts';
import { weekly } from '../app/weekly.ts';
import type { Workspace } from '../app/workspace.ts';
import {
  isoDate,
  judgedAt,
  optionsOf,
  print,
  printJson,
  waitingAt,
  withFactsIfAny,
  withOutput,
  withWorkspace,
} from './context.ts';
import { envelopeOf, type MailOptions, withMailOptions } from './mail-options.ts';
import { type QueueOptions, withQueueOptions } from './triage.ts';

interface Given extends MailOptions {
  readonly format: Format;
  readonly dossier: string;
  readonly user?: string;
}

type WeeklyOptions = Omit<Given, 'dossier'> & { readonly dossier?: string; readonly list?: string };

export function reportCommands(): readonly Command[] {
  const report = new Command('report').description(
    'reports: feature-list, weekly, strategies, plan, triage, series, conformance; as text, mail, md, html or json',
  );
  for (const name of DOSSIER_REPORTS) report.addCommand(dossierCommand(name));
  report.addCommand(weeklyCommand());
  return [report.addCommand(triageCommand()).addCommand(seriesCommand()).addCommand(conformanceCommand())];
}

const WHAT: Readonly<Record<DossierReport, string>> = {
  'feature-list': 'which features the goal needs, which are useful by themselves, and who says so',
  strategies: 'the four merge strategies side by side',
  plan: 'in which order to merge, and in which to discuss',
};

const withFormat = (command: Command): Command =>
  withMailOptions(
    withOutput(command).addOption(new Option('--format <format>').choices([...FORMATS]).default('text')),
    'of a mail: ',
  );

function dossierCommand(name: DossierReport): Command {
  const command = withFormat(new Command(name))
    .description(WHAT[name])
    .requiredOption('--dossier <file>', 'the dossier (YAML)');
  if (name === 'strategies') command.option('--user <id>', 'only what this user of the dossier needs');
  return command.action(async (given: Given, command: Command) => {
    const dossier = loadDossier(given.dossier);
    await withFactsIfAny(command, async (workspace) => {
      const asOf = judgedAt(command, workspace);
      if (isJson(given, command))
        return printJson(featuresJson(await assessDossier(workspace, dossier, asOf)));
      await show(workspace, await dossierReport(workspace, name, dossier, asOf, given.user), given);
    });
  });
}

function weeklyCommand(): Command {
  return withFormat(new Command('weekly'))
    .description('what became ready, broke, landed and came in the last seven days, and what waits for whom')
    .option('--dossier <file>', 'what changed of its features too')
    .option('--list <list>', `only what this list saw (${LIST_PART}); features are judged by all`)
    .action(async (given: WeeklyOptions, command: Command) => {
      const dossier = given.dossier === undefined ? null : loadDossier(given.dossier);
      const told = async (workspace: Workspace): Promise<void> => {
        const asOf = judgedAt(command, workspace);
        if (isJson(given, command))
          return printJson(weeklyJson(await weekly(workspace, dossier, asOf, given.list)));
        await show(workspace, await weekReport(workspace, dossier, asOf, given.list), given);
      };
      // Without a dossier there is nothing to say where there is no database.
      await (dossier === null ? withWorkspace(command, 'reads', told) : withFactsIfAny(command, told));
    });
}

function triageCommand(): Command {
  return withQueueOptions(withFormat(new Command('triage')))
    .description('the queue: what waits for whom, since when')
    .action(async (given: Given & QueueOptions, command: Command) => {
      const dossier = given.dossier ? loadDossier(given.dossier) : null;
      await withWorkspace(command, 'reads', async (workspace) => {
        requireList(workspace, given.list);
        const asOf = waitingAt(command, workspace);
        if (isJson(given, command))
          return printJson((await triageQueue(workspace, dossier, asOf, given)).map(queueJson));
        await show(workspace, await queueReport(workspace, dossier, asOf, given), given);
      });
    });
}

function seriesCommand(): Command {
  return withFormat(new Command('series'))
    .description('one series: what was given to it, what is open, where it went')
    .argument('<series>')
    .action(async (name: string, given: Given, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const report = await oneSeriesReport(workspace, name, judgedAt(command, workspace));
        if (isJson(given, command)) return printJson({ ...report, asOf: isoDate(report.asOf) });
        await show(workspace, report, given);
      });
    });
}

function conformanceCommand(): Command {
  return withFormat(new Command('conformance'))
    .description("what the reference's rules found when they last ran ('reference verify'), by group")
    .option('--dossier <file>', 'name its features beside the groups')
    .action(async (given: MailOptions & { format: Format; dossier?: string }, command: Command) => {
      const dossier = given.dossier === undefined ? null : loadDossier(given.dossier);
      await withWorkspace(command, 'reads', async (workspace) => {
        const asOf = judgedAt(command, workspace);
        if (isJson(given, command)) return printJson(conformanceJson(conformanceAsOf(workspace, asOf)));
        await show(workspace, conformance(workspace, dossier, asOf), given);
      });
    });
}

const isJson = ({ format }: { readonly format: Format }, command: Command): boolean =>
  format === 'json' || optionsOf(command).json === true;

async function show(
  workspace: Workspace,
  report: Report,
  given: MailOptions & { readonly format: Format },
): Promise<void> {
  const envelope = await envelopeOf(workspace, given);
  print(render(report, given.format as Exclude<Format, 'json'>, envelope));
}
