/** c — buffer in -mm: hold everything there until it is sufficiently complete, then merge at once; only for the tail. */

import type { Feature } from '../../dossier/index.ts';
import { DAY } from '../../facts/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { oncePer, stageIn, type Whole } from '../context.ts';
import { approachNobodyObjectsTo, nobodyObjectsTo, noOpenBlocker } from '../shared.ts';
import { notesOfTheStack } from '../stack-notes.ts';
import { isAtLeast, patchesOf } from '../stages.ts';

export const buffered = (feature: Feature, whole: Whole): Tree =>
  all(
    tailRule(whole),
    heldInMm(feature, whole),
    nobodyObjects(whole),
    noOpenBlocker(feature, whole),
    notesOfTheStack(feature, whole),
    approachNobodyObjectsTo(feature, whole),
  );

const nobodyObjects = oncePer((whole: Whole): Tree => nobodyObjectsTo('c', whole));

/** Acceptable only for the last part of the work: the rest has to be in mainline. */
const tailRule = oncePer((whole: Whole): Tree => {
  const features = whole.dossier.features.filter((one) => !one.withdrawn);
  const stages = features.map(({ id }) => stageIn(whole, id));
  const merged = stages.filter((stage) => isAtLeast(stage, 'merged')).length;
  const queued = stages.filter((stage) => stage === 'queued').length;
  const missing = stages.length - merged - queued;
  const needed = 1 - whole.dossier.settings.tailShare;
  const sentence = `${merged} of ${stages.length} features merged, ${queued} buffered, ${missing} missing; the tail that strategy c is for begins at ${Math.round(needed * 100)} %`;
  const isTail = stages.length > 0 && merged / stages.length >= needed;
  return leaf('only the tail is left', isTail, sentence, { isOfSet: true });
});

/** Where a feature is delivered by several series and one of them is missing, nobody knows whether it does without. */
function heldInMm({ id }: Feature, whole: Whole): Tree {
  const stage = stageIn(whole, id);
  const isHeld = isAtLeast(stage, 'queued');
  const { buffered, merged, missing, bufferedIn, bufferedSince } = patchesOf(stage, whole.series.get(id)!);
  const days = bufferedSince === null ? 0 : Math.floor((whole.asOf - bufferedSince) / DAY);
  const where = `${buffered} of ${buffered + merged + missing} patches in ${bufferedIn.join(', ')}, for ${days} ${days === 1 ? 'day' : 'days'}`;
  const isPart = buffered > 0 && (missing > 0 || !isHeld);
  const sentence = isPart
    ? `no tree holds all of it: ${where}`
    : isHeld
      ? `it is ${stage}${buffered > 0 ? `: ${where}` : ''}`
      : `no tree holds it (stage: ${stage})`;
  return leaf('held in a tree for merging', isHeld && isPart ? 'unknown' : isHeld, sentence);
}
