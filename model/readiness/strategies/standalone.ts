/**
 * b — standalone only: merge a feature only if it is useful to and usable by a sufficiently broad group of existing
 * users by itself.
 */
import type { Feature } from '../../dossier/index.ts';
import { all, any, leaf, not, type Tree } from '../conditions.ts';
import { aboutOf, cite, type Whole } from '../context.ts';
import {
  approachNobodyObjectsTo,
  existingUsers,
  nameOf,
  noCostForOthers,
  noOpenBlocker,
  reviewed,
  testsPass,
} from '../shared.ts';
import { notesOfTheStack } from '../stack-notes.ts';

export const standalone = (feature: Feature, whole: Whole): Tree =>
  all(
    not(setOnly(feature)),
    any(
      all(claimed('enabler', feature, whole), independentProjects(feature, whole)),
      all(claimed('everyday', feature, whole), broadGroup(feature, whole)),
      all(
        claimed('self-contained', feature, whole),
        noCostForOthers(feature),
        supportedByMaintainer(feature, whole),
      ),
    ),
    fitToMerge(feature, whole),
  );

/** What is asked of a piece that comes along with a useful one: it need not be of use by itself. */
export const fitToMerge = (feature: Feature, whole: Whole): Tree =>
  all(
    reviewed(feature, whole),
    testsPass(feature, whole),
    notesOfTheStack(feature, whole),
    noOpenBlocker(feature, whole),
    approachNobodyObjectsTo(feature, whole),
  );

/** What only makes sense inside the whole set can never pass. */
function setOnly({ classes }: Feature): Tree {
  const isSetOnly = classes.length > 0 && classes.every((one) => one.class === 'set-only');
  const sentence = isSetOnly
    ? 'it only makes sense within the whole set'
    : 'nobody says that it only makes sense within the set';
  return leaf('set-only', isSetOnly, sentence, {
    evidence: classes.map((one) => cite(one.evidence)),
    isBlocking: true,
  });
}

const CLASS_NAMES = {
  enabler: 'an enabler',
  everyday: 'for everyday use',
  'self-contained': 'self-contained',
} as const;

/** A class counts while it is claimed and nobody disputes it. */
function claimed(name: keyof typeof CLASS_NAMES, { classes }: Feature, whole: Whole): Tree {
  const found = classes.find((one) => one.class === name);
  const condition = `claimed as ${name}`;
  if (!found) return leaf(condition, 'fails', `nobody claims that it is ${CLASS_NAMES[name]}`);
  const evidence = [cite(found.evidence), ...found.disputed.map((one) => cite(one.evidence))];
  const by = found.disputed.map((one) => nameOf(one.by, whole));
  return by.length > 0
    ? leaf(condition, 'unknown', `that it is ${CLASS_NAMES[name]} is disputed by ${by.join(', ')}`, {
        evidence,
      })
    : leaf(condition, 'holds', `it is claimed to be ${CLASS_NAMES[name]}`, { evidence });
}

/** A user that is part of another counts as one with it. */
function independentProjects(feature: Feature, whole: Whole): Tree {
  const projects = existingUsers(feature, whole).filter((user) => user.kind === 'project');
  const independent = new Set(projects.map((user) => user.partOf ?? user.id)).size;
  const needed = whole.dossier.settings.enablerProjects;
  const names = projects.map((one) => one.name).join(', ');
  const count = independent >= needed ? `${independent}` : `${independent} of ${needed}`;
  return leaf(
    'used by several existing projects',
    independent >= needed,
    `${count} independent existing projects use it${names ? `: ${names}` : ''}`,
  );
}

function broadGroup(feature: Feature, whole: Whole): Tree {
  const groups = existingUsers(feature, whole).filter((user) => user.kind === 'people');
  const isBroad = groups.length >= whole.dossier.settings.everydayGroups;
  const sentence = isBroad
    ? `used every day by ${groups.map((one) => one.name).join(', ')}`
    : 'no broad group of existing users is named';
  return leaf('used by a broad group', isBroad, sentence);
}

function supportedByMaintainer(feature: Feature, whole: Whole): Tree {
  const { maintainers, positions } = aboutOf(feature, whole);
  const support = positions.filter(
    ({ on, stance, stakeholder }) =>
      on.variant === undefined &&
      (stance === 'support' || stance === 'accept') &&
      maintainers.some(({ id }) => id === stakeholder),
  );
  const sentence =
    support.length > 0
      ? `${support.map((one) => nameOf(one.stakeholder, whole)).join(', ')} supports it`
      : maintainers.length > 0
        ? `no word of support from ${maintainers.map((one) => one.name).join(', ')}`
        : 'the dossier names no maintainer of it';
  return leaf('a maintainer supports it', support.length > 0, sentence, {
    evidence: support.map((one) => cite(one.evidence)),
  });
}
