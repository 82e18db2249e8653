/** landing: which commit carries which patch, and what got lost on the way. */
import { Command } from 'commander';
import { landingJson } from '../app/json.ts';
import { patchesLeftBehind, unreviewedCommits } from '../app/landing-losses.ts';
import { landedSeries, listLandings } from '../app/landings.ts';
import { DAY, epoch, type Landing } from '../model/facts/index.ts';
import { sinceThen } from '../reports/landing.ts';
import { plain } from '../reports/render/text.ts';
import {
  day,
  isoDate,
  knownAt,
  optionsOf,
  parseDays,
  print,
  printJson,
  withOutput,
  withWorkspace,
} from './context.ts';

export const landingCommands = (): readonly Command[] => [
  new Command('landing')
    .description('which commit carries which patch; what got lost on the way')
    .addCommand(landings())
    .addCommand(losses()),
];

export const landed = (one: Landing): string =>
  plain(
    `in ${one.tree} (${one.role})${one.commit ? ` as ${one.commit.slice(0, 12)}` : ''} since ${day(one.landedAt)}, known by ${one.method}${one.notice ? ` <${one.notice}>` : ''} (${one.score})${sinceThen(one)}`,
  );

function landings(): Command {
  return withOutput(new Command('list'))
    .description('patches that landed, oldest first; also what was reverted since, which it says')
    .option('--ignore-link-trailers', 'as if no commit named its mail: judges the matching')
    .action(async (given: { ignoreLinkTrailers?: boolean }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const found = await listLandings(workspace, knownAt(command), given.ignoreLinkTrailers ?? false);
        if (optionsOf(command).json) return printJson(found.map(landingJson));
        for (const one of found) print(`${one.seriesId} ${one.n} ${landed(one)}`);
        if (found.length === 0)
          process.stderr.write(
            "mergeready: landing list: nothing landed that is known here; 'mergeready add --role mainline TREE' adds a tree\n",
          );
      });
    });
}

function losses(): Command {
  return withOutput(new Command('losses'))
    .description('patches that did not land with the others, and commits that landed without a review')
    .option('--days <days>', 'of commits that landed in so many days', parseDays, 30)
    .action(async (given: { days: number }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const asOf = knownAt(command);
        const listed = await landedSeries(workspace, asOf);
        const since = epoch(asOf - given.days * DAY);
        const left = patchesLeftBehind(listed, asOf).filter((one) => one.since > since);
        const unreviewed = await unreviewedCommits(workspace, listed, since, asOf);
        if (optionsOf(command).json)
          return printJson({
            leftBehind: left.map((one) => ({ ...one, since: isoDate(one.since) })),
            unreviewed: unreviewed.map(({ commit: { voices: _, ...commit }, how }) => ({
              ...commit,
              landedAt: isoDate(commit.landedAt),
              how,
            })),
          });
        for (const one of left)
          print(
            plain(
              `left behind: ${one.seriesId} ${one.n} ${one.subject} <${one.messageId}>: ${one.tree} has ${one.landed.join(', ')} since ${day(one.since)} (${one.commit?.slice(0, 12) ?? 'says a mail'})`,
            ),
          );
        for (const { commit, how } of unreviewed)
          print(
            plain(
              `${how}: ${commit.tree} ${commit.id.slice(0, 12)} ${day(commit.landedAt)} ${commit.subject} (${commit.author.name})${commit.patch ? ` <${commit.patch.messageId}>` : ''}`,
            ),
          );
      });
    });
}
