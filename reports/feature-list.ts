/** The bullet list: which features the goal needs, which of them are useful in their own right, and who says so. */
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { conformanceText } from './conformance.ts';
import { noteText } from './landing.ts';
import { matrixSection } from './matrix.ts';
import { gameOverSection, orderSections } from './plan.ts';
import { conditionText, isMerged, STRATEGY_NAMES, wanted } from './strategies.ts';
import {
  type Cited,
  counted,
  day,
  type Item,
  item,
  joined,
  list,
  paragraph,
  type Report,
  type Section,
  type Span,
} from './view.ts';

export function featureListReport(assessment: Assessment, mailUrl: string): Report {
  const { features, agreement } = assessment;
  const within = features.filter(isSetOnly);
  const merged = features.filter(isMerged).length;
  return {
    name: 'feature-list',
    title: `Feature list as of ${day(assessment.asOf)}`,
    asOf: assessment.asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [
      [`Goal: ${assessment.goal}`],
      [
        `${counted(features.length, 'feature', 'features')}, ${merged} merged; ${within.length} only within the set. ${agreed(agreement)}`,
      ],
    ],
    sections: [
      ...gameOverSection(assessment),
      bullets('Useful in its own right, as far as anybody said', features.filter(isOwn), assessment),
      bullets('Nobody said yet whether it is useful by itself', features.filter(isUnclassed), assessment),
      bullets('Only within the whole set', within, assessment),
      agreementSection(assessment),
      matrixSection(assessment),
      ...orderSections(assessment),
    ].filter(({ blocks }) => blocks.length > 0),
  };
}

/** How many agree with the list of those who have to. */
export function agreed(agreement: Assessment['agreement']): string {
  if (agreement.length === 0) return 'The dossier names nobody whose agreement the list needs.';
  const count = agreement.filter((one) => one.state === 'holds').length;
  return `The list is agreed by ${count} of ${agreement.length} whose agreement it needs.`;
}

/** One feature by itself. */
export function featureReport(assessment: Assessment, id: string, mailUrl: string): Report {
  const feature = assessment.features.find((one) => one.id === id)!;
  return {
    name: 'feature',
    title: `${feature.title}, as of ${day(assessment.asOf)}`,
    asOf: assessment.asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [[`Goal: ${assessment.goal}`]],
    sections: [{ title: 'Where it stands', blocks: [list([featureItem(feature, assessment)])] }],
  };
}

const isSetOnly = ({ classes }: FeatureReadiness): boolean =>
  classes.length > 0 && classes.every((one) => one.class === 'set-only');
const isUnclassed = ({ classes }: FeatureReadiness): boolean => classes.length === 0;
const isOwn = (feature: FeatureReadiness): boolean => !isSetOnly(feature) && !isUnclassed(feature);

const bullets = (title: string, features: readonly FeatureReadiness[], assessment: Assessment): Section => ({
  title,
  blocks: features.length > 0 ? [list(features.map((one) => featureItem(one, assessment)))] : [],
});

const COMPULSORY = { no: '', claimed: ' (compulsory, they say)', disputed: ' (compulsory: disputed)' };

/** One feature with all that was said of it. */
export function featureItem(feature: FeatureReadiness, { stakeholders }: Assessment): Item {
  const nameOf = (id: string): string => stakeholders.find((one) => one.id === id)?.name ?? id;
  return {
    text: [`${feature.id}: ${feature.title}${COMPULSORY[feature.compulsory]}`],
    items: [
      item(
        `stage: ${feature.stage}${feature.requires.length > 0 ? `; needs ${feature.requires.join(', ')}` : ''}`,
      ),
      ...feature.places.map(placeItem),
      ...revertItems(feature),
      ...feature.stackNotes.map(({ tree, title, messageId, note }) =>
        item(`noted in ${tree} of ${title}: ${noteText(note)}`, { message: messageId, commit: null }),
      ),
      ...classItems(feature),
      item('users: ', ...(usersText(feature) ?? ['none named'])),
      ...(feature.reference ? [item(`reference: ${conformanceText(feature.reference)}`)] : []),
      ...feature.testClaims.map((one) => item(`tested, says ${nameOf(one.by)}: ${one.what}`, one.evidence)),
      ...(feature.withdrawn ? [item(`withdrawn ${feature.withdrawn.date}: ${feature.withdrawn.why}`)] : []),
      ...feature.variants.map((one) => variantItem(one, feature)),
      ...feature.positions.map((one) => positionItem(one, nameOf(one.stakeholder))),
      ...feature.blockers.map((one) =>
        item(`blocker, ${one.state}: ${one.title} (${nameOf(one.raisedBy)})`, ...one.evidence),
      ),
      ...feature.questions.map(({ title, options, evidence }) =>
        item(
          `open question: ${[title, options.map((one) => optionText(one, nameOf)).join(' / ')].filter(Boolean).join(': ')}`,
          evidence,
        ),
      ),
      ...verdictItems(feature),
    ],
  };
}

function variantItem(
  { id, title, users, evidence }: FeatureReadiness['variants'][number],
  feature: FeatureReadiness,
): Item {
  const names = users.map((user) => feature.users.find((one) => one.id === user)?.name ?? user);
  const text = `variant ${id}: ${title}${names.length > 0 ? `, for ${names.join(', ')}` : ''}`;
  return evidence === null ? item(text) : item(text, evidence);
}

export const optionText = (
  { title, favouredBy }: FeatureReadiness['questions'][number]['options'][number],
  nameOf: (id: string) => string,
): string => (favouredBy.length > 0 ? `${title} (favoured by ${favouredBy.map(nameOf).join(', ')})` : title);

function placeItem({ tree, since, stated, patches, evidence }: FeatureReadiness['places'][number]): Item {
  const release = stated?.release ? `, ${stated.release}` : '';
  const told = patches
    ? `: ${patches.have} of ${counted(patches.of, 'patch', 'patches')}${patches.score < 1 ? ` (inferred, ${patches.score})` : ''}`
    : ` (${evidence === null ? 'stated' : 'they say'}${release})`;
  const text = `in ${tree} since ${day(since)}${told}`;
  return evidence === null ? item(text) : item(text, evidence);
}

/** One line for each commit that took patches of it out of a tree. */
const revertItems = ({ reverted }: FeatureReadiness): readonly Item[] =>
  [...Map.groupBy(reverted, ({ tree, by }) => `${tree} ${by}`).values()].map((all) => {
    const [{ tree, landedAt, at, by }] = [all[0]!];
    const numbers = all.map(({ n }) => n).join(', ');
    return item(`reverted: ${tree} had patch ${numbers} since ${day(landedAt)}, and took it out ${day(at)}`, {
      message: null,
      commit: by.slice(0, 12),
    });
  });

function classItems({ classes }: FeatureReadiness): readonly Item[] {
  if (classes.length === 0) return [];
  const parts = classes.map((one): readonly Span[] => [
    one.disputed ? `${one.class} (disputed)` : one.class,
    one.evidence,
  ]);
  return [item('class: ', ...joined(parts, ', '))];
}

function usersText({ users }: FeatureReadiness): readonly Span[] | null {
  if (users.length === 0) return null;
  const parts = users.map((one): readonly Span[] => [
    one.exists ? one.name : `${one.name} (does not exist yet)`,
    ...(one.evidence ? [one.evidence] : []),
  ]);
  return joined(parts, ', ');
}

function positionItem(one: FeatureReadiness['positions'][number], name: string): Item {
  const variant = /variant (\S+)/.exec(one.target)?.[1];
  const on = variant ? ` (variant ${variant})` : '';
  return item(`${name}: ${one.stance}${on}${one.condition ? `, ${one.condition}` : ''}`, one.evidence);
}

/** Verdicts in one line where they are the same for one reason: merged. */
function verdictItems(feature: FeatureReadiness): readonly Item[] {
  if (isMerged(feature) || feature.withdrawn) return [];
  return Object.entries(feature.verdicts).map(([key, verdict]) => {
    const strategy = key as keyof typeof STRATEGY_NAMES;
    return item(`${strategy}, ${STRATEGY_NAMES[strategy]}: ${verdict.verdict}${wanted(verdict, strategy)}`);
  });
}

const REACHED = {
  false: 'that mail was not addressed to them',
  null: 'whether that mail reached them is not known',
} as const;

function agreementSection(assessment: Assessment): Section {
  const { agreement, positions, notHeard, stakeholders } = assessment;
  const nameOf = (id: string): string => stakeholders.find((one) => one.id === id)?.name ?? id;
  const asked = notHeard.map(({ stakeholder, askedIn, since, wasAddressed }) => {
    const when = since === null ? '' : ` since ${day(since)}`;
    const to = wasAddressed ? '' : `; ${REACHED[`${wasAddressed}`]}`;
    const cited: Cited = { message: askedIn, commit: null };
    return item(`${stakeholder}: asked by name, not heard${when}${to}`, cited);
  });
  const others = positions.map((one) =>
    item(
      `${nameOf(one.stakeholder)} on ${one.target}: ${one.stance}${one.condition ? `, ${one.condition}` : ''}`,
      one.evidence,
    ),
  );
  const needed = agreement.map((one) => item(...conditionText(one)));
  const unknown = agreement.filter((one) => one.state === 'unknown').length;
  const missing =
    unknown > 0
      ? [
          paragraph(
            `Strategy a cannot be told before ${unknown === 1 ? 'this is' : 'these are'} known: 'mergeready consensus send' asks for it.`,
          ),
        ]
      : [];
  const blocks = [
    ...(needed.length > 0 ? [paragraph('The list (strategy a) needs:'), list(needed), ...missing] : []),
    ...(asked.length > 0 ? [paragraph('Asked, and silent:'), list(asked)] : []),
    ...(others.length > 0 ? [paragraph('Said of strategies, plans and the goal:'), list(others)] : []),
  ];
  return { title: 'Agreement', blocks };
}
