/** The bullet list as a mail that asks for answers. */
import { type Dossier, LIST } from '../model/dossier/index.ts';
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { isMerged } from './strategies.ts';
import { counted, day, type Item, item, list, paragraph, type Report } from './view.ts';

/** A number is the place of a feature in the dossier, so that it stays from round to round. */
export function consensusReport(
  assessment: Assessment,
  { features: all, mailUrl, settings: { lazyDays } }: Dossier,
): Report {
  const { features, stakeholders } = assessment;
  const order = all.map(({ id }) => id);
  const asked = stakeholders.filter((one) => one.required).map((one) => one.name);
  return {
    name: 'consensus',
    title: `Which features does it need? (${assessment.dossier}, ${day(assessment.asOf)})`,
    asOf: assessment.asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [
      [`The goal: ${assessment.goal}.`],
      [`The list needs the agreement of ${asked.join(', ') || 'nobody in particular'}.`],
      ...(lazyDays === undefined || asked.length === 0
        ? []
        : [[`Whoever of them has not answered after ${counted(lazyDays, 'day', 'days')} accepts it.`]]),
    ],
    sections: [
      {
        title: 'The list',
        blocks: [
          list([
            ...features.map((one) => bullet(one, order.indexOf(one.id) + 1)),
            item(`F0 ${LIST}: the list as a whole`),
          ]),
        ],
      },
      {
        title: 'How to answer',
        blocks: [
          paragraph('Quote a bullet and write one of these words on a line of its own below it:'),
          list(WORDS.map((one) => item(one))),
          paragraph('Anywhere else in a mail:'),
          list([item('#mergeready support F1'), item('#mergeready object F2: why')]),
        ],
      },
    ],
  };
}

/**
 * How to answer. Short and behind a mark, so that no program that breaks quoted lines, or quotes without marks, makes a
 * command of whoever answers out of them.
 */
const WORDS = [
  'support',
  'accept',
  'object: why',
  'condition: which',
  'question: what',
  'standalone: enabler, everyday, self-contained or set-only',
  'user: which project',
  'dup: which other feature',
  'undo',
] as const;

function bullet(feature: FeatureReadiness, number: number): Item {
  const classes = feature.classes.map((one) => (one.disputed ? `${one.class}, disputed` : one.class));
  const users = feature.users.map(({ name }) => name);
  return {
    text: [`F${number} ${feature.id}: ${feature.title}${isMerged(feature) ? ' (merged)' : ''}`],
    items: [
      item(
        classes.length > 0
          ? `said to be ${classes.join('; ')}`
          : 'nobody said yet whether it is useful by itself',
      ),
      item(users.length > 0 ? `for ${users.join(', ')}` : 'nobody said yet who would use it'),
    ],
  };
}
