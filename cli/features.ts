/** features, feature: how ready they are. */
import { Command } from 'commander';
import { assessDossier, loadDossier } from '../app/features.ts';
import { featuresJson } from '../app/features-json.ts';
import { featureReport, render } from '../app/reports.ts';
import { UsageError } from '../model/facts/index.ts';
import type { Assessment } from '../model/readiness/index.ts';
import { day, judgedAt, optionsOf, print, printJson, withFactsIfAny, withOutput } from './context.ts';

export function featureCommands(): readonly Command[] {
  const feature = new Command('feature').description('one feature').addCommand(show());
  return [features(), feature];
}

const withDossier = (command: Command): Command =>
  withOutput(command).requiredOption('--dossier <file>', 'the dossier (YAML)');

interface Given {
  readonly dossier: string;
}

function features(): Command {
  return withDossier(new Command('features'))
    .description('every feature of a dossier: stage, users, positions, blockers, verdicts')
    .action(async (given: Given, command: Command) => {
      await withAssessment(given, command, async (assessment) => {
        if (optionsOf(command).json) return printJson(featuresJson(assessment));
        print(`As of ${day(assessment.asOf)}${optionsOf(command).asOf ? '' : ', the newest that is known'}:`);
        for (const one of assessment.features) {
          const verdicts = Object.entries(one.verdicts).map(
            ([strategy, { verdict }]) => `${strategy}: ${verdict}`,
          );
          const isDone = one.withdrawn !== null || one.stage === 'merged' || one.stage === 'used';
          const rest = one.withdrawn ? `withdrawn: ${one.withdrawn.why}` : isDone ? '' : verdicts.join('  ');
          print(`${one.id.padEnd(20)} ${one.stage.padEnd(10)} ${rest}`.trimEnd());
        }
        if (assessment.features.length === 0) print('Nobody had named a feature by then.');
      });
    });
}

function show(): Command {
  return withDossier(new Command('show'))
    .description('one feature with all that was said of it, and the cheapest way to flip each verdict')
    .argument('<feature>')
    .action(async (id: string, given: Given, command: Command) => {
      await withAssessment(given, command, async (assessment) => {
        const found = featuresJson(assessment).features.find((one) => one.id === id);
        if (!found)
          throw new UsageError(
            `feature ${id}: ${given.dossier} has ${assessment.features.map((one) => one.id).join(', ')}`,
          );
        if (optionsOf(command).json) printJson(found);
        else print(render(featureReport(assessment, id, ''), 'text'));
      });
    });
}

async function withAssessment(
  given: Given,
  command: Command,
  run: (assessment: Assessment) => Promise<void>,
): Promise<void> {
  const dossier = loadDossier(given.dossier);
  await withFactsIfAny(command, async (workspace) =>
    run(await assessDossier(workspace, dossier, judgedAt(command, workspace))),
  );
}
