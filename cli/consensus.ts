/** consensus: the bullet list as a mail, and what came back. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { consensusMail, dossierPatch, readConsensus } from '../app/consensus.ts';
import { loadDossier } from '../app/features.ts';
import { render } from '../app/reports.ts';
import { sendMail } from '../app/send.ts';
import { namedMail } from '../model/facts/index.ts';
import { plain } from '../reports/render/text.ts';
import {
  isoDate,
  knownAt,
  optionsOf,
  patchPath,
  print,
  printJson,
  waitingAt,
  withFactsIfAny,
  withOutput,
  withWorkspace,
} from './context.ts';
import { envelopeOf, type MailOptions, withMailOptions } from './mail-options.ts';

interface SendGiven extends MailOptions {
  readonly dossier: string;
  readonly smtp?: string;
}

export function consensusCommands(): readonly Command[] {
  const consensus = new Command('consensus').description(
    'who agrees with the list: ask by mail, read the answers',
  );
  return [consensus.addCommand(send()).addCommand(read())];
}

function send(): Command {
  const command = withOutput(new Command('send'))
    .description('print the bullet list as a mail that asks for answers; with --smtp send it')
    .requiredOption('--dossier <file>', 'the dossier (YAML)');
  return withMailOptions(command)
    .option('--smtp <url>', 'send it through this server (default: only print it)')
    .action(async (given: SendGiven, command: Command) => {
      const dossier = loadDossier(given.dossier);
      await withFactsIfAny(command, async (workspace) => {
        const asOf = knownAt(command);
        const envelope = await envelopeOf(workspace, given);
        const mail = render(await consensusMail(workspace, dossier, asOf), 'mail', envelope);
        if (given.smtp) await sendMail(given.smtp, mail);
        const id = /^Message-ID: <(.*)>$/m.exec(mail)![1]!;
        if (optionsOf(command).json) printJson({ messageId: id, sent: given.smtp !== undefined, mail });
        else if (given.smtp) print(`sent; when the answers have come: mergeready consensus read ${id}`);
        else print(mail);
      });
    });
}

function read(): Command {
  return withOutput(new Command('read'))
    .description('what the answers say, how far agreement is, and what the dossier would gain')
    .argument('<message>', 'the Message-ID of the mail that asked')
    .requiredOption('--dossier <file>', 'the dossier (YAML)')
    .option('--patch', 'print only the patch of the dossier')
    .action(async (id: string, given: { dossier: string; patch?: boolean }, command: Command) => {
      const dossier = loadDossier(given.dossier);
      await withWorkspace(command, 'reads', async (workspace) => {
        const found = await readConsensus(workspace, dossier, namedMail(id), waitingAt(command, workspace));
        const patch = dossierPatch(
          patchPath(given.dossier),
          readFileSync(given.dossier, 'utf8'),
          found.additions,
        );
        if (optionsOf(command).json)
          return printJson({
            ...found.result,
            lazySince: lazy(found.result.lazySince),
            agreed: found.agreed,
            patch,
          });
        if (given.patch) return process.stdout.write(plain(patch));
        print(render(found.report, 'text'));
        if (patch) print(`Proposed, for a person to take (git apply):\n\n${plain(patch)}`);
      });
    });
}

const lazy = (at: number | null): string | null => (at === null ? null : isoDate(at));
