/** The triage queue: what waits for whom, by the mails and by what people decided. */
import type { Dossier } from '../model/dossier/index.ts';
import { DAY, type Epoch, epoch } from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import type { WaitsFor } from '../model/review/index.ts';
import type { TriageState } from '../model/store/journal.ts';
import type { Waiting } from '../reports/triage.ts';
import { type Decision, decisionOn, decisions } from './decisions.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { subsystemFilter } from './maintainers.ts';
import { reviewMany } from './reviews.ts';
import type { Workspace } from './workspace.ts';

export interface TriageFilter {
  /** Series posted longer ago than this are left out, days. */
  readonly days?: number | undefined;
  /** Only of this list (LIST_PART). */
  readonly list?: string | undefined;
  /** Only of this sender (a part of name or address), or delegated to them. */
  readonly person?: string | undefined;
  /** Only of this sender: personKey() of any. */
  readonly by?: readonly string[] | undefined;
  /** Only what touches files of such subsystems (a part of their name in MAINTAINERS). */
  readonly subsystem?: string | undefined;
  readonly state?: string | undefined;
  readonly who?: WaitsFor['who'] | undefined;
  readonly feature?: string | undefined;
  /** Decisions count until then; by default until the date. Archives end, and decisions come after their end. */
  readonly decidedUntil?: Epoch | undefined;
  /** Also what waits for nobody. */
  readonly all?: boolean | undefined;
}

/** Series posted longer ago wait for nobody any more, unless asked for; days. */
export const QUEUE_DAYS = 90;

/** Decisions after which a series waits for nobody. */
const CLOSED: ReadonlySet<TriageState> = new Set([
  'accepted',
  'rejected',
  'rfc',
  'not-applicable',
  'awaiting-upstream',
  'superseded',
  'deferred',
  'handled-elsewhere',
  'queued',
  'mainlined',
]);

/** Decisions that say whose turn it is. */
const TURN: Partial<Record<TriageState, WaitsFor['who']>> = {
  'changes-requested': 'author',
  'needs-ack': 'maintainer',
};

/** Longest waiting first. Superseded versions are not in it. */
export async function triageQueue(
  workspace: Workspace,
  dossier: Dossier | null,
  asOf: Epoch,
  filter: TriageFilter = {},
): Promise<readonly Waiting[]> {
  const since = epoch(asOf - (filter.days ?? QUEUE_DAYS) * DAY);
  const listed = await landedSeries(workspace, asOf, { list: filter.list, person: filter.by, since });
  const decided = decisions(workspace, filter.decidedUntil ?? asOf);
  const select = (dossier?.features ?? []).map((feature) => ({ id: feature.id, isOf: selector([feature]) }));
  const isOf = filter.subsystem ? subsystemFilter(workspace, filter.subsystem, asOf) : () => true;
  const about = new Map<LandedSeries, About>();
  for (const series of listed.filter((one) => one.supersededBy === null && isOf(one))) {
    const own = decisionOn(decided.get(series.id), series);
    const selected = select.filter((one) => one.isOf(series)).map(({ id }) => id);
    const features = [...new Set([...selected, ...(own?.feature ? [own.feature] : [])])];
    const one = { series, own, features, delegate: own?.delegate ?? null };
    if (isAbout(one, filter)) about.set(series, one);
  }
  const queue: Waiting[] = [];
  for await (const { series, review } of reviewMany(workspace, [...about.keys()], asOf)) {
    const { own, features, delegate } = about.get(series)!;
    const state = own?.state ?? review.state;
    queue.push({ series, state, ...waiting(review.waitsFor, own), features, delegate });
  }
  return queue
    .filter((one) => isWanted(one, filter))
    .sort((a, b) => a.since - b.since || (a.series.id < b.series.id ? -1 : 1));
}

/** What is known of a series before anybody reads what was said of it. */
interface About extends Pick<Waiting, 'series' | 'features' | 'delegate'> {
  readonly own: Decision | undefined;
}

function isAbout({ series, features, delegate }: About, { person, feature }: TriageFilter): boolean {
  const has = (text: string | null, part: string): boolean =>
    text?.toLowerCase().includes(part.toLowerCase()) ?? false;
  const { name, email } = series.author;
  return (
    (feature === undefined || features.includes(feature)) &&
    (person === undefined || [name, email, delegate].some((text) => has(text, person)))
  );
}

function waiting(found: WaitsFor, own: Decision | undefined): WaitsFor {
  if (!own?.state) return found;
  const why = `${own.state}, says ${own.stateBy}`;
  if (CLOSED.has(own.state)) return { who: 'nobody', since: own.stateAt!, why };
  const who = TURN[own.state];
  return who ? { who, since: own.stateAt!, why } : found;
}

const isWanted = (one: Waiting, { all, who, state }: TriageFilter): boolean =>
  (all || who === 'nobody' || one.who !== 'nobody') &&
  (who === undefined || one.who === who) &&
  (state === undefined || one.state === state);
