/** Adding sources and bringing the facts up to date. */
import { ingestCommits } from '../ingest/pipeline/commits.ts';
import { ingestMails } from '../ingest/pipeline/mails.ts';
import { ParserPool } from '../ingest/pipeline/pool.ts';
import {
  type Detected,
  detect,
  isThere,
  locationsOf,
  openMails,
  openTree,
  type SourceKind,
} from '../ingest/source/index.ts';
import { derive } from '../model/derive/index.ts';
import {
  DAY,
  type Epoch,
  InputError,
  OutsideError,
  TREE_ROLES,
  type TreeRole,
  UsageError,
} from '../model/facts/index.ts';
import { conformanceDates, readConformance, writeConformance } from '../model/store/conformance-store.ts';
import { aloneInFacts } from '../model/store/lock.ts';
import { fileProblem, mustBeWritable } from '../model/store/problem.ts';
import { removeStore, replaceFacts } from '../model/store/replace.ts';
import { listSources, putSource, type StoredSource } from '../model/store/sources.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface SyncOptions {
  /** No mail can have come later; the time of the call. */
  readonly now: Epoch;
  readonly onProgress?: (source: string, done: number, total: number | null) => void;
}

/** What became of one source. */
export interface SyncResult {
  readonly source: string;
  readonly kind: string;
  readonly stored: number;
  readonly duplicates: number;
  readonly removed: number;
  readonly unreadable: number;
  readonly commits: number;
  /** Why it could not be read, or not to its end; what was read of it before stays. */
  readonly problem: string | null;
}

/** Why the first that failed did; null if none. */
export const problemIn = (results: readonly SyncResult[]): string | null =>
  results.find(({ problem }) => problem !== null)?.problem ?? null;

/** A mail that claims to come from later than this much after now has a wrong clock; seconds. */
const CLOCK_SKEW = DAY;

export interface AddOptions extends SyncOptions {
  readonly kind?: SourceKind | undefined;
  readonly role?: TreeRole | undefined;
  readonly name?: string | undefined;
  /** Of a git tree: what landed before is not read. */
  readonly since?: Epoch | undefined;
}

/** A source as it was found, and what was read of it. */
export interface Added {
  readonly detected: Detected;
  readonly result: SyncResult;
}

export async function addSource(workspace: Workspace, location: string, options: AddOptions): Promise<Added> {
  const [added] = await addSources(workspace, [location], options);
  return added!;
}

/** Adds what a user names: one source, or every mbox of a directory of mboxes. */
export async function addLocation(
  workspace: Workspace,
  location: string,
  options: AddOptions,
): Promise<readonly Added[]> {
  return addSources(workspace, options.kind ? [location] : await locationsOf(location), options);
}

async function addSources(
  workspace: Workspace,
  locations: readonly string[],
  options: AddOptions,
): Promise<readonly Added[]> {
  mustBeWritable(workspace.store);
  const found: Detected[] = [];
  for (const location of locations) {
    options.onProgress?.(location, 0, null);
    found.push(await identify(workspace, location, options));
  }
  const results = await whenAlone(workspace, options, async () => {
    const sources: StoredSource[] = [];
    const { role = null, since } = options;
    for (const detected of found)
      sources.push(await putSource(workspace.store, { ...detected, role, since }));
    return readSources(workspace, sources, options);
  });
  const problem = problemIn(results);
  if (problem !== null) throw new OutsideError(problem);
  return found.map((detected, at) => ({ detected, result: results[at]! }));
}

const keptIn = (kind: SourceKind): 'file' | 'directory' | 'repository' =>
  kind === 'mbox' ? 'file' : kind === 'maildir' ? 'directory' : 'repository';

async function identify(workspace: Workspace, location: string, options: AddOptions): Promise<Detected> {
  const found = await detect(location, workspace.repositories);
  const detected = {
    ...found,
    kind: options.kind ?? (options.role && found.kind !== 'quilt' ? 'git' : found.kind),
    name: options.name ?? found.name,
  };
  if (options.kind !== undefined && keptIn(options.kind) !== keptIn(found.kind))
    throw new UsageError(`${location}: ${found.description}, which cannot be read as ${options.kind}`);
  if (options.role !== undefined && keptIn(found.kind) !== 'repository')
    throw new UsageError(`${location}: ${found.description}; --role is for trees`);
  if (options.since !== undefined && detected.kind !== 'git')
    throw new UsageError(`${location}: ${found.description}; --since is for git trees`);
  if ((detected.kind === 'git' || detected.kind === 'quilt') && !options.role) {
    throw new UsageError(
      `${location}: ${found.description}, no public-inbox; say what the tree is with --role ${TREE_ROLES.join('|')}`,
    );
  }
  return detected;
}

/** Reads what is new of all sources, and derives what follows. */
export const syncSources = (workspace: Workspace, options: SyncOptions): Promise<readonly SyncResult[]> =>
  whenAlone(workspace, options, async () =>
    readSources(workspace, await listSources(workspace.store), options),
  );

/** @throws OutsideError if somebody else is at these facts, and does not end */
const whenAlone = <T>(
  { store }: Workspace,
  { onProgress }: SyncOptions,
  work: () => Promise<T>,
): Promise<T> => {
  mustBeWritable(store);
  return aloneInFacts(store, work, () => onProgress?.('waiting for another mergeready', 0, null));
};

async function readSources(
  workspace: Workspace,
  sources: readonly StoredSource[],
  options: SyncOptions,
): Promise<readonly SyncResult[]> {
  let pool: ParserPool | null = null;
  const results: SyncResult[] = [];
  try {
    for (const source of sources) {
      const nothing = { stored: 0, duplicates: 0, removed: 0, unreadable: 0, commits: 0, problem: null };
      const result = { source: source.name, kind: source.kind, ...nothing };
      try {
        if (source.role === null) pool ??= new ParserPool();
        results.push({ ...result, ...(await readSource(workspace, source, pool, options)) });
      } catch (error) {
        const problem = fileProblem(error) ?? error;
        if (!(problem instanceof OutsideError || problem instanceof InputError)) throw error;
        results.push({ ...result, problem: problem.message });
      }
    }
  } finally {
    await pool?.close();
  }
  options.onProgress?.('series and landings', 0, null);
  await derive(workspace.store);
  return results;
}

async function readSource(
  workspace: Workspace,
  source: StoredSource,
  pool: ParserPool | null,
  options: SyncOptions,
): Promise<Partial<SyncResult>> {
  const { store, repositories } = workspace;
  const where = { kind: source.kind as SourceKind, location: source.location };
  const onProgress = (done: number, total: number | null) => options.onProgress?.(source.name, done, total);
  if (!isThere(source.location))
    throw new InputError(
      source.location,
      `it is not there any more; bring it back, or 'mergeready rebuild --without ${source.name}'`,
    );
  if (source.role !== null) {
    const reader = await openTree(where, source.role, source.since, repositories);
    return { commits: await ingestCommits(store, source, reader, { onProgress }) };
  }
  const reader = await openMails(where, repositories);
  return ingestMails(store, source, reader, pool!, { latest: options.now + CLOCK_SKEW, onProgress });
}

/**
 * Reads everything again from the sources, into a file beside whose content takes the place of the old one's only when that
 * succeeded, at once for all who have the database open.
 */
export const rebuild = (workspace: Workspace, options: RebuildOptions): Promise<readonly SyncResult[]> =>
  whenAlone(workspace, options, async () => {
    const { path } = workspace.store;
    const beside = `${path}.rebuild`;
    // What one left that was broken off.
    removeStore(beside);
    const fresh = { ...openWorkspace(beside, true, path), repositories: workspace.repositories };
    try {
      const results = await readAgain(workspace, fresh, options);
      await replaceFacts(fresh.store, path);
      return results;
    } finally {
      await fresh.store.close();
      removeStore(beside);
    }
  });

export interface RebuildOptions extends SyncOptions {
  /** Name or location of a source to leave out. */
  readonly without?: string | undefined;
}

async function readAgain(
  workspace: Workspace,
  fresh: Workspace,
  options: RebuildOptions,
): Promise<readonly SyncResult[]> {
  const { without } = options;
  const all = await listSources(workspace.store);
  const sources = all.filter(({ name, location }) => without !== name && without !== location);
  if (without !== undefined && sources.length !== all.length - 1) {
    const what = sources.length === all.length ? 'no source has that name' : 'several have that name';
    throw new UsageError(`${without}: ${what}; 'mergeready status' lists them with their locations`);
  }
  if (sources.length === 0)
    throw new InputError(workspace.store.path, 'no sources to rebuild from; add one first');
  for (const source of sources) await putSource(fresh.store, source);
  for (const at of conformanceDates(workspace.store))
    writeConformance(fresh.store, readConformance(workspace.store, at)!);
  const results = await readSources(fresh, await listSources(fresh.store), options);
  const problem = problemIn(results);
  if (problem !== null) throw new OutsideError(`${problem}; nothing was changed`);
  return results;
}
