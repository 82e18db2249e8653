/** Where the repositories of a source lie: its own, or mirrors of a bundle or URL, brought up to date. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../model/facts/index.ts';
import { alone } from '../../model/store/lock.ts';
import { git } from './git.ts';

export const isUrl = (location: string): boolean => /^(?:https?|git|ssh|file):\/\/\S+$/.test(location);

/** Of its mirror, which may not be there yet. */
export function copyPath(location: string, workDir: string): string {
  const id = createHash('sha256').update(location).digest('hex').slice(0, 8);
  const name = basename(location)
    .replace(/[^\w.-]/g, '_')
    .replace(/\.(?:git|bundle)$/, '');
  return join(workDir, `${name || 'repository'}-${id}.git`);
}

/** A bare mirror of a bundle or URL, brought up to date; made anew if it cannot be read. */
export async function localCopy(location: string, workDir: string): Promise<string> {
  const path = copyPath(location, workDir);
  await mkdir(workDir, { recursive: true });
  await alone(`${path}.lock`, async () => {
    if (await hasCommits(path)) await fetch(location, path);
    // Also where the branch that it was a mirror of is there no more under its name.
    if (!(await hasCommits(path))) await clone(location, path);
  });
  return path;
}

async function fetch(location: string, path: string): Promise<void> {
  const options = ['--quiet', '--prune', '--force'];
  const refs = ['+refs/heads/*:refs/heads/*', '+refs/notes/*:refs/notes/*'];
  await git(['-C', path, 'fetch', ...options, '--', location, ...refs]);
}

/** Under another name until it is whole. One that was broken off is taken away, and git may still be at work in it. */
async function clone(location: string, path: string): Promise<void> {
  const begun = `${basename(path)}.part-`;
  for (const name of await readdir(dirname(path)))
    if (name.startsWith(begun)) await rm(join(dirname(path), name), { recursive: true, force: true });
  const part = `${path}.part-${process.pid}`;
  await git(['clone', '--quiet', '--mirror', '--', location, part]).catch((error: Error) => {
    throw /prerequisite commits/.test(error.message)
      ? new InputError(location, 'a bundle of what was new for somebody else: make one of the whole history')
      : error;
  });
  await rm(path, { recursive: true, force: true });
  await rename(part, path);
}

/** False for a path that nothing stands at. */
export const isThere = (location: string): boolean => isUrl(location) || existsSync(location);

const isRemote = (location: string): boolean => isUrl(location) || !existsSync(location);

/** A repository of a public-inbox, and which it is: who wants the last years of a large list has no epoch 0. */
export interface InboxEpoch {
  readonly number: number;
  readonly repository: string;
}

/** Those of public-inbox's `git/0.git` and so on, or of whoever cloned them side by side, oldest first; none elsewhere. */
export async function epochsIn(path: string): Promise<readonly InboxEpoch[]> {
  for (const folder of [join(path, 'git'), path]) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+\.git$/.test(name));
    const epochs = names.map((name) => ({
      number: Number.parseInt(name, 10),
      repository: join(folder, name),
    }));
    if (epochs.length > 0) return epochs.sort((a, b) => a.number - b.number);
  }
  return [];
}

export async function epochsOf(location: string, workDir: string): Promise<readonly InboxEpoch[]> {
  const epochs = isRemote(location) ? [] : await epochsIn(location);
  if (epochs.length > 0) return epochs;
  const repositories = isUrl(location)
    ? await repositoriesAt(location, workDir)
    : [await repositoryOf(location, workDir)];
  return repositories.map((repository, number) => ({ number, repository }));
}

/** Mirrors of a URL, or of the epochs below it: the address of a v2 inbox has no repository itself, or an empty one. */
export async function repositoriesAt(url: string, workDir: string): Promise<readonly string[]> {
  const base = url.replace(/\/+$/, '');
  const isInbox = existsSync(copyPath(`${base}/0`, workDir));
  const own = isInbox ? null : await localCopy(url, workDir).catch((error: Error) => error);
  if (typeof own === 'string' && (await hasCommits(own))) return [own];
  const epochs = await epochsBelow(base, workDir);
  if (epochs.length > 0) return epochs;
  if (own instanceof Error) throw own;
  return [copyPath(url, workDir)];
}

/** `https://lore.kernel.org/ltp/0` and so on, as public-inbox offers them (public-inbox-httpd(1)). */
async function epochsBelow(base: string, workDir: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (;;) {
    const epoch = `${base}/${found.length}`;
    const isThere = existsSync(copyPath(epoch, workDir)) || (await answers(epoch));
    if (!isThere) return found;
    found.push(await localCopy(epoch, workDir));
  }
}

const answers = (url: string): Promise<boolean> =>
  git(['ls-remote', '--', url, 'HEAD']).then(
    (refs) => refs !== '',
    () => false,
  );

const hasCommits = async (repository: string): Promise<boolean> =>
  existsSync(repository) &&
  git(['-C', repository, 'rev-parse', '--quiet', '--verify', 'HEAD^{tree}']).then(
    () => true,
    () => false,
  );

export async function repositoryOf(location: string, workDir: string): Promise<string> {
  const isBundle = !isRemote(location) && (await stat(location)).isFile();
  return isRemote(location) || isBundle ? localCopy(location, workDir) : location;
}
