/** The triage queue: what waits for whom, by the mails and by what people decided. */
import type { Dossier } from '../model/dossier/index.ts';
import { type Epoch, epoch } from '../model/facts/index.ts';
import { selector } from '../model/readiness/index.ts';
import type { WaitsFor } from '../model/review/index.ts';
import type { TriageState } from '../model/store/journal.ts';
import type { Waiting } from '../reports/triage.ts';
import { type Decision, decisionOn, decisions } from './decisions.ts';
import { subsystemFilter } from './maintainers.ts';
import { landedSeries, reviewMany } from './series.ts';
import type { Workspace } from './workspace.ts';

export interface TriageFilter {
  /** Series posted longer ago than this are left out, days. */
  readonly days?: number | undefined;
  /** Only of this list (a part of its List-Id). */
  readonly list?: string | undefined;
  /** Only of this sender (a part of name or address), or delegated to them. */
  readonly person?: string | undefined;
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

const DAY = 24 * 60 * 60;
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
  const listed = await landedSeries(workspace, asOf, { list: filter.list, since });
  const decided = decisions(workspace, filter.decidedUntil ?? asOf);
  const select = (dossier?.features ?? []).map((feature) => ({ id: feature.id, isOf: selector([feature]) }));
  const queue: Waiting[] = [];
  const isOf = filter.subsystem ? subsystemFilter(workspace, filter.subsystem, asOf) : () => true;
  const current = listed.filter((one) => one.supersededBy === null && isOf(one));
  for await (const { series, review } of reviewMany(workspace, current, asOf)) {
    const { state, waitsFor } = review;
    const own = decisionOn(decided.get(series.id), series);
    const features = [
      ...select.filter(({ isOf }) => isOf(series)).map(({ id }) => id),
      ...(own?.feature ? [own.feature] : []),
    ];
    queue.push({
      series,
      state: own?.state ?? state,
      ...waiting(waitsFor, own),
      features: [...new Set(features)],
      delegate: own?.delegate ?? null,
    });
  }
  return queue
    .filter((one) => isWanted(one, filter))
    .sort((a, b) => a.since - b.since || (a.series.id < b.series.id ? -1 : 1));
}

function waiting(found: WaitsFor, own: Decision | undefined): WaitsFor {
  if (!own?.state) return found;
  const why = `${own.state}, says ${own.stateBy}`;
  if (CLOSED.has(own.state)) return { who: 'nobody', since: own.stateAt!, why };
  const who = TURN[own.state];
  return who ? { who, since: own.stateAt!, why } : found;
}

function isWanted(one: Waiting, filter: TriageFilter): boolean {
  const has = (text: string | null, part: string): boolean =>
    text?.toLowerCase().includes(part.toLowerCase()) ?? false;
  const { name, email } = one.series.author;
  return (
    (filter.all || filter.who === 'nobody' || one.who !== 'nobody') &&
    (filter.who === undefined || one.who === filter.who) &&
    (filter.state === undefined || one.state === filter.state) &&
    (filter.feature === undefined || one.features.includes(filter.feature)) &&
    (filter.person === undefined || [name, email, one.delegate].some((text) => has(text, filter.person!)))
  );
}
