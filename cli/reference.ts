/** reference: the rules of namespaces, on the model and on this machine's kernel. */
import { Command } from 'commander';
import {
  type Conformance,
  conformanceLine,
  explainRule,
  recordConformance,
  verifyReference,
} from '../app/reference.ts';
import { hasDatabase, now, print, printJson, withDb, withWorkspace } from './context.ts';

export function referenceCommands(): readonly Command[] {
  const reference = new Command('reference').description(
    'what namespaces do, as programs that the model and the real kernel run: verify, run, explain',
  );
  return [reference.addCommand(verify()).addCommand(run()).addCommand(explain())];
}

function verify(): Command {
  return withDb(new Command('verify'))
    .description(
      'run every rule on both; exit 1 if one fails or differs. As root, with cc, for the real kernel. The run is kept where there is a database',
    )
    .option('--json', 'print JSON')
    .action(async (given: { json?: boolean }, command: Command) => {
      const found = await verifyReference([]);
      if (hasDatabase(command))
        await withWorkspace(command, false, async (workspace) => recordConformance(workspace, found, now()));
      show(found, given.json ?? false);
    });
}

function run(): Command {
  return new Command('run')
    .description('run some rules, or groups of them')
    .argument('<rule...>', 'ids such as uts-06, or groups such as uts')
    .option('--json', 'print JSON')
    .action(async (names: string[], given: { json?: boolean }) =>
      show(await verifyReference(names), given.json ?? false),
    );
}

function show(found: Conformance, isJson: boolean): void {
  const isBad = ({ model, real }: Conformance['rules'][number]): boolean =>
    model === 'fail' || real === 'differ';
  if (found.rules.some(isBad)) process.exitCode = 1;
  if (isJson) {
    printJson(found);
    return;
  }
  for (const one of found.rules) {
    const why = isBad(one) ? `: ${one.why}` : '';
    print(`${one.id.padEnd(8)} model ${one.model}, kernel ${one.real}  ${one.says}${why}`);
  }
  print(conformanceLine(found));
}

function explain(): Command {
  return new Command('explain')
    .description('one rule: what it says, who says so, its program, and both outcomes')
    .argument('<rule>')
    .option('--json', 'print JSON')
    .action(async (id: string, given: { json?: boolean }) => {
      const one = await explainRule(id);
      if (given.json) {
        printJson(one);
        return;
      }
      print(`${one.id}: ${one.says}\n${one.cites}\n\n${one.program}\n`);
      print(`model: ${one.model}; ${one.kernel}: ${one.real}${one.why ? `; ${one.why}` : ''}`);
    });
}
