/**
 * Every command of `mergeready`, by the file that makes it: what main.ts runs, and what the manual is held against. A
 * run loads the file of its own command only: to load all takes longer than most commands do.
 */
import type { Command } from 'commander';

interface Group {
  /** What `load` makes, so that it need not be loaded to know. */
  readonly names: readonly string[];
  readonly load: () => Promise<readonly Command[]>;
}

export const GROUPS: readonly Group[] = [
  {
    names: ['init', 'add', 'sync', 'rebuild'],
    load: async () => (await import('./sources.ts')).sourceCommands(),
  },
  { names: ['series', 'change'], load: async () => (await import('./series.ts')).seriesCommands() },
  { names: ['landing'], load: async () => (await import('./landing.ts')).landingCommands() },
  {
    names: ['maintainers'],
    load: async () => (await import('./maintainers.ts')).maintainersCommands(),
  },
  { names: ['tree'], load: async () => (await import('./trees.ts')).treeCommands() },
  { names: ['triage'], load: async () => (await import('./triage.ts')).triageCommands() },
  { names: ['dossier'], load: async () => (await import('./dossier.ts')).dossierCommands() },
  { names: ['features', 'feature'], load: async () => (await import('./features.ts')).featureCommands() },
  { names: ['report'], load: async () => (await import('./report.ts')).reportCommands() },
  { names: ['consensus'], load: async () => (await import('./consensus.ts')).consensusCommands() },
  { names: ['reference'], load: async () => (await import('./reference.ts')).referenceCommands() },
  { names: ['serve'], load: async () => (await import('./serve.ts')).serveCommands() },
  { names: ['account'], load: async () => (await import('./account.ts')).accountCommands() },
  {
    names: ['status', 'search', 'doctor', 'export'],
    load: async () => (await import('./inspect.ts')).inspectCommands(),
  },
  {
    names: ['completion'],
    load: async () => (await import('./completion.ts')).completionCommands(allCommands),
  },
];

export const allCommands = (): Promise<readonly Command[]> => load(GROUPS);

/** @param words of the command line; all commands where it names none, as for help */
export function commandsFor(words: readonly string[]): Promise<readonly Command[]> {
  const name = words.find((word, at) => !word.startsWith('-') && words[at - 1] !== '--db') ?? '';
  if (name === '' && words.some((word) => word === '--version' || word === '-V')) return load([]);
  const named = GROUPS.filter(({ names }) => names.includes(name));
  return load(named.length > 0 ? named : GROUPS);
}

async function load(groups: readonly Group[]): Promise<readonly Command[]> {
  const commands = await Promise.all(groups.map((group) => group.load()));
  return commands.flat();
}
