/** Is what a dossier cites really there, and do its selectors find anything? */
import { allEvidence, type Dossier, type Path, type Verification, verify } from '../model/dossier/index.ts';
import { epoch } from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import { seriesNames, seriesOf } from '../model/store/read-series.ts';
import { sourcesOf } from './features.ts';
import type { Workspace } from './workspace.ts';

const FOREVER = epoch(Number.MAX_SAFE_INTEGER);

export interface EvidenceCheck {
  /** The claim: `blockers.serialisation`. */
  readonly where: string;
  /** The field to look at: keys and places in lists, from the top. */
  readonly path: Path;
  readonly cited: string;
  readonly words: string | null;
  readonly result: Verification;
}

/** Each claim's evidence against the database. */
export async function checkDossier(
  workspace: Workspace,
  dossier: Dossier,
): Promise<readonly EvidenceCheck[]> {
  const sources = await sourcesOf(workspace, dossier, FOREVER);
  return allEvidence(dossier).map(({ where, path, evidence }) => {
    const result = verify(evidence, sources);
    const field =
      result === 'words not found' ? 'words' : evidence.message === undefined ? 'commit' : 'message';
    return {
      where,
      path: [...path, field],
      cited: evidence.message ?? evidence.commit!,
      words: evidence.words ?? null,
      result,
    };
  });
}

export interface IdleSelector {
  readonly path: Path;
  /** The title pattern, or the Message-ID. */
  readonly selector: string;
  readonly problem: string;
}

/** Selectors that no series here answers to: written before the series came, or not as it is called. */
export function idleSelectors({ store }: Workspace, { features }: Dossier): readonly IdleSelector[] {
  const names = [...new Set(seriesNames(store, FOREVER).map(({ title }) => title))];
  const isIdle = (pattern: string): boolean => {
    const selects = selector([{ selectors: { titles: [pattern], messages: [] } }]);
    return !names.some((title) => selects({ title, cover: null, patches: [] }));
  };
  return features.flatMap(({ selectors: { titles, messages } }, at) => [
    ...titles.flatMap((pattern, n) =>
      isIdle(pattern)
        ? [
            {
              path: ['features', at, 'selectors', 'titles', n],
              selector: pattern,
              problem: 'matches the title of no series here',
            },
          ]
        : [],
    ),
    ...messages.flatMap((message, n) =>
      seriesOf(store, message) === null
        ? [
            {
              path: ['features', at, 'selectors', 'messages', n],
              selector: message,
              problem: 'is no mail of a series here',
            },
          ]
        : [],
    ),
  ]);
}
