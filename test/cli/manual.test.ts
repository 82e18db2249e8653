/** docs/commands.md is what the program says of itself; `npm run golden` writes it anew. */
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { allCommands, GROUPS } from '../../cli/commands.ts';

/** Options of every command that reads; told once. */
const COMMON = new Set(['--db', '--json', '--as-of']);

const HEAD = `# Commands

\`mergeready COMMAND\`. Every command takes \`--db FILE\` (default: \`$MERGEREADY_DB\`,
else \`.mergeready/db.sqlite\` in this directory or above it); what prints data
takes \`--json\`, what reads takes \`--as-of DATE\` (a day, to its end in UTC, or
a full ISO 8601 time). Exit codes: 0 fine, 1 the answer is no, 2 wrong usage or
input, 3 something outside failed (network, git, disk).

Without a date all that is here counts. What judges or measures time
(\`features\`, \`feature\`, the reports) is then as of the newest mail or commit;
what waits (\`triage\`, \`consensus read\`) as of the newest mail.
`;

function describeCommand(command: Command, above: string): readonly string[] {
  const name = `${above} ${command.name()}`.trim();
  const subs = command.commands.flatMap((sub) => describeCommand(sub, name));
  if (command.commands.length > 0) return subs;
  const args = command.registeredArguments.map((one) =>
    one.required ? `<${one.name()}>` : `[${one.name()}]`,
  );
  const options = command.options
    .filter((option) => !COMMON.has(option.long ?? ''))
    .map((option) => {
      const choices = option.argChoices ? ` (${option.argChoices.join(', ')})` : '';
      return `- \`${option.flags}\`: ${option.description || 'one of'}${choices}`;
    });
  const list = options.length > 0 ? `\n${options.join('\n')}\n` : '';
  return [`## ${[name, ...args].join(' ')}\n\n${command.description()}\n${list}`];
}

test('every command and option is described, and docs/commands.md says the same', async () => {
  const texts = (await allCommands()).flatMap((command) => describeCommand(command, ''));
  for (const text of texts) expect(text).toMatch(/^## .+\n\n\S/);
  await expect([HEAD, ...texts].join('\n')).toMatchFileSnapshot('../../docs/commands.md');
});

test('the table of commands names what its files make', async () => {
  for (const { names, load } of GROUPS) {
    const made = await load();
    expect(made.map((command) => command.name())).toEqual(names);
  }
});
