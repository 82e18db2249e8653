/** The bullet list as a mail that asks for answers, and what came of it. */
import type { Statement } from '../model/dossier/index.ts';
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { day, type Item, item, list, paragraph, type Report } from './view.ts';

/** Bullets are numbered in the order of the dossier; the id behind the number says the same for ever. */
export const bulletNumber = (at: number): string => `F${at + 1}`;

export function consensusReport(assessment: Assessment, mailUrl: string): Report {
  const { features, stakeholders } = assessment;
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
    ],
    sections: [
      { title: 'The list', blocks: [list(features.map((one, at) => bullet(one, at)))] },
      {
        title: 'How to answer',
        blocks: [
          paragraph('Quote a bullet and write one of these words on a line of its own below it:'),
          list([
            item('support, accept; object: why; condition: which; question: what'),
            item('standalone: self-contained, enabler, everyday or set-only'),
            item('user: which project; dup: the other feature; undo'),
          ]),
          paragraph('Anywhere else in a mail: #mergeready support F1, #mergeready object F2: why.'),
        ],
      },
    ],
  };
}

function bullet(feature: FeatureReadiness, at: number): Item {
  const classes = feature.classes.map((one) => (one.disputed ? `${one.class}, disputed` : one.class));
  const users = feature.users.map(({ name }) => name);
  return {
    text: [`${bulletNumber(at)} ${feature.id}: ${feature.title}`],
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

export interface ConsensusResult {
  /** Required stakeholders by id, with the stance that each has on each feature; absent where they said nothing. */
  readonly required: readonly { readonly id: string; readonly name: string }[];
  readonly features: readonly string[];
  readonly byStakeholder: readonly (Statement & { readonly stakeholder: string })[];
  /** Of people that the dossier does not know: claims, shown apart. */
  readonly others: readonly Statement[];
  readonly errors: readonly {
    readonly from: string;
    readonly messageId: string;
    readonly line: string;
    readonly why: string;
  }[];
  /** Silent ones count as accepting since then, because the dossier says so; null if it does not, or not yet. */
  readonly lazySince: number | null;
}

export function consensusResult(
  result: ConsensusResult,
  title: string,
  asOf: Report['asOf'],
  mailUrl: string,
): Report {
  const statement = (one: Statement, who: string): Item =>
    item(`${who} on ${one.feature}: ${one.verb}${one.text ? `, ${one.text}` : ''}`, {
      message: one.messageId,
      commit: null,
    });
  return {
    name: 'consensus',
    title,
    asOf,
    subject: 'consensus',
    mailUrl,
    lead: [
      [
        `${agreedFeatures(result).length} of ${result.features.length} features are agreed by all ${result.required.length} who have to.`,
      ],
    ],
    sections: [
      { title: 'Per feature', blocks: [list(result.features.map((id) => featureLine(id, result)))] },
      {
        title: 'What was said',
        blocks: [said(result.byStakeholder.map((one) => statement(one, one.stakeholder)))],
      },
      {
        title: 'Said by others (claims: the dossier does not know them)',
        blocks: [said(result.others.map((one) => statement(one, one.name || one.email)))],
      },
      {
        title: 'Not understood',
        blocks: [
          said(
            result.errors.map((one) =>
              item(`${one.from}: "${one.line}": ${one.why}`, { message: one.messageId, commit: null }),
            ),
          ),
        ],
      },
    ],
  };
}

const said = (items: readonly Item[]) => (items.length > 0 ? list(items) : paragraph('Nothing.'));

const AGREES: ReadonlySet<string> = new Set(['support', 'accept']);

const stanceOf = (
  feature: string,
  id: string,
  { byStakeholder, lazySince }: ConsensusResult,
): string | null =>
  byStakeholder.find(
    (one) =>
      one.stakeholder === id &&
      one.feature === feature &&
      /^(?:support|accept|object|condition|question)$/.test(one.verb),
  )?.verb ?? (lazySince === null ? null : 'accept');

export const agreedFeatures = (result: ConsensusResult): readonly string[] =>
  result.features.filter((feature) =>
    result.required.every(({ id }) => AGREES.has(stanceOf(feature, id, result) ?? '')),
  );

function featureLine(feature: string, result: ConsensusResult): Item {
  const stances = result.required.map(
    ({ id, name }) => `${name}: ${stanceOf(feature, id, result) ?? 'not heard'}`,
  );
  return item(`${feature}: ${stances.join('; ')}`);
}
