/**
 * d — separate git tree: redistributed for testing and one day merged. The objection is that nobody else reviews or
 * understands the code, so the verdict measures just that.
 */
import type { Feature } from '../../dossier/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { seriesOf, type Whole } from '../context.ts';
import { nobodyObjectsTo } from '../shared.ts';

export const separateTree = (feature: Feature, whole: Whole): Tree =>
  all(
    nobodyObjectsTo('d', '', whole),
    reviewedByOutsiders(feature, whole),
    mentionedByOutsiders(feature, whole),
  );

function reviewedByOutsiders(feature: Feature, whole: Whole): Tree {
  const series = currentSeries(feature, whole);
  const patches = series.reduce((sum, one) => sum + one.expected, 0);
  if (patches === 0) return leaf('reviewed by outsiders', 'unknown', 'no series of it is known');
  const reviewed = series.reduce((sum, one) => sum + one.reviewedPatches.length, 0);
  const sentence = `${reviewed} of ${patches} patches were reviewed on a public list by somebody else than their sender`;
  return leaf(
    'reviewed by outsiders',
    reviewed / patches >= whole.dossier.settings.outsideReviewShare,
    sentence,
  );
}

function mentionedByOutsiders(feature: Feature, whole: Whole): Tree {
  const series = currentSeries(feature, whole);
  if (series.length === 0) return leaf('discussed by outsiders', 'unknown', 'no series of it is known');
  const silent = series.filter((one) => !one.isDiscussed);
  const sentence =
    silent.length === 0
      ? 'somebody from outside answered each series'
      : `nobody from outside said a word on: ${silent.map((one) => one.title).join('; ')}`;
  return leaf('discussed by outsiders', silent.length === 0, sentence);
}

/** The newest versions; a partial reroll (`v2.1 3/4`) is judged with the series that it belongs to. */
const currentSeries = (feature: Feature, whole: Whole) =>
  seriesOf(feature, whole.facts).filter((one) => one.supersededBy === null && Number.isInteger(one.version));
