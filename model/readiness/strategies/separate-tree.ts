/**
 * d — separate git tree: redistributed for testing and one day merged. The objection is that nobody else reviews or
 * understands the code, so the verdict measures just that: on the tree's commits where the dossier names the tree and
 * it is in the database, else on the patches that were posted.
 */
import type { Feature } from '../../dossier/index.ts';
import { all, leaf, type Tree } from '../conditions.ts';
import { oncePer, type SeriesFacts, type Whole } from '../context.ts';
import { approachNobodyObjectsTo, fewOf, nobodyObjectsTo, noOpenBlocker, testsPass } from '../shared.ts';
import { notesOfTheStack } from '../stack-notes.ts';
import { currentSeries } from '../stages.ts';

export const separateTree = (feature: Feature, whole: Whole): Tree =>
  all(
    nobodyObjects(whole),
    keptInTheTree(feature, whole),
    reviewedByOutsiders(feature, whole),
    testsPass(feature, whole),
    notesOfTheStack(feature, whole),
    mentionedByOutsiders(feature, whole),
    noOpenBlocker(feature, whole),
    approachNobodyObjectsTo(feature, whole),
  );

const nobodyObjects = oncePer((whole: Whole): Tree => nobodyObjectsTo('d', whole));

const commitsBySeries = oncePer(({ facts }: Whole) =>
  Map.groupBy(facts.tree?.commits ?? [], ({ series }) => series),
);

const commitsOf = (feature: Feature, whole: Whole) =>
  whole.series.get(feature.id)!.flatMap(({ id }) => commitsBySeries(whole).get(id) ?? []);

function keptInTheTree(feature: Feature, whole: Whole): Tree {
  const name = whole.dossier.tree;
  if (name === undefined)
    return leaf('kept in the separate tree', 'unknown', 'the dossier names no separate tree');
  const commits = commitsOf(feature, whole).length;
  const sentence = commits > 0 ? `${commits} commits of ${name} carry it` : `no commit of ${name} carries it`;
  return leaf('kept in the separate tree', commits > 0, sentence);
}

function reviewedByOutsiders(feature: Feature, whole: Whole): Tree {
  const commits = commitsOf(feature, whole);
  if (commits.length > 0)
    return share(
      commits.filter((one) => one.isReviewedOutside).length,
      commits.length,
      `commits were reviewed on a public list by somebody outside ${whole.facts.tree!.name}`,
      whole,
    );
  const series = currentSeries(whole.series.get(feature.id)!);
  return share(
    series.reduce((sum, one) => sum + one.reviewedPatches.length, 0),
    series.reduce((sum, one) => sum + one.expected, 0),
    'patches were reviewed on a public list by somebody else than their sender',
    whole,
  );
}

function share(part: number, of: number, sentence: string, whole: Whole): Tree {
  const name = 'reviewed by outsiders';
  if (of === 0) return leaf(name, 'unknown', 'no series of it is known');
  return leaf(name, part / of >= whole.dossier.settings.outsideReviewShare, `${part} of ${of} ${sentence}`);
}

/** In any of its versions: a new one is not a new idea. */
const isAnswered = ({ changeId }: SeriesFacts, feature: Feature, whole: Whole): boolean =>
  whole.series.get(feature.id)!.some((one) => one.changeId === changeId && one.isAnswered);

function mentionedByOutsiders(feature: Feature, whole: Whole): Tree {
  const name = 'discussed by outsiders';
  const commits = commitsOf(feature, whole);
  const series = currentSeries(whole.series.get(feature.id)!);
  if (commits.length + series.length === 0) return leaf(name, 'unknown', 'no series of it is known');
  const silent =
    commits.length > 0
      ? commits.filter((one) => !one.isMentionedOutside).map((one) => one.subject)
      : series.filter((one) => !isAnswered(one, feature, whole)).map((one) => one.title);
  if (silent.length === 0) return leaf(name, 'holds', 'somebody from outside spoke about all of it');
  return leaf(name, 'fails', `nobody from outside said a word on: ${fewOf(silent, '; ')}`);
}
