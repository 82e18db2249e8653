/** reference: the rules of namespaces, on the model and on this machine's kernel. */
import { Command } from 'commander';
import { isComposition, runReference } from '../app/compositions.ts';
import {
  type Conformance,
  conformanceLine,
  explainRule,
  recordConformance,
  verifyReference,
} from '../app/reference.ts';
import { UsageError } from '../model/facts/index.ts';
import { showRuns } from './compositions.ts';
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
        await withWorkspace(command, 'writes', async (workspace) =>
          recordConformance(workspace, found, now()),
        );
      show(found, given.json ?? false);
    });
}

function run(): Command {
  return new Command('run')
    .description(
      'run some rules, or one composition: jail, guest, container, oci, migration. It says what works on a kernel with these features and variants, and what a packet costs; exit 1 if something does not work',
    )
    .argument('<name...>', 'ids such as uts-06, groups such as uts, or a composition')
    .option('--without <feature...>', 'features that the kernel was built without; of a composition')
    .option('--pid <variant>', 'full, init-only (only pid 1 is virtual) or isolation; of a composition')
    .option(
      '--net <variant>',
      'level/connection: ethernet, ip or socket, and bridge, split or direct; all tries each; of a composition',
    )
    .option('--json', 'print JSON')
    .action(async (names: string[], given: RunOptions) => {
      if (names.some(isComposition)) await runOne(names, given);
      else show(await verifyReference(names), given.json ?? false);
    });
}

interface RunOptions {
  readonly without?: readonly string[];
  readonly pid?: string;
  readonly net?: string;
  readonly json?: boolean;
}

async function runOne(names: readonly string[], given: RunOptions): Promise<void> {
  const [name, ...others] = names;
  if (others.length > 0)
    throw new UsageError(`reference run: one composition at a time, and no rules beside it`);
  const runs = await runReference(name!, { ...given, without: given.without ?? [] });
  if (runs.some(({ findings }) => findings.some(({ why }) => why !== null))) process.exitCode = 1;
  if (given.json) printJson(runs);
  else showRuns(runs);
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
