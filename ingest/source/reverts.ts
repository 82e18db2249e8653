/**
 * Which commits a commit takes back.
 *
 * Mistakes accepted: a revert that quotes the title in other words, and names no commit, is not seen.
 */
import { titleKey } from '../../model/facts/index.ts';

/**
 * What git-revert(1) writes, alone or with more commits: `This reverts commits a, b and c.` And what people write for it
 * at the beginning of a line: `Revert a in order to …`, `Reverts: a ("title")`.
 */
const REVERTS =
  /(?:\bThis reverts commits? |^Revert(?:s|ed|ing)?:? (?:commits? )?)((?:[0-9a-f]{7,64}\b(?:,? and |, ?|\s+)?)+)/gim;

/** The names of the commits; 7 hex digits and more. */
export const revertedBy = (message: string): readonly string[] =>
  /\breverts?:? /i.test(message)
    ? [...message.matchAll(REVERTS)].flatMap((match) => match[1]!.match(/[0-9a-f]{7,64}/g) ?? [])
    : [];

/** `Revert "title"`, `ci: revert "title"`, `Reapply "title"`; the quotation marks may be missing. */
const TITLE = /(?:^|: )(revert|reapply)(?:s|ed)?:? (.+)$/i;
const IN_PART = /\bpart(?:s|ly|ial|ially)?\b.{0,30}\brevert|\brevert\w*\b.{0,20}\bpart(?:s|ly|ial|ially)?\b/i;

/**
 * The keys of the titles that the commit taken back may have: as quoted, behind the prefix of the revert, and what
 * brought it in again. To reapply is to take back the revert. None where only a part is taken back.
 */
export function revertedTitles(message: string): readonly string[] {
  const [subject = ''] = message.trim().split('\n', 1);
  const found = TITLE.exec(subject);
  if (!found || IN_PART.test(message)) return [];
  const [, verb = '', quoted = ''] = found;
  const titles = [quoted, `${subject.slice(0, found.index)}: ${quoted}`].map(titleKey);
  const isRevert = verb.toLowerCase() === 'revert';
  const keys = titles.flatMap((key) =>
    isRevert ? [key, `reapply ${key}`, `revert revert ${key}`] : [`revert ${key}`],
  );
  return [...new Set(keys)].filter((key) => key.includes(' '));
}
