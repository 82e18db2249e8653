/** A series and its thread as the reading of reviews takes them, out of small mails. */

import { bodyBlocks } from '../../ingest/mail/index.ts';
import { parseMail } from '../../ingest/mime/index.ts';
import {
  changeId,
  type Epoch,
  epoch,
  type MessageId,
  messageId,
  personKey,
  type Series,
  seriesId,
} from '../../model/facts/index.ts';
import { type LaterVersion, type Review, readReview, type ThreadMail } from '../../model/review/index.ts';
import { type Draft, diff, END, mail } from './mails.ts';

export const BOB = 'Bob Builder <bob@example.org>';
export const CAT = 'Cat Keeper <cat@example.org>';

/** A patch of Ann's to answer to. */
export const PATCH: Draft = { id: 'p', subject: '[PATCH] ns: One', body: `Why.\n${diff('a.c')}` };

/** What Bob answers to it. */
export const bobSays = (id: string, body: string, more: Partial<Draft> = {}): Draft => ({
  id,
  subject: 'Re: [PATCH] ns: One',
  to: 'p',
  at: 10,
  from: BOB,
  body,
  ...more,
});

export const id = (name: string): MessageId => messageId(`${name}@example.org`);

/** The date of a draft that is `at` minutes old. */
export const minute = (at: number): Epoch => epoch(Date.UTC(2026, 2, 2, 10, at) / 1000);

function threadMail(draft: Draft): ThreadMail {
  const answer = parseMail(new TextEncoder().encode(mail(draft)));
  if (answer instanceof Promise || answer.kind !== 'mail') throw new Error(`no plain mail: ${draft.id}`);
  const parsed = answer.mail;
  return {
    ...parsed,
    person: personKey(parsed.sender),
    date: minute(draft.at ?? 0),
    title: parsed.tags.title,
    n: parsed.tags.n,
    isReply: parsed.tags.isReply,
    hasDiff: parsed.patch !== null,
    isNotice: false,
    blocks: bodyBlocks(parsed.text),
  };
}

/** The numbered and single patches among the drafts that are no replies are the series. */
export function posting(drafts: readonly Draft[], version = 1): LaterVersion {
  const thread = drafts.map(threadMail);
  const posted = thread.filter((one) => !one.isReply && (one.hasDiff || one.n === 0));
  const cover = posted.find(({ n }) => n === 0) ?? null;
  const patches = posted
    .filter(({ n }) => n !== 0)
    .map((one) => ({
      n: one.n ?? 1,
      messageId: one.messageId,
      subject: one.title,
      patchId: null,
      date: one.date,
      files: [],
    }));
  const first = cover ?? posted[0]!;
  const series: Series = {
    id: seriesId(`${version}`.padStart(12, '0')),
    changeId: changeId('change'),
    version,
    order: version,
    versionFrom: 'stated',
    title: first.title,
    prefixes: [],
    author: first.author,
    date: first.date,
    expected: patches.length,
    received: patches.length,
    complete: true,
    isPartial: false,
    cover: cover?.messageId ?? null,
    patches,
    supersededBy: null,
    follows: null,
    isAnswered: false,
    lists: [],
  };
  return { series, thread };
}

export function review(
  drafts: readonly Draft[],
  later: readonly (readonly Draft[])[] = [],
  asOf: Epoch = END,
): Review {
  const { series, thread } = posting(drafts);
  const newer = later.map((version, at) => posting(version, at + 2));
  const supersededBy = newer[0]?.series.id ?? null;
  return readReview({ ...series, supersededBy }, thread, newer, [], asOf);
}

/** `state: first line`, for each comment. */
export const said = (...given: Parameters<typeof review>): readonly string[] =>
  review(...given).comments.map(({ state, text }) => `${state}: ${text.split('\n')[0]}`);
