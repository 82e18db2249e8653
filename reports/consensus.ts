/** The bullet list as a mail that asks for answers, and what came of it. */
import { isStance, LIST, type Statement } from '../model/dossier/index.ts';
import type { Assessment, FeatureReadiness } from '../model/readiness/index.ts';
import { isMerged } from './strategies.ts';
import { day, type Item, item, list, paragraph, type Report } from './view.ts';

/** @param order ids of all features of the dossier: a number is the place there, so that it stays from round to round */
export function consensusReport(assessment: Assessment, order: readonly string[], mailUrl: string): Report {
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

export interface StakeholderStatement extends Statement {
  readonly stakeholder: string;
  /** The stakeholder's name. */
  readonly who: string;
  /** What the dossier says of them on this feature so far; null if nothing. */
  readonly before: string | null;
}

export interface ConsensusResult {
  /** Required stakeholders by id, with the stance that each has on each feature; absent where they said nothing. */
  readonly required: readonly { readonly id: string; readonly name: string }[];
  readonly features: readonly string[];
  readonly byStakeholder: readonly StakeholderStatement[];
  /** Of people that the dossier does not know: claims, shown apart. */
  readonly others: readonly Statement[];
  readonly errors: readonly {
    readonly from: string;
    readonly messageId: string;
    readonly line: string;
    readonly why: string;
  }[];
  /** Answers in which nothing stands that is a command, or meant as one: somebody has to read them. */
  readonly withoutCommand: readonly { readonly from: string; readonly messageId: string }[];
  /** Silent ones count as accepting since then, because the dossier says so; null if it does not, or not yet. */
  readonly lazySince: number | null;
}

export function consensusResult(
  result: ConsensusResult,
  title: string,
  asOf: Report['asOf'],
  mailUrl: string,
): Report {
  const statement = (one: Statement, who: string, before = ''): Item =>
    item(
      `${who} on ${one.feature}: ${one.verb === 'undo' ? 'takes back what they said' : one.verb}${one.text ? `, ${one.text}` : ''}${before}${FLAG[one.signature.state]}`,
      { message: one.messageId, commit: null },
    );
  const { required, features } = result;
  return {
    name: 'consensus',
    title,
    asOf,
    subject: 'consensus',
    mailUrl,
    lead: [
      [
        `${agreedFeatures(result).length} of ${features.length} features are agreed by all ${required.length} who have to; the list as a whole by ${agreeingOnList(result).length} of ${required.length}.`,
      ],
    ],
    sections: [
      { title: 'Per feature', blocks: [list(features.map((id) => featureLine(id, result)))] },
      { title: 'Per stakeholder', blocks: [said(required.map((one) => stakeholderLine(one, result)))] },
      {
        title: 'What was said',
        blocks: [said(result.byStakeholder.map((one) => statement(one, one.who, changeOf(one))))],
      },
      {
        title: 'Said by others (claims: the dossier does not know them)',
        blocks: [said(result.others.map((one) => statement(one, one.name || one.email)))],
      },
      {
        title: 'Who sent it (a From line proves nothing: claims, until a person takes them)',
        blocks: [
          said(senders(result)),
          ...(result.byStakeholder.every(counts)
            ? []
            : [
                paragraph(
                  'What is marked (!) counts for nothing and is not in the patch: whoever knows that it is genuine writes it down by hand.',
                ),
              ]),
        ],
      },
      {
        title: 'Answers without a command (to be read by a person)',
        blocks: [
          said(
            result.withoutCommand.map(({ from, messageId }) =>
              item(from, { message: messageId, commit: null }),
            ),
          ),
        ],
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

/** Positions by mail are claims until a person takes them; this one needs a second look. */
const FLAG = { signed: '', unchecked: '', unsigned: '', doubtful: ' (!)' } as const;

/** Each mail once, with what the archive kept of checks on its sender. */
function senders({ byStakeholder, others }: ConsensusResult): readonly Item[] {
  const mails = new Map([...byStakeholder, ...others].map((one) => [one.messageId, one]));
  return [...mails.values()].map(({ messageId, name, email, signature }) => {
    const flag = signature.state === 'doubtful' ? 'DOUBTFUL: ' : '';
    return item(`${name || email} <${email}>: ${flag}${signature.text}`, {
      message: messageId,
      commit: null,
    });
  });
}

const said = (items: readonly Item[]) => (items.length > 0 ? list(items) : paragraph('Nothing.'));

function changeOf({ before, verb }: StakeholderStatement): string {
  if (verb === 'undo') return before === null ? '' : ` (the dossier still says: ${before})`;
  return before === null ? ' (new)' : before === verb ? '' : ` (the dossier says: ${before})`;
}

const AGREES: ReadonlySet<string> = new Set(['support', 'accept']);

/** A mail that its sender may not have sent agrees to nothing. */
export const counts = ({ signature }: Statement): boolean => signature.state !== 'doubtful';

const statedBy = (feature: string, id: string, { byStakeholder }: ConsensusResult): string | null =>
  byStakeholder.find(
    (one) => counts(one) && one.stakeholder === id && one.feature === feature && isStance(one.verb),
  )?.verb ?? null;

/** Silence is acceptance once the days are over that the dossier states. */
const stanceOf = (feature: string, id: string, result: ConsensusResult): string | null =>
  statedBy(feature, id, result) ?? (result.lazySince === null ? null : 'accept');

export const agreedFeatures = (result: ConsensusResult): readonly string[] =>
  result.features.filter((feature) =>
    result.required.every(({ id }) => AGREES.has(stanceOf(feature, id, result) ?? '')),
  );

/** Who agrees with the list: in so many words, or with each of its features. */
export const agreeingOnList = (result: ConsensusResult): readonly string[] =>
  result.required
    .filter(({ id }) => {
      const onList = statedBy(LIST, id, result);
      if (onList !== null) return AGREES.has(onList);
      return result.features.every((feature) => AGREES.has(stanceOf(feature, id, result) ?? ''));
    })
    .map(({ id }) => id);

function featureLine(feature: string, result: ConsensusResult): Item {
  const stances = result.required.map(
    ({ id, name }) => `${name}: ${stanceOf(feature, id, result) ?? 'not heard'}`,
  );
  return item(`${feature}: ${stances.join('; ') || 'nobody has to agree'}`);
}

/** `Ann: support uts, pid; not heard on net; the list: not heard`. */
function stakeholderLine({ id, name }: ConsensusResult['required'][number], result: ConsensusResult): Item {
  const byStance = Map.groupBy(result.features, (feature) => stanceOf(feature, id, result) ?? 'not heard on');
  const parts = [...byStance].map(([stance, features]) => `${stance} ${features.join(', ')}`);
  return item(`${name}: ${parts.join('; ')}; the list: ${statedBy(LIST, id, result) ?? 'not heard'}`);
}
