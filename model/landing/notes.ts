/** What the maintainer of a quilt stack asks for in the notes beside a patch, in the words that -mm's uses. */
import type { Epoch, Landing, NoteAsks, StackNote } from '../facts/index.ts';

const URL = /https?:\/\/\S+/g;

/**
 * `acks?`, `more acks?`, `Naoya ack?`; `check review`, `Dan issues`, a mail's address; `TBU` (to be updated);
 * `mhocko nack`; `hold for Hugh`, `too soon?`; `needs other.patch`.
 */
const FORMS: readonly (readonly [NoteAsks, RegExp])[] = [
  ['acks', /\backs?\b/i],
  ['nack', /\bnack(?:s|ed)?\b/i],
  ['review', /\breviews?\b|\S\s+(?:comments?|issues?|q|request|alternative)\b/i],
  ['update', /\bTBU\b|\bto be updated\b/i],
  ['hold', /^hold\b|\bchecking$|\btoo soon\b|\bextra cycle\b/i],
  ['needs', /^needs\b/i],
];

export function noteAsks(text: string): readonly NoteAsks[] {
  const words = text.replace(URL, ' ');
  const found = FORMS.filter(([, form]) => form.test(words)).map(([asks]) => asks);
  if (found.length > 0) return found;
  return words.trim() === '' ? ['review'] : ['remark'];
}

/** A note as it stood, and how many reviews and acks the patch had at a time. */
export function standingNote(
  note: { readonly text: string; readonly since: Epoch },
  reviewsAt: (at: Epoch) => number,
  asOf: Epoch,
): StackNote {
  const asks = noteAsks(note.text);
  const isAcked = asks.includes('acks') && reviewsAt(asOf) > reviewsAt(note.since);
  return { text: note.text, since: note.since, asks, isAcked };
}

/** What a note still asks for: nothing where it asked for acks that came. */
export const standingAsks = ({ asks, isAcked }: StackNote): readonly NoteAsks[] =>
  isAcked ? asks.filter((one) => one !== 'acks') : asks;

/**
 * Landings of one series with the acks that came on the list: the stack itself has them only with its next snapshot.
 * @param approvedSince has the patch of that number a review or ack given after that time?
 */
export function ackedOnList(
  landings: readonly Landing[],
  approvedSince: (n: number, since: Epoch) => boolean,
): readonly Landing[] {
  return landings.map((one) => {
    if (!one.stack) return one;
    const notes = one.stack.notes.map((note) => ({
      ...note,
      isAcked: note.isAcked || (note.asks.includes('acks') && approvedSince(one.n, note.since)),
    }));
    return { ...one, stack: { ...one.stack, notes } };
  });
}
