/**
 * What the REST API lists, brought up to date: patches, covers and comments with their numbers, the state of a patch as
 * mails and trees tell it, and the events that a bot polls.
 */
import { type Epoch, FOREVER, isStanding, type Landing, type Series, WEEK } from '../facts/index.ts';
import { commentsOn } from '../series/index.ts';
import { inOneTransaction, type Store } from '../store/database.ts';
import {
  clearGoneFromListing,
  clearListingPending,
  type ListedComment,
  type ListedPatch,
  type ListingMail,
  listingMails,
  listingThreads,
  projectKeys,
  withWholeSeries,
  writeListing,
} from '../store/listing-store.ts';
import { type Numbered, numberAll } from '../store/numbers.ts';
import { readSeries } from '../store/read-series.ts';
import { landingsOf } from './landed.ts';

/** Threads in a transaction: nobody else can write for as long, which on a busy machine is seconds with a thousand. */
const CHUNK = 200;
/** From so many series on one pass over all answers is cheaper than asking for each. */
const MANY = 500;

/**
 * A mail that comes here within a week of reaching the archive is an event of now, so that a bot that asks "since I
 * last looked" misses none; an older one belongs to an archive that was taken in, and keeps its date.
 */
const LIVE = WEEK;

export interface ListingOptions {
  /** When the mails came here; null: when they reached the archive. */
  readonly now: Epoch | null;
  /** Of a patch's text the hash by which Patchwork's clients know its diff; null where it has none. */
  readonly hashOf: (text: string) => string | null;
}

/** A transaction a chunk: what another process reads meanwhile is marked again after it, and is not lost. */
export async function deriveListing(store: Store, options: ListingOptions): Promise<void> {
  const threads = listingThreads(store);
  for (let at = 0; at < threads.length; at += CHUNK) {
    const chunk = threads.slice(at, at + CHUNK);
    await inOneTransaction(store, async () => {
      await listThreads(store, withWholeSeries(store, chunk), options);
      clearListingPending(store, chunk);
    });
  }
  clearGoneFromListing(store);
}

async function listThreads(
  store: Store,
  threads: readonly number[],
  { now, hashOf }: ListingOptions,
): Promise<void> {
  const mails = listingMails(store, threads);
  const series = await readSeries(store, FOREVER, {
    ids: [...new Set(mails.flatMap((mail) => mail.series ?? []))],
  });
  const about = commentsOn(mails);
  const listed = mails.filter((mail) => mail.series !== null || about.has(mail.messageId));
  const numbers = numbersOf(store, listed, series, now);
  const stateOf = await patchStates(store, series);
  const byId = new Map<string, Series>(series.map((one) => [one.id, one]));
  const patches: ListedPatch[] = [];
  const comments: ListedComment[] = [];
  for (const mail of listed) {
    const common = {
      mail,
      number: numbers.mails.get(mail.messageId)!,
      project: numbers.projects.get(mail.project)!.id,
      submitter: numbers.people.get(mail.email)!.id,
    };
    const own = mail.series === null ? undefined : byId.get(mail.series);
    if (own)
      patches.push({
        ...common,
        kind: mail.n === 0 ? 'cover' : 'patch',
        series: numbers.series.get(own.id)!.id,
        ...stateOf(own, mail.n!),
        hash: mail.text === null ? null : hashOf(mail.text),
      });
    else {
      const on = about.get(mail.messageId)!;
      const of = byId.get(on.series!)!;
      comments.push({
        ...common,
        about: numbers.mails.get(on.messageId)!.id,
        series: numbers.series.get(of.id)!.id,
        isOnCover: on.n === 0,
      });
    }
  }
  const first = new Map<string, ListedPatch>(
    patches.toReversed().map((one) => [one.mail.series!, one] as const),
  );
  writeListing(store, threads, {
    patches,
    comments,
    series: series.flatMap((one) => {
      const head = first.get(one.id);
      if (!head) return [];
      const number = numbers.series.get(one.id)!;
      return [{ series: one, number, project: head.project, submitter: head.submitter }];
    }),
  });
}

function numbersOf(
  store: Store,
  listed: readonly ListingMail[],
  series: readonly Series[],
  now: Epoch | null,
) {
  const seenAt = (date: Epoch): Epoch => (now !== null && now - date < LIVE && now > date ? now : date);
  const posted = series.map(({ id, date }) => ({ key: id, at: seenAt(date) }));
  const senders = listed.map(({ email, date }) => ({ key: email, at: date }));
  return {
    mails: numberAll(store, 'mail', inOrder(listed, seenAt)),
    series: numberAll(store, 'series', posted),
    people: numberAll(store, 'person', senders),
    projects: numberAll(store, 'project', projectKeys(listed)),
  };
}

/** In archive order, so that numbers grow with time. */
function inOrder(mails: readonly ListingMail[], seenAt: (date: Epoch) => Epoch): readonly Numbered[] {
  return mails
    .toSorted((a, b) => a.date - b.date || (a.messageId < b.messageId ? -1 : 1))
    .map(({ messageId, date }) => ({ key: messageId, at: seenAt(date) }));
}

type PatchState = Pick<ListedPatch, 'state' | 'commitRef'>;

/** States by Patchwork's names, as far as mails and trees tell them. */
async function patchStates(
  store: Store,
  series: readonly Series[],
): Promise<(one: Series, n: number) => PatchState> {
  const changes = series.length > MANY ? null : [...new Set(series.map(({ changeId }) => changeId))];
  const standing = (await landingsOf(store, changes, FOREVER)).filter(isStanding);
  const landings = Map.groupBy(standing, ({ seriesId }) => seriesId);
  return (one, n) => {
    const landed = (landings.get(one.id) ?? []).filter((landing) => landing.n === n);
    const of = (isTree: (role: Landing['role']) => boolean) => landed.find(({ role }) => isTree(role));
    const merged = of((role) => role === 'mainline');
    if (merged) return { state: 'accepted', commitRef: merged.commit };
    if (one.supersededBy !== null) return { state: 'superseded', commitRef: null };
    const queued = of((role) => role !== 'mainline' && role !== 'project');
    if (queued) return { state: 'awaiting-upstream', commitRef: queued.commit };
    return { state: one.isAnswered ? 'under-review' : 'new', commitRef: null };
  };
}
