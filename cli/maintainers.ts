/** maintainers: who looks after a file or a series, and why. */
import { Command } from 'commander';
import { keepersJson } from '../app/json.ts';
import { type FileKeepers, type HeardKeeper, keepersOfWhat } from '../app/maintainers.ts';
import { UsageError } from '../model/facts/index.ts';
import type { Keeper, Why } from '../model/maintainers/index.ts';
import { plain } from '../reports/render/text.ts';
import { day, knownAt, optionsOf, print, printJson, withOutput, withWorkspace } from './context.ts';

export const maintainersCommands = (): readonly Command[] => [
  withOutput(new Command('maintainers'))
    .description("who looks after files or a series, by a tree's MAINTAINERS as of the date, and why")
    .argument(
      '<what...>',
      'paths of files, or one series: its id, or the Message-ID of any of its mails or a link to it',
    )
    .action(async (what: string[], _, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const found = await keepersOfWhat(workspace, what, knownAt(command));
        if (found === null)
          throw new UsageError('no tree here has a MAINTAINERS file; add one with --role mainline');
        if (optionsOf(command).json) return printJson(keepersJson(found));
        for (const line of keeperLines(found)) print(line);
      });
    }),
];

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
