/** account: who may log in to the pages, and write through the API. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  addAccount,
  addToken,
  listAccounts,
  listTokens,
  ROLES,
  type Role,
  removeAccount,
  removeToken,
  setPassword,
  setRole,
} from '../app/accounts.ts';
import { plain } from '../reports/render/text.ts';
import { day, isoDate, now, optionsOf, print, printJson, withDb, withWorkspace } from './context.ts';

export function accountCommands(): readonly Command[] {
  const account = new Command('account').description('who may log in, and do what');
  for (const one of [add(), list(), role(), password(), token(), remove()]) account.addCommand(one);
  return [account];
}

const ROLE_HELP = 'what they may do, each also what those before it may';

function add(): Command {
  return withDb(new Command('add'))
    .description('make an account; its password is read from standard input')
    .argument('<name>')
    .addOption(new Option('--role <role>', ROLE_HELP).choices(ROLES).default('reader'))
    .option('--email <address>', 'what the journal calls them (default: the name)', '')
    .option('--no-password', 'they cannot log in, only use tokens: for robots')
    .action(
      async (name: string, given: { role: Role; email: string; password: boolean }, command: Command) => {
        await withWorkspace(command, 'makes', async (workspace) => {
          const secret = given.password ? await readPassword() : null;
          const made = await addAccount(workspace, { ...given, name, password: secret }, now());
          print(`${made.name}: ${made.role}`);
        });
      },
    );
}

function list(): Command {
  return withDb(new Command('list'))
    .description('accounts with their roles')
    .option('--json', 'print JSON')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const all = listAccounts(workspace);
        if (optionsOf(command).json) printJson(all);
        else for (const { name, email, role } of all) print(plain(`${role.padEnd(10)}  ${name}  ${email}`));
      });
    });
}

function role(): Command {
  return withDb(new Command('role'))
    .description('give an account another role')
    .argument('<name>')
    .addArgument(new Command().createArgument('<role>', ROLE_HELP).choices(ROLES))
    .action(async (name: string, given: Role, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => setRole(workspace, name, given));
    });
}

function password(): Command {
  return withDb(new Command('password'))
    .description('give an account another password, read from standard input; ends its sessions')
    .argument('<name>')
    .action(async (name: string, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) =>
        setPassword(workspace, name, await readPassword()),
      );
    });
}

function token(): Command {
  return withDb(new Command('token'))
    .description('make an API token and print it, this once; or list them, or remove one')
    .argument('<name>')
    .option('--label <text>', 'what it is for', '')
    .option('--list', 'list the tokens of the account')
    .option('--remove <id>', 'remove one, by its number in the list', tokenId)
    .option('--json', 'print JSON')
    .action(
      async (name: string, given: { label: string; list?: boolean; remove?: number }, command: Command) => {
        await withWorkspace(command, 'reads', async (workspace) => {
          if (given.remove !== undefined) return removeToken(workspace, name, given.remove);
          if (!given.list) return print(addToken(workspace, name, given.label, now()));
          const all = listTokens(workspace, name);
          if (optionsOf(command).json)
            return printJson(all.map((one) => ({ ...one, createdAt: isoDate(one.createdAt) })));
          for (const { id, createdAt, label } of all) print(plain(`${id}  ${day(createdAt)}  ${label}`));
        });
      },
    );
}

function remove(): Command {
  return withDb(new Command('remove'))
    .description('remove an account with its tokens; what it wrote in the journal stays')
    .argument('<name>')
    .action(async (name: string, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => removeAccount(workspace, name));
    });
}

function tokenId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('the number of a token, as --list shows it.');
  return Number(text);
}

/** Typed without an echo, or the first line of a pipe: never an argument, which others see in the list of processes. */
async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return readFileSync(0, 'utf8').split(/\r?\n/)[0]!;
  process.stderr.write('Password: ');
  const output = new Writable({ write: (_, __, done) => done() });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const given = await terminal.question('');
  terminal.close();
  process.stderr.write('\n');
  return given;
}
