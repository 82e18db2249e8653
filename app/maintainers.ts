/** Who looks after files and series, by the MAINTAINERS file of a tree as it was on the day. */
import { readDiff } from '../ingest/mail/diff.ts';
import { type Epoch, mailsOf, type Series, UsageError } from '../model/facts/index.ts';
import {
  type HeardKeeper,
  heardKeepers,
  type Keepers,
  keepersOf,
  parseMaintainers,
  type Subsystem,
} from '../model/maintainers/index.ts';
import { findSeries } from '../model/store/find-series.ts';
import { readMaintainers } from '../model/store/maintainers-store.ts';
import { readMails, readThreads } from '../model/store/read-mail.ts';
import { type LandedSeries, landedSeries } from './landings.ts';
import { threadOutlines } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

export type { HeardKeeper, Keepers } from '../model/maintainers/index.ts';

/** Where the answer comes from. */
export interface MaintainersSource {
  readonly tree: string;
  /** Since when this version of the file stood in the tree. */
  readonly since: Epoch;
}

export interface FileKeepers extends Keepers {
  readonly from: MaintainersSource;
}

export interface SeriesKeepers extends Omit<FileKeepers, 'people'> {
  readonly people: readonly HeardKeeper[];
}

interface Known {
  readonly from: MaintainersSource;
  readonly sections: readonly Subsystem[];
}

function known({ store }: Workspace, asOf: Epoch): Known | null {
  const file = readMaintainers(store, asOf);
  if (file === null) return null;
  return { from: { tree: file.tree, since: file.since }, sections: sectionsOf(store, file.text) };
}

/** The kernel's file has twenty thousand lines, and each page of a series asks for it. */
const parsed = new WeakMap<Workspace['store'], { text: string; sections: readonly Subsystem[] }>();

function sectionsOf(store: Workspace['store'], text: string): readonly Subsystem[] {
  const before = parsed.get(store);
  if (before?.text === text) return before.sections;
  const sections = parseMaintainers(text);
  parsed.set(store, { text, sections });
  return sections;
}

/** Null where no tree at hand had a MAINTAINERS file by then. */
export function keepersOfFiles(
  workspace: Workspace,
  files: readonly string[],
  asOf: Epoch,
): FileKeepers | null {
  const found = known(workspace, asOf);
  return found && { ...keepersOf(found.sections, files), from: found.from };
}

/** Those of the files that a series touches and of what it changes; its author left out. */
export async function keepersOfSeries(
  workspace: Workspace,
  series: Series,
  asOf: Epoch,
): Promise<SeriesKeepers | null> {
  const found = known(workspace, asOf);
  if (found === null) return null;
  const files = [...new Set(series.patches.flatMap((patch) => patch.files))];
  const mails = await readMails(
    workspace.store,
    series.patches.map(({ messageId }) => messageId),
  );
  const keepers = keepersOf(
    found.sections,
    files,
    mails.flatMap(({ subject, text }) => [subject, ...keywordLines(text)]),
  );
  const thread = await readThreads(workspace.store, mailsOf(series), asOf);
  const people = heardKeepers(keepers, series.author, new Set(mailsOf(series)), thread);
  return { ...keepers, people, from: found.from };
}

/** Where get_maintainer.pl looks for K:, in the message and in what the diff adds and removes. */
function keywordLines(text: string): readonly string[] {
  const at = readDiff(text)?.start ?? text.length;
  const changed = text
    .slice(at)
    .split('\n')
    .filter((line) => /^[+-](?!\+\+ |-- )/.test(line));
  return [...text.slice(0, at).split('\n'), ...changed];
}

/** The maintainers who have not spoken about a series, by series: those in review alone; by files, without K:. */
export async function unheardKeepers(
  workspace: Workspace,
  series: readonly LandedSeries[],
  asOf: Epoch,
): Promise<ReadonlyMap<string, { readonly unheard: readonly string[] }>> {
  const found = known(workspace, asOf);
  if (found === null) return new Map();
  const open = series.filter(
    (one) => one.supersededBy === null && !one.isPartial && one.landings.length === 0,
  );
  const threadOf = await threadOutlines(workspace, open, asOf);
  return new Map(
    open.map((one) => {
      const files = one.patches.flatMap((patch) => patch.files);
      const thread = threadOf(one).map((mail) => ({ ...mail, to: [], cc: [] }));
      const people = heardKeepers(keepersOf(found.sections, files), one.author, new Set(), thread);
      const silent = people.filter(({ role, spokeIn }) => role === 'maintainer' && spokeIn === null);
      return [one.id, { unheard: silent.map(({ name, email }) => name || email) }];
    }),
  );
}

/**
 * Does a series touch files of a subsystem with these words in its name?
 * @throws UsageError if no tree at hand had a MAINTAINERS file by then
 */
export function subsystemFilter(
  workspace: Workspace,
  words: string,
  asOf: Epoch,
): (series: Series) => boolean {
  const wanted = words.toLowerCase();
  const found = known(workspace, asOf);
  if (found === null)
    throw new UsageError('--subsystem: no tree here has a MAINTAINERS file; add one with --role mainline');
  const sections = found.sections.filter(({ name }) => name.toLowerCase().includes(wanted));
  return (series) =>
    keepersOf(
      sections,
      series.patches.flatMap((patch) => patch.files),
    ).subsystems.length > 0;
}

/**
 * @param what one series (its id, or the Message-ID of any of its mails), or paths of files
 * @returns null where no tree has a MAINTAINERS file
 */
export async function keepersOfWhat(workspace: Workspace, what: readonly string[], asOf: Epoch) {
  const [first] = what;
  const isSeries = what.length === 1 && /^[0-9a-f]{4,12}$|@/.test(first!);
  if (!isSeries) return keepersOfFiles(workspace, what, asOf);
  const [series] = await landedSeries(workspace, asOf, { ids: [findSeries(workspace.store, first!, asOf)] });
  return keepersOfSeries(workspace, series!, asOf);
}
