/** Tells what a location is by looking at it. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { type Epoch, InputError, type TreeRole, UsageError } from '../../model/facts/index.ts';
import { copyPath, epochsIn, epochsOf, isUrl, localCopy, repositoriesAt, repositoryOf } from './copies.ts';
import { git } from './git.ts';
import { maildirSource } from './maildir.ts';
import { hasGzipMagic, mboxSource } from './mbox.ts';
import { isFromLine } from './mbox-split.ts';
import { publicInboxSource } from './public-inbox.ts';
import { quiltTree } from './quilt.ts';
import { isQuiltStack } from './stack.ts';
import { gitTree } from './tree.ts';
import type { Detected, MailSource, SourceKind, TreeSource } from './types.ts';

const BUNDLE_MAGIC = /^# v[23] git bundle\n/;

/** @param workDir where bundles and URLs are cloned to; made if it is not there */
export async function detect(location: string, workDir: string): Promise<Detected> {
  if (location.trim() === '') throw new UsageError('no source was named: give a path or URL');
  if (location.startsWith('-'))
    throw new UsageError(`${location}: a location cannot begin with '-'; write ./${location}`);
  if (/^[a-z+]+::/i.test(location))
    throw new UsageError(`${location}: such a transport is not allowed; use a path or URL`);
  if (isUrl(location)) return detectUrl(location, workDir);
  const path = resolve(location);
  const found = await stat(path).catch(() => null);
  if (!found) throw new InputError(location, 'there is no such file, directory or URL');
  if (found.isDirectory()) return detectDirectory(path);
  if (!found.isFile()) throw new InputError(location, 'neither file nor directory');
  if (found.size === 0) throw new InputError(location, 'the file is empty');
  return detectFile(path, workDir);
}

/**
 * The locations to add for one that a user names: itself, or the mailboxes in a directory that is none, as list servers
 * offer mboxes by month and as offlineimap(1) keeps a maildir a list.
 */
export async function locationsOf(location: string): Promise<readonly string[]> {
  if (location.trim() === '') return [location];
  const path = resolve(location);
  const isFolder = !isUrl(location) && (await stat(path).catch(() => null))?.isDirectory();
  if (!isFolder || (await isArchive(path)) || (await holdsMails(path))) return [location];
  const mailboxes = await mailboxesIn(path, { files: MOST_FILES }, 0);
  return mailboxes.length > 0 ? mailboxes : [location];
}

/** How far a directory is looked through: somebody may name a home directory. */
const [DEEPEST, MOST_FILES] = [3, 5000];

async function mailboxesIn(path: string, left: { files: number }, depth: number): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inside = join(path, entry.name);
    if (left.files-- <= 0) break;
    if (entry.isFile() && (await isMbox(inside))) found.push(inside);
    if (!entry.isDirectory() || entry.name.startsWith('.') || (await isRepository(inside))) continue;
    if ((await isArchive(inside)) || (await holdsMails(inside))) found.push(inside);
    else if (depth < DEEPEST) found.push(...(await mailboxesIn(inside, left, depth + 1)));
  }
  return found;
}

async function isRepository(path: string): Promise<boolean> {
  const names = new Set(await readdir(path).catch(() => []));
  return names.has('.git') || (names.has('HEAD') && names.has('objects'));
}

async function isArchive(path: string): Promise<boolean> {
  const names = new Set(await readdir(path));
  if (['cur', 'new'].some((folder) => names.has(folder))) return true;
  return (await isRepository(path)) || (await epochsIn(path)).length > 0;
}

/** An mbox, or a mail by itself among them. */
async function isMbox(path: string): Promise<boolean> {
  const head = await headOf(path).catch(() => '');
  return isFromLine(firstLine(head)) || isMailHead(head);
}

/** How a file begins, as latin1; unpacked where it is compressed with gzip. */
async function headOf(path: string): Promise<string> {
  const head = await firstBytes(path, 4096);
  if (!(await hasGzipMagic(path))) return head;
  const packed = Buffer.from(head, 'latin1');
  return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
}

/** A byte order mark is passed over: editors leave it. */
const firstLine = (head: string): string =>
  head
    .replace(/^(?:\xef\xbb\xbf)?\s*/, '')
    .split('\n')[0]!
    .trimEnd();

/** What git format-patch writes at the top of each file. */
const isPatchLine = (line: string): boolean => /^From [0-9a-f]{40} /.test(line);

const isMailHead = (head: string): boolean =>
  /^[!-9;-~]+[ \t]*:/.test(firstLine(head)) &&
  /^(?:from|message-id|received|return-path|date)[ \t]*:/im.test(head);

/** Files looked at to tell whether a directory holds mails, one a file. */
const SAMPLE = 20;

/** MH folders, exported mails, what git format-patch wrote. */
async function holdsMails(path: string): Promise<boolean> {
  const entries = await readdir(path, { withFileTypes: true });
  const all = entries.filter((entry) => entry.isFile() && !/^[.,]/.test(entry.name));
  const step = Math.ceil(all.length / SAMPLE);
  const files = all.filter((_, at) => at % step === 0);
  const heads = await Promise.all(files.map(({ name }) => firstBytes(join(path, name), 4096)));
  const mails = heads.filter((head) => isPatchLine(firstLine(head)) || isMailHead(head));
  return mails.length > 0 && mails.length * 2 >= files.length;
}

/** What people have of archives, and we do not unpack: how it begins. */
const PACKED: readonly (readonly [magic: RegExp, what: string])[] = [
  [/^\xfd7zXZ\0/, 'compressed with xz'],
  [/^BZh\d/, 'compressed with bzip2'],
  [/^\x28\xb5\x2f\xfd/, 'compressed with zstd'],
  [/^PK\x03\x04/, 'a zip archive'],
  [/^7z\xbc\xaf/, 'a 7z archive'],
  [/^[\s\S]{257}ustar/, 'a tar archive'],
];

async function detectFile(path: string, workDir: string): Promise<Detected> {
  const head = await headOf(path).catch(() => {
    throw new InputError(path, 'its gzip is damaged from the beginning; get it again');
  });
  if (BUNDLE_MAGIC.test(head)) return detectRepository(path, await localCopy(path, workDir), 'git bundle');
  const packed = PACKED.find(([magic]) => magic.test(head));
  if (packed) throw new InputError(path, `${packed[1]}: unpack it, and add what is in it`);
  const name = basename(path).replace(/\.(?:gz|mbox|mbx|txt)\b/g, '');
  const how = (await hasGzipMagic(path)) ? ', compressed with gzip' : '';
  if (isFromLine(firstLine(head)))
    return { kind: 'mbox', location: path, name, description: `an mbox${how}` };
  if (isMailHead(head)) return { kind: 'mbox', location: path, name, description: `a single mail${how}` };
  throw new InputError(
    path,
    'neither mbox, mail nor git bundle; add an mbox, maildir, public-inbox or git repository',
  );
}

async function detectDirectory(path: string): Promise<Detected> {
  const names = new Set(await readdir(path));
  const name = basename(path).replace(/\.git$/, '');
  if (['cur', 'new'].some((folder) => names.has(folder)))
    return { kind: 'maildir', location: path, name, description: 'a maildir' };
  if ((await epochsIn(path)).length > 0)
    return { kind: 'public-inbox-v2', location: path, name, description: 'a public-inbox (v2) with epochs' };
  if (names.has('.git') || (names.has('HEAD') && names.has('objects')))
    return detectRepository(path, path, 'git repository');
  if (await holdsMails(path))
    return { kind: 'maildir', location: path, name, description: 'a directory of mails, one a file' };
  throw new InputError(
    path,
    'neither maildir, public-inbox nor git repository, and no mbox in it: nothing here can be read',
  );
}

async function detectUrl(location: string, workDir: string): Promise<Detected> {
  const repositories = await repositoriesAt(location, workDir);
  if (repositories[0] === copyPath(location, workDir))
    return detectRepository(location, repositories[0], 'URL');
  const epochs = repositories.length === 1 ? 'one epoch' : `${repositories.length} epochs`;
  const description = `a URL: a public-inbox (v2) with ${epochs}`;
  return { kind: 'public-inbox-v2', location, name: nameOf(`${location}/0`), description };
}

async function detectRepository(location: string, repository: string, what: string): Promise<Detected> {
  const name = nameOf(location);
  const describe = (kind: SourceKind, text: string): Detected => ({
    kind,
    location,
    name,
    description: `a ${what}: ${text}`,
  });
  const tree = await git(['-C', repository, 'ls-tree', '--name-only', 'HEAD']).catch(() => {
    throw new InputError(location, 'a git repository without commits on HEAD; nothing to read');
  });
  const names = tree.split('\n').filter(Boolean);
  if (names.length > 0 && names.every((one) => /^(?:m|d|_\/.*)$/.test(one)))
    return describe('public-inbox-v2', 'an epoch of a public-inbox (v2)');
  if (names.length > 0 && names.every((one) => /^[0-9a-f]{2}$/.test(one)))
    return describe('public-inbox-v1', 'a public-inbox (v1)');
  if (await isQuiltStack(repository)) return describe('quilt', 'a quilt stack');
  return describe('git', 'a git tree');
}

/** An epoch (`linux-api/git/0.git`, `https://lore.kernel.org/linux-api/0`) has its list's name. */
function nameOf(location: string): string {
  const parts = location.split('/').filter((part) => part !== '' && part !== '.git');
  const name = (part = ''): string => part.replace(/\.(?:git|bundle)$/, '');
  const above = parts.slice(0, -1).findLast((part) => part !== 'git');
  const isEpoch = /^\d+$/.test(name(parts.at(-1))) && above !== undefined;
  return isEpoch ? name(above) : name(parts.at(-1));
}

async function firstBytes(path: string, size: number): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Opens what detect() found; a bundle or URL is fetched first. */
export async function openMails(
  source: Pick<Detected, 'kind' | 'location'>,
  workDir: string,
): Promise<MailSource> {
  switch (source.kind) {
    case 'mbox':
      return mboxSource(source.location);
    case 'maildir':
      return maildirSource(source.location);
    case 'public-inbox-v1':
    case 'public-inbox-v2':
      return publicInboxSource(source.kind, await epochsOf(source.location, workDir));
    case 'git':
    case 'quilt':
      throw new UsageError(`${source.location}: a tree holds no mails; add it with --role`);
  }
}

/** @param since of a git tree: what landed before is not read; null for all */
export async function openTree(
  { kind, location }: Pick<Detected, 'kind' | 'location'>,
  role: TreeRole,
  since: Epoch | null,
  workDir: string,
): Promise<TreeSource> {
  const repository = await repositoryOf(location, workDir);
  return kind === 'quilt' ? quiltTree(repository, role) : gitTree(repository, role, since);
}
