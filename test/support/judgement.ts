/** What a reader made of the remarks in replies, beside what the program says of them. */
import { showSeries, type Workspace } from '../../app/index.ts';
import { epoch, type MessageId } from '../../model/facts/index.ts';
import type { ReviewComment } from '../../model/review/index.ts';
import { readMails } from '../../model/store/read-mail.ts';
import { END } from './mails.ts';

/**
 * Bundle → a mail of the series → reply → which of the pieces of its own words (from 1) → state, several with `/` where
 * more than one is right; `unclear` is not counted. Pieces that are not named are no comments.
 */
export type Marked = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>>
>;

export interface Tally {
  right: number;
  found: number;
  wanted: number;
}

export interface Figures {
  readonly open: Tally;
  readonly comments: Tally;
  /** Of what is a comment for both. */
  readonly states: Tally;
  /** One line for each difference. */
  readonly differences: readonly string[];
}

export const precision = ({ right, found }: Tally): number => right / found;
export const recall = ({ right, wanted }: Tally): number => right / wanted;

export const figures = (name: string, tally: Tally): string =>
  `${name}: precision ${precision(tally).toFixed(3)}, recall ${recall(tally).toFixed(3)} (${tally.right} right, ${tally.found} found, ${tally.wanted} judged so)`;

/** The pieces of a text that its writer wrote, between quotations. */
function ownPieces(text: string): readonly (readonly string[])[] {
  const pieces: string[][] = [];
  let isOwn = false;
  for (const line of text.split('\n')) {
    if (/^-- ?$/.test(line)) break;
    if (line.trim() === '') continue;
    const isQuoted = /^[ \t]?(?:>|\|>)/.test(line);
    if (!isQuoted) {
      if (!isOwn) pieces.push([]);
      pieces.at(-1)!.push(line.trim());
    }
    isOwn = !isQuoted;
  }
  return pieces;
}

/** In which piece each comment of a mail stands; `open` counts where several stand in one. */
function statesIn(text: string, comments: readonly ReviewComment[]): ReadonlyMap<string, string> {
  const lines = ownPieces(text).flatMap((piece, at) => piece.map((line) => ({ line, piece: `${at + 1}` })));
  const states = new Map<string, string>();
  let from = 0;
  for (const comment of comments) {
    const first = comment.text
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim();
    const next = lines.findIndex(({ line }, at) => at >= from && line === first);
    const found = next >= 0 ? next : lines.findIndex(({ line }) => line.includes(first ?? '\0'));
    if (found >= 0) from = found + 1;
    const piece = lines[found]?.piece ?? `unknown: ${first}`;
    if (!states.has(piece) || comment.state === 'open') states.set(piece, comment.state);
  }
  return states;
}

const emptyTally = (): Tally => ({ right: 0, found: 0, wanted: 0 });

/** The reader did not look whether the asker gave a Reviewed-by on a later version, and is content by that. */
const isClosed = (judged: string): boolean => /answered|overtaken/.test(judged);

/** @param days a mail of a series → as of when it was judged; the others at the end of their archive */
export async function compareMarked(
  workspaces: ReadonlyMap<string, Workspace>,
  marked: Marked,
  days: Readonly<Record<string, string>> = {},
): Promise<Figures> {
  const [open, comments, states] = [emptyTally(), emptyTally(), emptyTally()];
  const differences: string[] = [];

  const count = (where: string, judged: string, said: string): void => {
    const accepted = judged.split('/');
    if (accepted[0] === 'unclear') return;
    const isRight = accepted.includes(said) || (said === 'acknowledged' && isClosed(judged));
    if (said !== 'none') comments.found++;
    if (judged !== 'none') comments.wanted++;
    if (said !== 'none' && judged !== 'none') {
      comments.right++;
      states.found++;
      states.wanted++;
      if (isRight) states.right++;
    }
    if (said === 'open') open.found++;
    if (said === 'open' && isRight) open.right++;
    if ((said === 'open' && isRight) || (said !== 'open' && !isRight && accepted.includes('open')))
      open.wanted++;
    if (!isRight) differences.push(`${where}: judged ${judged}, said ${said}`);
  };

  for (const [bundle, series] of Object.entries(marked)) {
    const workspace = workspaces.get(bundle)!;
    for (const [name, replies] of Object.entries(series)) {
      const asOf = days[name] === undefined ? END : epoch(Date.parse(days[name]) / 1000);
      const shown = Map.groupBy((await showSeries(workspace, name, asOf)).comments, (one) => one.messageId);
      const ids = new Set([...shown.keys(), ...(Object.keys(replies) as MessageId[])]);
      for (const { messageId, text } of await readMails(workspace.store, [...ids])) {
        const said = statesIn(text, shown.get(messageId) ?? []);
        const judged = replies[messageId] ?? {};
        for (const piece of new Set([...said.keys(), ...Object.keys(judged)]))
          count(`<${messageId}> ${piece}`, judged[piece] ?? 'none', said.get(piece) ?? 'none');
      }
    }
  }
  return { open, comments, states, differences };
}
