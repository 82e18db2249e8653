/** When somebody wrote back: what tells a series in review from one that nobody looked at. */
import { type Epoch, epoch, type SeriesId } from '../facts/index.ts';
import { mailsOf } from './candidate.ts';
import { headOf, type Posting, type SeriesMail } from './types.ts';

/**
 * When each posting was answered first by somebody other than its sender; those that nobody answered are left out.
 * @param mails of the threads in which the postings stand
 */
export function firstAnswers(
  mails: readonly SeriesMail[],
  postings: readonly Posting[],
): ReadonlyMap<SeriesId, Epoch> {
  const postingOf = new Map(
    postings.flatMap((one) => mailsOf(one).map(({ messageId }) => [messageId, one] as const)),
  );
  const first = new Map<SeriesId, Epoch>();
  for (const { tags, references, person, archivedAt } of mails) {
    if (!tags.isReply) continue;
    for (const reference of references) {
      const posting = postingOf.get(reference);
      if (posting === undefined || person === headOf(posting).person) continue;
      first.set(posting.id, epoch(Math.min(archivedAt, first.get(posting.id) ?? archivedAt)));
    }
  }
  return first;
}
