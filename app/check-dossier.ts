/** Is what a dossier cites really there, and does what else it says fit what is here? */
import {
  allEvidence,
  type Dossier,
  type Evidence,
  type Path,
  type Verification,
  verify,
} from '../model/dossier/index.ts';
import { type Epoch, FOREVER } from '../model/facts/index.ts';
import { type FeatureReadiness, selector } from '../model/readiness/index.ts';
import { seriesNames, seriesOf } from '../model/store/find-series.ts';
import { assessDossier, sourcesOf } from './features.ts';
import type { Workspace } from './workspace.ts';

export interface EvidenceCheck {
  /** The claim: `blockers.serialisation`. */
  readonly where: string;
  /** The field to look at: keys and places in lists, from the top. */
  readonly path: Path;
  readonly cited: string;
  readonly words: string | null;
  readonly result: Verification | 'not looked up';
}

/** Each claim's evidence against the database. */
export async function checkDossier(
  workspace: Workspace,
  dossier: Dossier,
): Promise<readonly EvidenceCheck[]> {
  const sources = await sourcesOf(workspace, dossier, FOREVER);
  return checked(dossier, (evidence) => verify(evidence, sources));
}

/** The same where there is no database to look it up. */
export const uncheckedEvidence = (dossier: Dossier): readonly EvidenceCheck[] =>
  checked(dossier, () => 'not looked up');

const checked = (
  dossier: Dossier,
  resultOf: (evidence: Evidence) => EvidenceCheck['result'],
): readonly EvidenceCheck[] =>
  allEvidence(dossier).map(({ where, path, evidence }) => {
    const result = resultOf(evidence);
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

/** Something that may be meant so, and mostly is not. */
export interface Warning {
  readonly path: Path;
  /** What stands in the field. */
  readonly what: string;
  readonly problem: string;
}

export interface DossierWarnings {
  /** Those that no series here answers to, written before it came or not as it is called, or only old versions do. */
  readonly selectors: readonly Warning[];
  /** Features that something merged needs, and of which nothing says that they are merged. */
  readonly requires: readonly Warning[];
}

/** @param asOf the newest that is known */
export async function dossierWarnings(
  workspace: Workspace,
  dossier: Dossier,
  asOf: Epoch,
): Promise<DossierWarnings> {
  const { features } = await assessDossier(workspace, dossier, asOf);
  const merged = new Set(
    features.filter(({ stage }) => stage === 'merged' || stage === 'used').map(({ id }) => id),
  );
  return {
    selectors: [...idleSelectors(workspace, dossier), ...outdatedSelectors(dossier, features)],
    requires: dossier.features.flatMap(({ id, requires }, at) =>
      requires.flatMap((needed, n) =>
        merged.has(id) && !merged.has(needed)
          ? [
              {
                path: ['features', at, 'requires', n],
                what: needed,
                problem: `is not known to be merged, and ${id}, which needs it, is`,
              },
            ]
          : [],
      ),
    ),
  };
}

/** A newer version under another title, or named by no mail of its own, is a series that nothing selects. */
const outdatedSelectors = (dossier: Dossier, features: readonly FeatureReadiness[]): readonly Warning[] =>
  features
    .filter(({ series, current }) => series.length > 0 && current.length === 0)
    .map(({ id }) => ({
      path: ['features', dossier.features.findIndex((one) => one.id === id), 'selectors'],
      what: id,
      problem: 'is selected only in versions that a newer one superseded',
    }));

function idleSelectors({ store }: Workspace, { features }: Dossier): readonly Warning[] {
  const titles = [...new Set(seriesNames(store, FOREVER).map(({ title }) => title))];
  const isOfNone = (pattern: string): boolean => {
    const selects = selector([{ selectors: { titles: [pattern], messages: [] } }]);
    return !titles.some((title) => selects({ title, cover: null, patches: [] }));
  };
  const idle = (
    at: number,
    kind: 'titles' | 'messages',
    values: readonly string[],
    isIdle: (value: string) => boolean,
    problem: string,
  ): readonly Warning[] =>
    values.flatMap((what, n) =>
      isIdle(what) ? [{ path: ['features', at, 'selectors', kind, n], what, problem }] : [],
    );
  return features.flatMap(({ selectors }, at) => [
    ...idle(at, 'titles', selectors.titles, isOfNone, 'matches the title of no series here'),
    ...idle(
      at,
      'messages',
      selectors.messages,
      (message) => seriesOf(store, message) === null,
      'is no mail of a series here',
    ),
  ]);
}
