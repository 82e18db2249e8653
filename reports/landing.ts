/** A landing in words: what became of it since, and what the maintainer of a stack notes beside it. */
import type { Landing, StackNote } from '../model/facts/index.ts';
import { isLeaving, standingAsks } from '../model/landing/index.ts';
import { day } from './view.ts';

/** Behind "in TREE since DAY": empty for a landing of which nothing more is to say. */
export function sinceThen({ revert, appliedAgain, stack }: Landing): string {
  if (revert) return `, reverted ${day(revert.at)} by ${short(revert.by)}`;
  const again = appliedAgain
    ? `, applied again after ${short(appliedAgain.by)} reverted it ${day(appliedAgain.at)}`
    : '';
  return `${again}${stack ? stackText(stack) : ''}`;
}

const short = (commit: string): string => commit.slice(0, 12);

function stackText({ section, notes, wentOn }: NonNullable<Landing['stack']>): string {
  if (wentOn)
    return `, out of the stack since ${day(wentOn.at)} (${wentOn.inferredFrom ?? 'its maintainer says merged'})`;
  const place =
    section === '' ? '' : `, section ${section}${isLeaving(section) ? ' (goes to mainline next)' : ''}`;
  const said = notes.map(noteText);
  return `${place}${said.length > 0 ? `; noted: ${said.join(', ')}` : ''}`;
}

export const noteText = (note: StackNote): string =>
  `"${note.text}" since ${day(note.since)}${standingAsks(note).length === 0 ? ' (acked since)' : ''}`;
