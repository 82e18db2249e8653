/** Is a git tree a quilt stack? */
import { git } from './git.ts';
import { PATCH_FOLDERS, SERIES_FILES } from './quilt.ts';
import { parseQuiltSeries } from './quilt-series.ts';

/** Its series file names patches that are there, or did so before all of them left. */
export async function isQuiltStack(repository: string): Promise<boolean> {
  const paths = new Set(
    (await git(['-C', repository, 'ls-tree', '-r', '--name-only', '-z', 'HEAD'])).split('\0'),
  );
  const file = SERIES_FILES.find((one) => paths.has(one)) ?? (paths.size === 1 ? 'series' : null);
  if (file === null) return false;
  const text = paths.has(file) ? await git(['-C', repository, 'cat-file', 'blob', `HEAD:${file}`]) : '';
  const listed = parseQuiltSeries(text).map(({ name }) => name);
  return listed.length > 0 ? holdsMost(paths, listed) : listedPatches(repository, file);
}

/** Sources that keep their patches beside them are no stack; nor need every patch be there, say a large one. */
function holdsMost(paths: ReadonlySet<string>, listed: readonly string[]): boolean {
  const isThere = (name: string): boolean =>
    PATCH_FOLDERS.some((folder) => paths.has(folder === '.' ? name : `${folder}/${name}`));
  const there = listed.filter(isThere).length;
  return there * 2 >= listed.length && there * 4 >= paths.size;
}

async function listedPatches(repository: string, file: string): Promise<boolean> {
  const options = ['-1', '--format=%H', '-G', '^[^#].*\\.(patch|diff)'];
  return (await git(['-C', repository, 'log', ...options, 'HEAD', '--', file])).trim() !== '';
}
