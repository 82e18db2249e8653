/** The bullet list: which features the goal needs, which of them are useful in their own right, and who says so. */
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { day, Footnotes, heading, section, wrap } from './render/text.ts';

export function featureListText(assessment: Assessment): string {
  const notes = new Footnotes();
  const own = assessment.features.filter((one) => !isSetOnly(one));
  const within = assessment.features.filter(isSetOnly);
  const lines = [
    heading(`Feature list as of ${day(assessment.asOf)}`),
    wrap(`Goal: ${assessment.goal}`),
    section('Useful in its own right, as far as anybody said'),
    ...own.flatMap((one) => featureLines(one, notes)),
    ...(within.length > 0
      ? [section('Only within the whole set'), ...within.flatMap((one) => featureLines(one, notes))]
      : []),
    ...positionLines(assessment, notes),
    ...orderLines(assessment),
    section('Evidence'),
    ...notes.lines(),
  ];
  return `${lines.join('\n')}\n`;
}

const isSetOnly = (feature: FeatureReadiness): boolean =>
  feature.classes.length > 0 && feature.classes.every((one) => one.class === 'set-only');

function featureLines(feature: FeatureReadiness, notes: Footnotes): readonly string[] {
  const cite = citer(notes);
  const compulsory = { no: '', claimed: ' (compulsory, they say)', disputed: ' (compulsory: disputed)' }[
    feature.compulsory
  ];
  const classes = feature.classes.map((one) => (one.disputed ? `${one.class} (disputed)` : one.class));
  const lines = [
    wrap(`${feature.id}: ${feature.title}${compulsory}`, '* ', '  '),
    item(`stage: ${feature.stage}`),
  ];
  lines.push(item(`class: ${classes.length > 0 ? classes.join(', ') : 'unknown: nobody claimed one'}`));
  lines.push(
    item(
      `users: ${feature.users.map((one) => (one.exists ? one.name : `${one.name} (does not exist yet)`)).join(', ') || 'none named'}`,
    ),
  );
  for (const one of feature.positions) {
    lines.push(
      item(
        `${one.stakeholder}: ${one.stance}${one.condition ? `, ${one.condition}` : ''} ${cite(one.evidence)}`,
      ),
    );
  }
  for (const one of feature.blockers) {
    lines.push(
      item(
        `blocker (${one.state}): ${one.title}, raised by ${one.raisedBy} ${one.evidence.map(cite).join('')}`,
      ),
    );
  }
  for (const one of feature.questions)
    lines.push(item(`open question: ${one.title} (${one.options.join(' / ')})`));
  for (const [strategy, verdict] of Object.entries(feature.verdicts)) {
    const reasons = [...verdict.fails, ...verdict.unknown].map((one) =>
      one.state === 'unknown' ? `unknown: ${one.sentence}` : one.sentence,
    );
    const why = verdict.verdict === 'merge now' ? '' : `: ${[...new Set(reasons)].join('; ')}`;
    lines.push(item(`${strategy}: ${verdict.verdict}${why}`));
  }
  const cited = feature.evidence.map(cite);
  if (cited.length > 0) lines.push(item(`said in ${[...new Set(cited)].join('')}`));
  return [...lines, ''];
}

const item = (text: string): string => wrap(text, '  - ', '    ');

type Cited = FeatureReadiness['evidence'][number];

const citer =
  (notes: Footnotes) =>
  (evidence: Cited): string => {
    const source = evidence.message === null ? `commit ${evidence.commit}` : `<${evidence.message}>`;
    const words = evidence.words === null ? '' : ` "${evidence.words}"`;
    return notes.mark(
      `${source}${words}${evidence.verified === 'verified' ? '' : ` (${evidence.verified})`}`,
    );
  };

function positionLines({ positions, notHeard }: Assessment, notes: Footnotes): readonly string[] {
  if (positions.length + notHeard.length === 0) return [];
  const cite = citer(notes);
  return [
    section('On strategies, plans and the goal'),
    ...positions.map((one) =>
      wrap(
        `${one.stakeholder} on ${one.target}: ${one.stance}${one.condition ? `, ${one.condition}` : ''} ${cite(one.evidence)}`,
        '* ',
        '  ',
      ),
    ),
    ...notHeard.map((one) =>
      wrap(`${one.stakeholder}: not heard; asked by name ${notes.mark(`<${one.askedIn}>`)}`, '* ', '  '),
    ),
  ];
}

function orderLines({ mergeOrder, discussFirst }: Assessment): readonly string[] {
  const list = (places: Assessment['mergeOrder']): readonly string[] =>
    places.map((place, at) =>
      wrap(`${place.id}: ${place.why.join('; ') || 'nothing speaks for haste'}`, `${at + 1}. `, '   '),
    );
  return [
    section('Merge in this order'),
    ...list(mergeOrder),
    section('Discuss in this order'),
    ...list(discussFirst),
  ];
}
