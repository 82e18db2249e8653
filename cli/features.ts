/** dossier, features, feature. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { dossierPatch } from '../app/consensus.ts';
import { assessDossier, checkDossier, loadDossier } from '../app/features.ts';
import { featuresJson } from '../app/features-json.ts';
import { proposeAdditions } from '../app/propose.ts';
import { featureReport, render } from '../app/reports.ts';
import { UsageError } from '../model/facts/index.ts';
import type { Assessment } from '../model/readiness/index.ts';
import { plain } from '../reports/render/text.ts';
import { now, optionsOf, print, printJson, withOutput, withWorkspace } from './context.ts';

export function featureCommands(): readonly Command[] {
  const dossier = new Command('dossier')
    .description('the judgement that people keep in git: check, propose')
    .addCommand(check())
    .addCommand(propose());
  const feature = new Command('feature').description('one feature').addCommand(show());
  return [dossier, features(), feature];
}

const withDossier = (command: Command): Command =>
  withOutput(command).requiredOption('--dossier <file>', 'the dossier (YAML)');

interface Given {
  readonly dossier: string;
}

function check(): Command {
  return withOutput(new Command('check'))
    .description('is the dossier sound, and is what it cites really there? exit 1 if not')
    .argument('<file>')
    .action(async (file: string, _, command: Command) => {
      const dossier = loadDossier(file);
      await withWorkspace(command, true, async (workspace) => {
        const checks = await checkDossier(workspace, dossier);
        const bad = checks.filter((one) => one.result !== 'verified');
        if (bad.length > 0) process.exitCode = 1;
        if (optionsOf(command).json) return printJson({ dossier: dossier.id, evidence: checks });
        for (const one of bad)
          print(`${one.where}: <${one.cited}>${one.words ? ` "${one.words}"` : ''}: ${one.result}`);
        if (bad.some((one) => one.result === 'words not found'))
          print('words not found: quote at most six words in a row, as they stand in the mail');
        if (bad.some((one) => one.result === 'not in the database')) {
          if (dossier.archives.length === 0)
            print("not in the database: 'mergeready add' the archive that has it, or cite another mail");
          for (const archive of dossier.archives)
            print(`to add ${archive.name}: mergeready add ${archive.add}`);
        }
        print(
          `${file}: ${dossier.features.length} features; ${checks.length - bad.length} of ${checks.length} pieces of evidence verified`,
        );
      });
    });
}

function propose(): Command {
  return withOutput(new Command('propose'))
    .description('what the mails say that the dossier does not, as a patch of it; nothing is changed')
    .argument('<file>')
    .action(async (file: string, _, command: Command) => {
      const dossier = loadDossier(file);
      await withWorkspace(command, false, async (workspace) => {
        const additions = await proposeAdditions(workspace, dossier, optionsOf(command).asOf ?? now());
        if (optionsOf(command).json) return printJson(additions);
        process.stdout.write(plain(dossierPatch(file, readFileSync(file, 'utf8'), additions)));
      });
    });
}

function features(): Command {
  return withDossier(new Command('features'))
    .description('every feature of a dossier: stage, users, positions, blockers, verdicts')
    .action(async (given: Given, command: Command) => {
      await withAssessment(given, command, async (assessment) => {
        if (optionsOf(command).json) return printJson(featuresJson(assessment));
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
  await withWorkspace(command, true, async (workspace) =>
    run(await assessDossier(workspace, dossier, optionsOf(command).asOf ?? now())),
  );
}
