/** A later version as the remarks on older ones see it: read once for all the versions that it is later than. */
import type { Epoch, GivenTrailer } from '../facts/index.ts';
import { type Reply, readReplies } from './remarks.ts';
import { ReviewThread } from './thread.ts';
import { trailersIn } from './trailers.ts';
import type { LaterVersion } from './types.ts';
import { VersionText } from './version-text.ts';

export interface Later {
  readonly thread: ReviewThread;
  readonly text: VersionText;
  readonly trailers: readonly GivenTrailer[];
  readonly replies: readonly Reply[];
}

const known = new WeakMap<LaterVersion, { readonly asOf: Epoch; readonly later: Later }>();

/** @param asOf mails after it do not exist */
export function readLater(version: LaterVersion, asOf: Epoch): Later {
  const found = known.get(version);
  if (found?.asOf === asOf) return found.later;
  const later = new Reading(version, asOf);
  known.set(version, { asOf, later });
  return later;
}

/** Most have no remark that asks for more than the thread. */
class Reading implements Later {
  readonly thread: ReviewThread;
  readonly text: VersionText;
  #trailers: readonly GivenTrailer[] | null = null;
  #replies: readonly Reply[] | null = null;

  constructor({ series, thread }: LaterVersion, asOf: Epoch) {
    this.thread = new ReviewThread(series, thread, asOf);
    this.text = new VersionText(this.thread.postings, series.date, series.complete);
  }

  get trailers(): readonly GivenTrailer[] {
    this.#trailers ??= trailersIn(this.thread);
    return this.#trailers;
  }

  get replies(): readonly Reply[] {
    this.#replies ??= readReplies(this.thread);
    return this.#replies;
  }
}
