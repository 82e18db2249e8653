/** series, change. */
import { Command } from 'commander';
import { type SeriesMbox, seriesMbox } from '../app/apply.ts';
import { diffSeries, type Pair } from '../app/diff.ts';
import { changeJson, diffJson, keepersJson, seriesJson, shownSeriesJson } from '../app/json.ts';
import { LIST_PART, requireList } from '../app/lists.ts';
import { keepersOfSeries } from '../app/maintainers.ts';
import { listSeries, showChange, showSeries } from '../app/series.ts';
import type { GivenTrailer } from '../model/facts/index.ts';
import { plain } from '../reports/render/text.ts';
import { knownAt, optionsOf, print, printJson, withOutput, withWorkspace } from './context.ts';
import { listLine, shownLines } from './series-text.ts';

export function seriesCommands(): readonly Command[] {
  const series = new Command('series').description('postings of patches: list, show, diff, mbox');
  series.addCommand(list()).addCommand(show()).addCommand(diff()).addCommand(mbox());
  const change = new Command('change').description('all versions of a series: list, show');
  change.addCommand(changeList()).addCommand(changeShow());
  return [series, change];
}

function list(): Command {
  return withOutput(new Command('list'))
    .description('series, oldest first')
    .option('--list <list>', `only of this list (${LIST_PART})`)
    .option('--from <who>', 'only of this sender (a part of name or address)')
    .action(async (filter: { list?: string; from?: string }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        requireList(workspace, filter.list);
        const found = await listSeries(workspace, knownAt(command), { list: filter.list, from: filter.from });
        if (optionsOf(command).json) printJson(found.map(seriesJson));
        else for (const one of found) print(listLine(one));
      });
    });
}

function show(): Command {
  return withOutput(new Command('show'))
    .description('one series: its patches, trailers and where they landed')
    .argument('<series>', 'id, the beginning of it, or the Message-ID of any of its mails or a link to it')
    .action(async (name: string, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const one = await showSeries(workspace, name, knownAt(command));
        const keepers = await keepersOfSeries(workspace, one, knownAt(command));
        if (optionsOf(command).json)
          return printJson({ ...shownSeriesJson(one), maintainers: keepers && keepersJson(keepers) });
        for (const text of shownLines(one, keepers)) print(text);
      });
    });
}

interface MboxGiven {
  readonly sloppyTrailers?: boolean;
  readonly thisVersion?: boolean;
  readonly trailers: boolean;
}

function mbox(): Command {
  return withOutput(new Command('mbox'))
    .description('the newest complete state, with the trailers given to it, ready for git am')
    .argument('<series>')
    .option('--sloppy-trailers', 'also trailers sent by somebody else than the person they name')
    .option('--this-version', 'the version named, though there may be a newer one')
    .option('--no-trailers', 'the patches as they were sent')
    .action(async (name: string, given: MboxGiven, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const found = await seriesMbox(workspace, name, knownAt(command), {
          isSloppy: given.sloppyTrailers ?? false,
          isThisVersion: given.thisVersion ?? false,
          isBare: !given.trailers,
        });
        const { text, ...about } = found;
        if (optionsOf(command).json) return printJson({ ...about, mbox: text });
        process.stdout.write(text);
        for (const line of mboxNotes(found)) process.stderr.write(`${plain(line)}\n`);
      });
    });
}

/** What git am is not told. */
function mboxNotes({ missing, carried, lost, sloppy, version }: SeriesMbox): readonly string[] {
  const name = ({ kind, value, appliesTo }: GivenTrailer): string => `patch ${appliesTo}: ${kind}: ${value}`;
  return [
    `v${version}`,
    ...missing.map((n) => `patch ${n} is missing in the archive`),
    ...carried.map((one) => `carried from an older version, ${name(one)}`),
    ...lost.map((one) => `not carried, since the patch changed, ${name(one)}`),
    ...sloppy.map((one) => `sent by somebody else (--sloppy-trailers takes it), ${name(one)}`),
  ];
}

function diff(): Command {
  return withOutput(new Command('diff'))
    .description('what changed between two versions, patch by patch, as git range-diff shows it')
    .argument('<series>', 'the older version; alone: compared with the version before it')
    .argument('[newer]')
    .action(async (first: string, second: string | undefined, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const found = await diffSeries(workspace, first, second ?? null, knownAt(command));
        if (optionsOf(command).json) return printJson(diffJson(found));
        print(`v${found.before.version} ${plain(found.before.title)} -> v${found.after.version}`);
        for (const pair of found.pairs) print(pairText(pair));
      });
    });
}

function pairText({ before, after, change, isSplitOf, score, message, diff: lines }: Pair): string {
  const numbers = `${before?.n ?? '-'} -> ${after?.n ?? '-'}`;
  const how = isSplitOf !== null ? `split off ${isSplitOf}` : change;
  const known = change === 'changed' && score < 1 ? `, ${score}` : '';
  const head = `${numbers}  ${how}${known}: ${(after ?? before)!.title}`;
  return plain([head, ...[...message, ...lines].map((line) => `    ${line}`)].join('\n'));
}

function changeList(): Command {
  return withOutput(new Command('list'))
    .description('changes with their versions')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const groups = [...Map.groupBy(await listSeries(workspace, knownAt(command)), (one) => one.changeId)];
        if (optionsOf(command).json) printJson(groups.map(([id, versions]) => changeJson(id, versions)));
        else
          for (const [id, versions] of groups)
            print(
              `${id}  ${versions.map((one) => `v${one.version}`).join(' ')}  ${plain(versions.at(-1)!.title)}`,
            );
      });
    });
}

function changeShow(): Command {
  return withOutput(new Command('show'))
    .description('the versions of a change')
    .argument('<change>', 'its id, a b4 change-id, or any of its series')
    .action(async (name: string, _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const versions = await showChange(workspace, name, knownAt(command));
        if (optionsOf(command).json) return printJson(changeJson(versions[0]!.changeId, versions));
        for (const one of versions) print(listLine(one));
      });
    });
}
