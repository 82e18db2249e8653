/** dossier: is it sound, and what do the mails say that it does not? */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import {
  checkDossier,
  type DossierWarnings,
  dossierWarnings,
  type EvidenceCheck,
  uncheckedEvidence,
} from '../app/check-dossier.ts';
import { dossierPatch } from '../app/consensus.ts';
import { loadDossier } from '../app/features.ts';
import { proposeAdditions } from '../app/propose.ts';
import { type Dossier, linesOf, type Path } from '../model/dossier/index.ts';
import { plain } from '../reports/render/text.ts';
import {
  counted,
  isWithoutDatabase,
  judgedAt,
  optionsOf,
  patchPath,
  print,
  printJson,
  withOutput,
  withWorkspace,
} from './context.ts';

export function dossierCommands(): readonly Command[] {
  const dossier = new Command('dossier').description('the judgement that people keep in git: check, propose');
  return [dossier.addCommand(check()).addCommand(propose())];
}

function check(): Command {
  return withOutput(new Command('check'))
    .description('is the dossier sound, and is what it cites really there? exit 1 if not')
    .argument('<file>')
    .action(async (file: string, _, command: Command) => {
      const dossier = loadDossier(file);
      if (isWithoutDatabase(command)) {
        checkedAlone(file, dossier, command);
        return;
      }
      await withWorkspace(command, 'reads', async (workspace) => {
        const checks = await checkDossier(workspace, dossier);
        const warnings = await dossierWarnings(workspace, dossier, judgedAt(command, workspace));
        const all = [...warnings.selectors, ...warnings.requires];
        const bad = checks.filter(({ result }) => result !== 'verified');
        if (bad.length > 0) process.exitCode = 1;
        if (optionsOf(command).json) return printJson(checkedJson(file, dossier, checks, all));
        const lineOf = linesOf(readFileSync(file, 'utf8'));
        const place = ({ path }: { readonly path: Path }): string =>
          `${file}:${lineOf(path)}: ${path.join('.')}`;
        for (const one of bad) print(plain(`${place(one)}: ${problemOf(one)}`));
        for (const one of all) print(plain(`${place(one)}: warning: '${one.what}' ${one.problem}`));
        for (const line of advice(dossier, bad, warnings)) print(plain(line));
        print(
          `${file}: ${counted(dossier.features.length, 'feature')}; ${checks.length - bad.length} of ${checks.length} pieces of evidence verified`,
        );
      });
    });
}

/** With line and field, as the lines for people have. */
function checkedJson(
  file: string,
  { id }: Dossier,
  checks: readonly { readonly path: Path }[],
  warnings: readonly { readonly path: Path }[],
) {
  const lineOf = linesOf(readFileSync(file, 'utf8'));
  const located = <T extends { readonly path: Path }>({ path, ...rest }: T) => ({
    ...rest,
    field: path.join('.'),
    line: lineOf(path),
  });
  return { dossier: id, evidence: checks.map(located), warnings: warnings.map(located) };
}

/** Whether it is sound needs no archive; what it cites does. */
function checkedAlone(file: string, dossier: Dossier, command: Command): void {
  const cited = uncheckedEvidence(dossier);
  if (optionsOf(command).json) {
    printJson(checkedJson(file, dossier, cited, []));
    return;
  }
  print("no database here; 'mergeready add' the archive that has what it cites, and check again");
  for (const line of additions(dossier)) print(plain(line));
  print(
    `${file}: ${counted(dossier.features.length, 'feature')}; none of its ${cited.length} pieces of evidence was looked up, nor what its selectors name`,
  );
}

const additions = ({ archives }: Dossier): readonly string[] =>
  archives.map((archive) => `to add ${archive.name}: mergeready add ${archive.add}`);

const problemOf = ({ cited, words, result }: EvidenceCheck): string =>
  `${words === null ? '' : `"${words}" in `}<${cited}>: ${result}`;

/** What to do about it, once for all of a kind. */
function advice(
  dossier: Dossier,
  bad: readonly EvidenceCheck[],
  { selectors, requires }: DossierWarnings,
): readonly string[] {
  const has = (result: EvidenceCheck['result']): boolean => bad.some((one) => one.result === result);
  const add =
    dossier.archives.length === 0
      ? ["not in the database: 'mergeready add' the archive that has it, or cite another mail"]
      : additions(dossier);
  return [
    ...(has('words not found')
      ? ['words not found: quote at most six words in a row, as they stand in the mail']
      : []),
    ...(has('not in the database') ? add : []),
    ...(selectors.length > 0
      ? ["selectors: 'mergeready series list' shows the titles of those that are here, without their [PATCH]"]
      : []),
    ...(requires.length > 0
      ? ['merged: where no tree here tells it, write merged: [{ tree: mainline, date: … }]']
      : []),
  ];
}

function propose(): Command {
  return withOutput(new Command('propose'))
    .description('what the mails say that the dossier does not, as a patch of it; nothing is changed')
    .argument('<file>')
    .action(async (file: string, _, command: Command) => {
      const dossier = loadDossier(file);
      await withWorkspace(command, 'reads', async (workspace) => {
        const additions = await proposeAdditions(workspace, dossier, judgedAt(command, workspace));
        if (optionsOf(command).json) return printJson(additions);
        process.stdout.write(plain(dossierPatch(patchPath(file), readFileSync(file, 'utf8'), additions)));
        if (additions.length === 0) process.stderr.write('nothing to propose\n');
      });
    });
}
