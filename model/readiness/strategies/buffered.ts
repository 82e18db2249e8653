/** c — buffer in -mm: hold everything there until it is sufficiently complete, then merge at once; only for the tail. */
import type { Feature } from '../../dossier/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { STAGES, type Whole } from '../context.ts';
import { nobodyObjectsTo, noOpenBlocker } from '../shared.ts';

export const buffered = (feature: Feature, whole: Whole): Tree =>
  all(
    tailRule(whole),
    heldInMm(feature, whole),
    nobodyObjectsTo('c', 'except for the tail', whole),
    noOpenBlocker(feature, whole),
  );

const isAtLeast = (stage: string, than: string): boolean =>
  STAGES.indexOf(stage as never) >= STAGES.indexOf(than as never);

/** Acceptable only for the last part of the work: the rest has to be in mainline. */
function tailRule(whole: Whole): Tree {
  const stages = [...whole.stages.values()];
  const merged = stages.filter((stage) => isAtLeast(stage, 'merged')).length;
  const queued = stages.filter((stage) => stage === 'queued').length;
  const missing = stages.length - merged - queued;
  const needed = 1 - whole.dossier.settings.tailShare;
  const sentence = `${merged} of ${stages.length} features merged, ${queued} buffered, ${missing} missing; the tail begins at ${Math.round(needed * 100)} %`;
  return leaf('only the tail is left', merged / stages.length >= needed, sentence, { isOfSet: true });
}

function heldInMm(feature: Feature, whole: Whole): Tree {
  const stage = whole.stages.get(feature.id)!;
  const isHeld = isAtLeast(stage, 'queued');
  return leaf(
    'held in a tree for merging',
    isHeld,
    isHeld ? `it is ${stage}` : `no tree holds it (stage: ${stage})`,
  );
}
