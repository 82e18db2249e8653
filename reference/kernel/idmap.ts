/** Maps of ids: the lines of /proc/PID/uid_map and gid_map (user_namespaces(7), "Defining … ID mappings"). */
import { check, Failure } from './errors.ts';

/** One line: `count` ids from `inside` are those from `outside` of the parent. */
export interface Extent {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}
export type IdMap = readonly Extent[];

export const WHOLE_MAP: IdMap = [{ inside: 0, outside: 0, count: 2 ** 32 - 1 }];
/** (uid_t) -1 is no id. */
const NO_ID = 2 ** 32 - 1;
/** "There is a limit on the number of lines": user-05. */
const MOST_LINES = 340;
/** "The number of bytes written must be less than the system page size". */
const PAGE_SIZE = 4096;

export function down(map: IdMap, id: number): number | null {
  const extent = map.find((one) => id >= one.inside && id < one.inside + one.count);
  return extent ? extent.outside + (id - extent.inside) : null;
}

export function up(map: IdMap, id: number): number | null {
  const extent = map.find((one) => id >= one.outside && id < one.outside + one.count);
  return extent ? extent.inside + (id - extent.outside) : null;
}

/** @throws Failure EINVAL, for each reason that the manual lists (user-05) */
export function parseMap(text: string): IdMap {
  check(text.length < PAGE_SIZE, 'EINVAL');
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  check(lines.length > 0 && lines.length <= MOST_LINES, 'EINVAL');
  const extents = lines.map(parseExtent);
  extents.forEach((one, at) => {
    for (const other of extents.slice(0, at)) check(!overlap(one, other), 'EINVAL');
  });
  return extents;
}

function parseExtent(line: string): Extent {
  const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s*$/.exec(line);
  if (!match) throw new Failure('EINVAL');
  const [inside, outside, count] = match.slice(1).map(Number) as [number, number, number];
  check(inside < NO_ID && outside < NO_ID, 'EINVAL');
  // Zero lines or a wrap-around: the end has to be above the start, in 32 bits.
  check(count > 0 && inside + count < 2 ** 32 && outside + count < 2 ** 32, 'EINVAL');
  return { inside, outside, count };
}

const overlap = (a: Extent, b: Extent): boolean =>
  (a.inside < b.inside + b.count && b.inside < a.inside + a.count) ||
  (a.outside < b.outside + b.count && b.outside < a.outside + a.count);

/** As the file shows it: three columns, ten wide. */
export const showMap = (map: readonly (readonly [number, number, number])[]): string =>
  map.map((line) => line.map((id) => String(id).padStart(10)).join(' ')).join('\n');
