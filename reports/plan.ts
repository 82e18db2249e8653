/** In which order to merge, so that nothing stays unused, and in which to discuss, so that a revolt comes early. */
import type { Assessment } from '../model/readiness/index.ts';
import { isMerged } from './strategies.ts';
import { day, item, list, paragraph, type Report, type Section } from './view.ts';

export function planReport(assessment: Assessment, mailUrl: string): Report {
  const [first] = assessment.mergeOrder;
  const [talk] = assessment.discussFirst;
  const unused = assessment.mergeOrder.filter(({ stepsUnused }) => stepsUnused === null);
  return {
    name: 'plan',
    title: `Plan as of ${day(assessment.asOf)}`,
    asOf: assessment.asOf,
    subject: assessment.dossier,
    mailUrl,
    lead: [
      [`Goal: ${assessment.goal}`],
      [first ? `Merge next: ${first.id}. Discuss first: ${talk?.id ?? 'nothing'}.` : nothingLeft(assessment)],
      ...(unused.length > 0
        ? [[`Nobody in the plan would use: ${unused.map(({ id }) => id).join(', ')}.`]]
        : []),
    ],
    sections: [...gameOverSection(assessment), ...orderSections(assessment), needs(assessment)],
  };
}

function nothingLeft({ features }: Assessment): string {
  if (features.length === 0) return 'Nobody had named a feature by then.';
  const isGivenUp = features.some((one) => one.withdrawn !== null && !isMerged(one));
  return isGivenUp ? 'All of it is merged or given up.' : 'All of it is merged.';
}

export function gameOverSection({ gameOver }: Assessment): readonly Section[] {
  if (gameOver.length === 0) return [];
  const items = gameOver.map(({ feature, isDisputed, objectedBy }) =>
    item(
      `${feature}: compulsory${isDisputed ? ' (which is disputed)' : ''}, and every approach to it is objected to by ${[...new Set(objectedBy)].join(', ')}`,
    ),
  );
  return [{ title: 'Game over, unless another variant is found', blocks: [list(items)] }];
}

export function orderSections({ mergeOrder, discussFirst }: Assessment): readonly Section[] {
  // What is left to merge is what is left to discuss.
  if (mergeOrder.length === 0) return [];
  return [
    {
      title: 'Merge in this order',
      blocks: [
        list(
          mergeOrder.map(({ id, why }) => item(`${id}: ${why.join('; ')}`)),
          true,
        ),
      ],
    },
    {
      title: 'Discuss in this order',
      blocks: [
        list(
          discussFirst.map(({ id, why }) => item(`${id}: ${why.join('; ') || 'nothing speaks for haste'}`)),
          true,
        ),
      ],
    },
  ];
}

function needs({ features }: Assessment): Section {
  const lines = features
    .filter((one) => one.requires.length > 0)
    .map((one) => item(`${one.id} needs ${one.requires.join(', ')}`));
  return {
    title: 'What needs what',
    blocks: [lines.length > 0 ? list(lines) : paragraph('Nothing needs anything else of the set.')],
  };
}
