/** tree: what is in each tree; of a quilt stack, what sat in it and for how long. */
import { Command } from 'commander';
import { stackPatchJson } from '../app/json.ts';
import { listTrees, type ShownPatch, showStack } from '../app/trees.ts';
import { plain } from '../reports/render/text.ts';
import { day, judgedAt, optionsOf, print, printJson, withOutput, withWorkspace } from './context.ts';

export function treeCommands(): readonly Command[] {
  const tree = new Command('tree').description('trees and quilt stacks: list, show');
  return [tree.addCommand(list()).addCommand(show())];
}

function list(): Command {
  return withOutput(new Command('list'))
    .description('trees with their role and how many commits or patches were read')
    .action(async (_, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const trees = listTrees(workspace);
        if (optionsOf(command).json) return printJson(trees);
        for (const one of trees) print(`${one.role}  ${one.items}  ${one.name}  ${one.location}`);
      });
    });
}

function show(): Command {
  return withOutput(new Command('show'))
    .description('the patches of a quilt stack: how long each sat there, its notes, what became of it')
    .argument('<tree>', 'the name of the stack')
    .option('--gone', 'also those that have left')
    .option('--wants-acks', 'only those that its maintainer wanted acks for')
    .action(async (name: string, given: { gone?: boolean; wantsAcks?: boolean }, command: Command) => {
      await withWorkspace(command, 'reads', async (workspace) => {
        const asOf = judgedAt(command, workspace);
        const all = await showStack(workspace, name, asOf);
        const patches = all.filter(
          (one) => (given.gone || one.fate.what === 'in') && (!given.wantsAcks || one.acks !== null),
        );
        if (optionsOf(command).json) return printJson(patches.map(stackPatchJson));
        for (const one of patches) print(plain(patchText(one)));
        print(summary(all));
      });
    });
}

function summary(all: readonly ShownPatch[]): string {
  const count = (what: string): number => all.filter(({ fate }) => fate.what === what).length;
  const acks = (state: string): number => all.filter((one) => one.acks === state).length;
  const days = all.map((one) => one.days).sort((a, b) => a - b);
  const stated = all.filter(({ fate }) => fate.stated !== null).length;
  return [
    `${all.length} stays: ${count('in')} in, ${count('merged')} merged, ${count('folded')} folded, ${count('dropped')} dropped or to be updated, ${count('left')} left without a word; the stack says why ${stated} left`,
    `median ${days[Math.floor(days.length / 2)] ?? 0} days; acks wanted for ${acks('wanted') + acks('granted')}, granted to ${acks('granted')}`,
  ].join('\n');
}

function patchText(one: ShownPatch): string {
  const { what, stated, inferredFrom, into } = one.fate;
  const fate = what === 'in' ? 'in' : `${what}${into ? ` into ${into}` : ''} ${day(one.left!)}`;
  const how = inferredFrom ? ` (inferred from ${inferredFrom})` : stated ? `, says the stack: ${stated}` : '';
  const notes = one.notes.map(
    (note) => `\n    ${day(note.since)}${note.until === null ? '' : ` to ${day(note.until)}`}: ${note.text}`,
  );
  const acks = one.acks === null ? '' : `, acks ${one.acks}`;
  const section = what === 'in' && one.section !== '' ? `, section ${one.section}` : '';
  return `${day(one.entered)}  ${String(one.days).padStart(4)} days  ${fate}${how}${section}${acks}  ${one.subject}${notes.join('')}`;
}
