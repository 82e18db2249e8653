/** What the answers to the bullet list say, and how far agreement is. */
import { isStance, LIST, type Statement } from '../model/dossier/index.ts';
import { type Item, item, list, paragraph, type Report } from './view.ts';

export interface StakeholderStatement extends Statement {
  readonly stakeholder: string;
  /** The stakeholder's name. */
  readonly who: string;
  /** What the dossier says of them on this feature so far; null if nothing. */
  readonly before: string | null;
}

/** Something that a person has to read. */
interface Unread {
  readonly from: string;
  readonly messageId: string;
  /** Null for somebody whom the dossier does not know. */
  readonly stakeholder: string | null;
}

export interface ConsensusResult {
  /** Required stakeholders by id, with the stance that each has on each feature; absent where they said nothing. */
  readonly required: readonly { readonly id: string; readonly name: string }[];
  readonly features: readonly string[];
  readonly byStakeholder: readonly StakeholderStatement[];
  /** Of people that the dossier does not know: claims, shown apart. */
  readonly others: readonly Statement[];
  readonly errors: readonly (Unread & { readonly line: string; readonly why: string })[];
  /** Answers in which nothing stands that is a command, or meant as one: somebody has to read them. */
  readonly withoutCommand: readonly Unread[];
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
    item(`${who} on ${one.feature}: ${toldBy(one)}${before}${FLAG[one.signature.state]}`, {
      message: one.messageId,
      commit: null,
    });
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

const toldBy = ({ verb, text }: Statement): string =>
  verb === 'undo' ? 'takes back what they said' : [verb, text].filter(Boolean).join(': ');

/** Positions by mail are claims until a person takes them; this one needs a second look. */
const FLAG = { signed: '', unchecked: '', unsigned: '', doubtful: ' (!)' } as const;

/** Each sender with what the archive kept of checks on their mails. */
function senders({ byStakeholder, others }: ConsensusResult): readonly Item[] {
  const mails = new Map([...byStakeholder, ...others].map((one) => [one.messageId, one]));
  const alike = Map.groupBy(mails.values(), ({ name, email, signature: { state, text } }) => {
    const flag = state === 'doubtful' ? 'DOUBTFUL: ' : '';
    return `${name || email} <${email}>: ${flag}${text}`;
  });
  return [...alike].map(([text, all]) =>
    item(text, ...all.map(({ messageId }) => ({ message: messageId, commit: null }))),
  );
}

const said = (items: readonly Item[]) => (items.length > 0 ? list(items) : paragraph('Nothing.'));

function changeOf({ before, verb }: StakeholderStatement): string {
  if (!isStance(verb) && verb !== 'undo') return '';
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
  statedBy(feature, id, result) ??
  (result.lazySince !== null && isSilent(feature, id, result) ? 'accept' : null);

/** Who took something back, wrote what nobody understood yet, or may have sent what is doubtful, is not silent. */
const isSilent = (feature: string, id: string, result: ConsensusResult): boolean =>
  !result.byStakeholder.some(
    (one) => one.stakeholder === id && (!counts(one) || (one.feature === feature && one.verb === 'undo')),
  ) && ![...result.errors, ...result.withoutCommand].some(({ stakeholder }) => stakeholder === id);

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
