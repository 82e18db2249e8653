/** maintainers: who looks after a file or a series, and why. */
import { Command } from 'commander';
import { type FileKeepers, type HeardKeeper, keepersOfFiles, keepersOfSeries } from '../app/maintainers.ts';
import { landedSeries } from '../app/series.ts';
import type { Workspace } from '../app/workspace.ts';
import { type Epoch, UsageError } from '../model/facts/index.ts';
import type { Keeper, Why } from '../model/maintainers/index.ts';
import { findSeries } from '../model/store/read-series.ts';
import { plain } from '../reports/render/text.ts';
import { day, isoDate, now, optionsOf, print, printJson, withOutput, withWorkspace } from './context.ts';

export const maintainersCommands = (): readonly Command[] => [
  withOutput(new Command('maintainers'))
    .description("who looks after files or a series, by a tree's MAINTAINERS as of the date, and why")
    .argument('<what...>', 'paths of files, or one series: its id, or the Message-ID of any of its mails')
    .action(async (what: string[], _, command: Command) => {
      await withWorkspace(command, false, async (workspace) => {
        const found = await keepers(workspace, what, optionsOf(command).asOf ?? now());
        if (found === null)
          throw new UsageError('no tree here has a MAINTAINERS file; add one with --role mainline');
        if (optionsOf(command).json) return printJson({ ...found, from: fromJson(found) });
        for (const line of keeperLines(found)) print(line);
      });
    }),
];

async function keepers(workspace: Workspace, what: readonly string[], asOf: Epoch) {
  const [first] = what;
  const isSeries = what.length === 1 && /^[0-9a-f]{4,12}$|@/.test(first!);
  if (!isSeries) return keepersOfFiles(workspace, what, asOf);
  const [series] = await landedSeries(workspace, asOf, { ids: [findSeries(workspace.store, first!)] });
  return keepersOfSeries(workspace, series!, asOf);
}

export const fromJson = ({ from }: Pick<FileKeepers, 'from'>) => ({ ...from, since: isoDate(from.since) });

type Shown = Omit<FileKeepers, 'people'> & { readonly people: readonly (Keeper | HeardKeeper)[] };

/** As get_maintainer.pl prints them, with the reason. */
export function keeperLines({ people, lists, from }: Shown): readonly string[] {
  return [
    ...people.map((one) => `${nameOf(one)} (${one.role}: ${reasons(one.why)})${heard(one)}`),
    ...lists.map(({ address, note, why }) => `${address} (${note || 'list'}: ${reasons(why)})`),
    `by MAINTAINERS of ${from.tree} since ${day(from.since)}`,
  ].map(plain);
}

const nameOf = ({ name, email }: Keeper): string => (name && email ? `${name} <${email}>` : name || email);

const reasons = (why: readonly Why[]): string =>
  why.map(({ section, pattern }) => `${section}, ${pattern}`).join('; ');

function heard(one: Keeper | HeardKeeper): string {
  if (!('spokeIn' in one)) return '';
  if (one.spokeIn) return `, spoke in <${one.spokeIn}>`;
  return one.wasAddressed ? ', has not spoken' : ", has not spoken, was not Cc'd";
}
