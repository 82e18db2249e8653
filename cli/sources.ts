/** init, add, sync, rebuild. */
import { Command, Option } from 'commander';
import { type SyncRun, syncEvery } from '../app/background.ts';
import { addLocation, rebuild, type SyncResult, syncSources } from '../app/sources.ts';
import type { Workspace } from '../app/workspace.ts';
import { SOURCE_KINDS, type SourceKind } from '../ingest/source/index.ts';
import { type Epoch, OutsideError, TREE_ROLES, type TreeRole } from '../model/facts/index.ts';
import { isDamage } from '../model/store/problem.ts';
import {
  isoDate,
  now,
  optionsOf,
  parseDuration,
  parseSince,
  pathOf,
  print,
  printJson,
  stopped,
  withDb,
  withWorkspace,
} from './context.ts';
import { describe } from './sync-result.ts';

export function sourceCommands(): readonly Command[] {
  return [init(), add(), sync(), rebuildCommand()];
}

function init(): Command {
  return withDb(new Command('init'))
    .description('make an empty database here')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'makes', async (workspace) => print(`${workspace.store.path}: ready`));
    });
}

function add(): Command {
  return withDb(new Command('add'))
    .description(
      'take in a list archive (mbox, a directory of mboxes or mails, maildir, public-inbox) or a tree (git, quilt), told by looking at it',
    )
    .argument('<source>', 'path, URL or git bundle')
    .addOption(new Option('--kind <kind>', 'read it as this, whatever it looks like').choices(SOURCE_KINDS))
    .addOption(new Option('--role <role>', 'a tree, and what it is to the project').choices(TREE_ROLES))
    .option('--name <name>', 'its name in listings')
    .addOption(
      new Option('--since <date>', 'of a git tree: only what landed since that day (UTC)').argParser(
        parseSince,
      ),
    )
    .option('--json', 'print JSON')
    .action(
      async (
        location: string,
        given: { kind?: SourceKind; role?: TreeRole; name?: string; since?: Epoch },
        command: Command,
      ) => {
        await withWorkspace(command, 'makes', async (workspace) => {
          const added = await addLocation(workspace, location, { ...given, now: now(), onProgress });
          clearProgress();
          const rows = added.map(({ detected, result }) => ({ ...detected, ...result }));
          if (optionsOf(command).json) return printJson(rows.length === 1 ? rows[0] : rows);
          for (const row of rows) print(`${row.name}: ${row.description}\n${describe(row)}`);
        });
      },
    );
}

function sync(): Command {
  return withDb(new Command('sync'))
    .description('read what is new in every source')
    .addOption(
      new Option('--every <time>', 'go on doing so, every 15m or so, until stopped').argParser(parseDuration),
    )
    .option('--json', 'print JSON')
    .action(async ({ every }: { every?: number }, command: Command) => {
      const show = (results: readonly SyncResult[]): void => {
        if (optionsOf(command).json) printJson(results);
        else for (const result of results) if (result.problem === null) print(describe(result));
        for (const { source, problem } of results)
          if (problem !== null) process.stderr.write(`mergeready: ${source}: ${problem}\n`);
      };
      await withWorkspace(command, 'writes', async (workspace) => {
        if (every !== undefined) return keepSyncing(workspace, every, show);
        const results = await syncSources(workspace, { now: now(), onProgress });
        clearProgress();
        show(results);
        if (results.some(({ problem }) => problem !== null)) process.exitCode = 3;
      });
    });
}

/** A source that cannot be reached now may be the next time: what went wrong is said, and no reason to end. */
async function keepSyncing(
  { store }: Workspace,
  seconds: number,
  show: (results: readonly SyncResult[]) => void,
): Promise<void> {
  const onRun = ({ problem, results }: SyncRun): void => {
    show(results);
    if (problem !== null && results.length === 0)
      process.stderr.write(`mergeready: ${isoDate(now())}: ${problem}\n`);
  };
  const background = syncEvery(store.path, seconds, { now, onRun });
  await stopped();
  await background.stop();
}

function rebuildCommand(): Command {
  return withDb(new Command('rebuild'))
    .description('read every source again into a fresh database')
    .option('--without <source>', 'leave out the source of this name or location, and what only it has')
    .action(async ({ without }: { without?: string }, command: Command) => {
      await withWorkspace(command, 'writes', async (workspace) => {
        const results = await rebuild(workspace, { now: now(), onProgress, without });
        clearProgress();
        for (const result of results) print(describe(result));
      }).catch((error) => {
        if (!isDamage(error)) throw error;
        throw new OutsideError(
          `${pathOf(command)}: too damaged to tell its sources: move it away, and add its sources again`,
        );
      });
    });
}

function onProgress(source: string, done: number, total: number | null): void {
  if (!process.stderr.isTTY) return;
  const share = total ? `${Math.floor((100 * done) / total)} %` : done > 0 ? `${done}` : '…';
  process.stderr.write(`\r\x1b[K${source}: ${share}`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
