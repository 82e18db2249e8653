/** completion: a script that lets the shell complete commands, options and what options choose from. */
import { Argument, Command } from 'commander';
import { print } from './context.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What may follow one command: `series show` → its options, and the choices behind each. */
interface Place {
  readonly path: string;
  readonly words: readonly string[];
  readonly choices: ReadonlyMap<string, readonly string[]>;
}

/** @param all every command; asked only when the script is made */
export function completionCommands(all: () => Promise<readonly Command[]>): readonly Command[] {
  const completion = new Command('completion')
    .description('print a completion script: `source <(mergeready completion bash)`')
    .addArgument(new Argument('<shell>', 'the shell that reads it').choices(SHELLS))
    .action(async (shell: Shell) => print(scriptFor(shell, placesOf('', await all()))));
  return [completion];
}

function placesOf(path: string, commands: readonly Command[]): readonly Place[] {
  const here = {
    path,
    words: [...commands.map((one) => one.name()), ...(path === '' ? ['--help', '--version'] : [])],
    choices: new Map(),
  };
  return [here, ...commands.flatMap((one) => placeOf(`${path} ${one.name()}`.trim(), one))];
}

function placeOf(path: string, command: Command): readonly Place[] {
  if (command.commands.length > 0) return placesOf(path, command.commands);
  const flags = command.options.flatMap((option) => option.long ?? []);
  const chosen = command.options.flatMap((option) =>
    option.argChoices && option.long ? [[option.long, option.argChoices] as const] : [],
  );
  const first = command.registeredArguments[0]?.argChoices ?? [];
  return [{ path, words: [...first, ...flags, '--help'], choices: new Map(chosen) }];
}

function scriptFor(shell: Shell, places: readonly Place[]): string {
  if (shell === 'fish') return fish(places);
  return `${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}${bash(places)}`;
}

/** Words that are no option make the path, until no command has it: what follows are arguments, which are files. */
function bash(places: readonly Place[]): string {
  const cases = places.map(({ path, words }) => `    '${path}') words='${words.join(' ')}' ;;`);
  const choices = places.flatMap(({ path, choices }) =>
    [...choices].map(([flag, values]) => `    '${path} ${flag}') words='${values.join(' ')}' ;;`),
  );
  const known = places.map(({ path }) => `'${path}'`).join('|');
  return `_mergeready() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in ${known}) path="\${path:+$path }$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  case "$path $prev" in
${choices.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _mergeready mergeready`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words, choices }) => {
    const here = `__mergeready_at ${path}`.trim();
    const plain = words.filter((word) => !word.startsWith('-'));
    return [
      ...(plain.length > 0 ? [`complete -c mergeready -n '${here}' -f -a '${plain.join(' ')}'`] : []),
      ...words
        .filter((word) => word.startsWith('--'))
        .map((flag) => {
          const values = choices.get(flag);
          return `complete -c mergeready -n '${here}' -l ${flag.slice(2)}${values ? ` -x -a '${values.join(' ')}'` : ''}`;
        }),
    ];
  });
  return `function __mergeready_at
  set -l words (string match -v -- '-*' (commandline -opc)[2..])
  set -l depth (count $argv)
  if test $depth -eq 0
    test (count $words) -eq 0
  else
    set -l start $words[1..$depth]
    test "$start" = "$argv"
  end
end
${lines.join('\n')}`;
}
