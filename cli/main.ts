/** The command line: `mergeready --help`. */
import { Command, CommanderError } from 'commander';
import { InputError, OutsideError, UsageError } from '../model/facts/index.ts';
import { fileMeaning, fileProblem } from '../model/store/problem.ts';
import { commandsFor } from './commands.ts';
import { withDb } from './context.ts';

const program = withDb(new Command('mergeready'))
  .description('Tracks kernel patch series from list archives and git trees.')
  .version('0.1.0')
  .showHelpAfterError("(run 'mergeready --help' for the commands)")
  .exitOverride();

for (const command of await commandsFor(process.argv.slice(2))) program.addCommand(quietly(command));

/** Subcommands report wrong usage as we do, with exit code 2. */
function quietly(command: Command): Command {
  for (const sub of command.commands) quietly(sub);
  return command.exitOverride();
}

/** What is printed is lost: without a word where the reader of the pipe has seen enough, and else no success. */
function stopPrinting(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`mergeready: standard output: ${fileMeaning(error) ?? error.message}\n`);
  process.exit(3);
}

process.stdout.on('error', stopPrinting);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCode(error);
}
// All is closed. Once what is printed is read, there is no need to take the heap of a large report apart.
process.stdout.write('', (error) => (error ? stopPrinting(error) : process.exit()));

/** 1 the answer is no, 2 wrong usage or input, 3 something outside failed. */
function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = (fileProblem(error) ?? (error instanceof Error ? error : new Error(String(error)))).message;
  process.stderr.write(`mergeready: ${message}\n`);
  if (error instanceof UsageError || error instanceof InputError) return 2;
  if (!(error instanceof OutsideError) && process.env['MERGEREADY_DEBUG'])
    process.stderr.write(`${(error as Error).stack}\n`);
  return 3;
}
