/** What the REST API reads and writes: the listing with what people decided laid over it. */
import { hash } from 'node:crypto';
import { patchworkHash } from '../ingest/mail/index.ts';
import { deriveListing } from '../model/derive/index.ts';
import { type Epoch, FOREVER, type SeriesId, UsageError } from '../model/facts/index.ts';
import { factsVersion } from '../model/store/database.ts';
import { type DecidablePatch, type DecidedPatch, decidablePatches, layOver } from '../model/store/decided.ts';
import { journalVersion, type MailField, recordEntries, TRIAGE_STATES } from '../model/store/journal.ts';
import { isListingBehind } from '../model/store/listing-store.ts';
import { type Check, readChecks } from './checks.ts';
import { decidedEvents } from './decided-events.ts';
import { type Decision, decisions } from './decisions.ts';
import { type By, decide, oneLine, readJournal } from './journal.ts';
import { readUsers, type Users } from './users.ts';
import type { Workspace } from './workspace.ts';

export { type EventFilter, type EventRow, pageOfEvents } from '../model/store/decided.ts';
export { allNumbers, keyOf, keysOf, knownNumber } from '../model/store/numbers.ts';
export {
  type ListedMailRow,
  type ListingFilter,
  type MailFilter,
  mailsByNumber,
  mailsOfSeries,
  type Order,
  type Page,
  pageOfMails,
  pageOfSeries,
  type SeriesRow,
  type Slice,
  seriesByNumber,
} from '../model/store/read-listing.ts';
export type { EventPayload } from './decided-events.ts';

export interface FreshListing {
  /** Another text whenever anything has changed. */
  readonly version: string;
  readonly users: Users;
  /** What tests found of a patch, by Message-ID; oldest first. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
}

const known = new WeakMap<Workspace['store'], FreshListing>();

const versionOf = ({ store }: Workspace): string => `${factsVersion(store)} ${journalVersion(store)}`;

/** At most one at a time for a database: a second one waits for the first. */
const underWay = new WeakMap<Workspace['store'], Promise<void>>();

/**
 * Brings the listing up to date with what was read since it was last made. The first time that is all there is, and
 * every mail and series gets its number.
 * @param now when what is new came here; null: when it reached its archive
 */
export async function refreshListing({ store }: Workspace, now: Epoch | null): Promise<void> {
  const hashOf = (text: string): string | null =>
    patchworkHash(text, (lines) => hash('sha1', lines, 'buffer'));
  const earlier = underWay.get(store) ?? Promise.resolve();
  const run = earlier
    .catch(() => {})
    .then(() => (isListingBehind(store) ? deriveListing(store, { now, hashOf }) : undefined));
  underWay.set(store, run);
  await run;
}

/**
 * The listing as it stands now, with what people decided laid over it. To be called before a page is read.
 * @param now as refreshListing has it
 */
export async function freshListing(workspace: Workspace, now: Epoch | null): Promise<FreshListing> {
  const { store } = workspace;
  await refreshListing(workspace, now);
  const last = known.get(store);
  if (last?.version === versionOf(workspace)) return last;
  const users = readUsers(workspace);
  const entries = readJournal(workspace, FOREVER);
  const decided = decisions(workspace, FOREVER);
  const patches = decidablePatches(
    store,
    entries.map(({ series }) => series),
  );
  const patchesOf = (series: SeriesId): readonly DecidablePatch[] => patches.get(series) ?? [];
  layOver(
    store,
    [...decided].flatMap(([series, decision]) =>
      patchesOf(series).map((patch) => decidedPatch(patch, decision, users)),
    ),
    decidedEvents(entries, patchesOf),
  );
  const checks = Map.groupBy(readChecks(workspace, FOREVER), ({ messageId }) => messageId);
  const fresh = { version: versionOf(workspace), users, checks };
  known.set(store, fresh);
  return fresh;
}

function decidedPatch(patch: DecidablePatch, decision: Decision, users: Users): DecidedPatch {
  const own = decision.mails.get(patch.messageId);
  const delegate = own?.delegate === undefined ? decision.delegate : own.delegate;
  return {
    id: patch.id,
    state: own?.state === undefined ? decision.state : own.state.value,
    delegate: delegate === null ? null : (users.named(delegate)?.id ?? null),
    isArchived: own?.isArchived ?? null,
    commitRef: own?.commit ?? null,
  };
}

/**
 * Writes what somebody decided about one patch or comment.
 * @param isAll the patch is all of its series: then state and delegate are those of the series
 */
export function decideMail(
  workspace: Workspace,
  mail: { readonly messageId: string; readonly series: SeriesId; readonly isAll: boolean },
  given: Partial<Record<MailField, string>>,
  by: By,
): void {
  const { state } = given;
  if (state !== undefined && state !== '' && !(TRIAGE_STATES as readonly string[]).includes(state))
    throw new UsageError(`state ${state}: there is ${TRIAGE_STATES.join(', ')}`);
  const { state: _, delegate: __, ...others } = given;
  const ofSeries = {
    ...(state === undefined ? {} : { state }),
    ...(given.delegate === undefined ? {} : { delegate: given.delegate }),
  };
  if (mail.isAll && Object.keys(ofSeries).length > 0) decide(workspace, [mail.series], ofSeries, by);
  const single = Object.entries(mail.isAll ? others : given).map(([field, value]) => ({
    ...by,
    series: mail.series,
    field: field as MailField,
    value: oneLine(value),
    message: mail.messageId,
  }));
  if (single.length > 0) recordEntries(workspace.store, single);
}
