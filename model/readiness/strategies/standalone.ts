/**
 * b — standalone only: merge a feature only if it is useful to and usable by a sufficiently broad group of existing
 * users by itself.
 */
import { type Feature, isKnown } from '../../dossier/index.ts';
import { all, any, leaf, type Tree } from '../conditions.ts';
import { cite, type Whole } from '../context.ts';
import { costOf, existingUsers, noOpenBlocker, reviewed } from '../shared.ts';

export const standalone = (feature: Feature, whole: Whole): Tree =>
  all(
    notSetOnly(feature, whole),
    any(
      all(claimed('enabler', feature, whole), independentProjects(feature, whole)),
      all(claimed('everyday', feature, whole), broadGroup(feature, whole)),
      all(
        claimed('self-contained', feature, whole),
        costOf(feature, whole, 'nothing, as self-contained asks'),
      ),
    ),
    reviewed(feature, whole),
    noOpenBlocker(feature, whole),
  );

const classesOf = (feature: Feature, whole: Whole) =>
  feature.classes.filter((one) => isKnown(one.evidence, whole.facts, whole.asOf));

/** What only makes sense inside the whole set can never pass. */
function notSetOnly(feature: Feature, whole: Whole): Tree {
  const classes = classesOf(feature, whole);
  const isSetOnly = classes.length > 0 && classes.every((one) => one.class === 'set-only');
  const sentence = isSetOnly
    ? 'it only makes sense within the whole set'
    : 'nobody says that it only makes sense within the set';
  return leaf('useful in its own right', !isSetOnly, sentence, {
    evidence: classes.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

/** A class counts while it is claimed and nobody disputes it. */
function claimed(name: string, feature: Feature, whole: Whole): Tree {
  const found = classesOf(feature, whole).find((one) => one.class === name);
  if (!found) return leaf(`claimed as ${name}`, 'fails', `nobody claims that it is ${name}`);
  const isDisputed = found.disputed.some((claim) => isKnown(claim.evidence, whole.facts, whole.asOf));
  const sentence = isDisputed ? `that it is ${name} is disputed` : `it is claimed to be ${name}`;
  return leaf(`claimed as ${name}`, isDisputed ? 'unknown' : 'holds', sentence, {
    evidence: [cite(found.evidence)],
  });
}

function independentProjects(feature: Feature, whole: Whole): Tree {
  const projects = existingUsers(feature, whole).filter((user) => user.kind === 'project');
  const needed = whole.dossier.settings.enablerProjects;
  const sentence = `${projects.length} of ${needed} existing projects use it${projects.length > 0 ? `: ${projects.map((one) => one.name).join(', ')}` : ''}`;
  return leaf('used by several existing projects', projects.length >= needed, sentence);
}

function broadGroup(feature: Feature, whole: Whole): Tree {
  const groups = existingUsers(feature, whole).filter((user) => user.kind === 'people');
  const needed = whole.dossier.settings.everydayGroups;
  const sentence =
    groups.length >= needed
      ? `used every day by ${groups.map((one) => one.name).join(', ')}`
      : 'no broad group of existing users is named';
  return leaf('used by a broad group', groups.length >= needed, sentence);
}
