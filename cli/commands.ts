/** Every command of `mergeready`: what main.ts runs, and what the manual is held against. */
import type { Command } from 'commander';
import { accountCommands } from './account.ts';
import { consensusCommands } from './consensus.ts';
import { featureCommands } from './features.ts';
import { inspectCommands } from './inspect.ts';
import { referenceCommands } from './reference.ts';
import { reportCommands } from './report.ts';
import { seriesCommands } from './series.ts';
import { serveCommands } from './serve.ts';
import { sourceCommands } from './sources.ts';
import { treeCommands } from './trees.ts';
import { triageCommands } from './triage.ts';

export const allCommands = (): readonly Command[] => [
  ...sourceCommands(),
  ...seriesCommands(),
  ...treeCommands(),
  ...triageCommands(),
  ...featureCommands(),
  ...reportCommands(),
  ...consensusCommands(),
  ...referenceCommands(),
  ...serveCommands(),
  ...accountCommands(),
  ...inspectCommands(),
];
