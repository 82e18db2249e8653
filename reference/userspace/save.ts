/** What a process inside a container reads of its namespaces, for a checkpoint. */
import type { Task } from '../interface.ts';
import { must } from './calls.ts';
import type { FileImage, Image, IpcImage, NetImage, Owned } from './image.ts';

const MSG_COPY = 0o40000;
const LIMITS = ['kernel/msgmax', 'kernel/msgmnb', 'kernel/msgmni', 'kernel/shmmni', 'kernel/shm_rmid_forced'];
const NET_SETTINGS = [
  'net/ipv4/ip_forward',
  'net/ipv4/ip_nonlocal_bind',
  'net/ipv4/ip_unprivileged_port_start',
];

async function sysctls(eye: Task, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {};
  for (const name of names) values[name] = await must(eye, 'read', `/proc/sys/${name}`);
  return values;
}

/** The ids in a file of /proc/sysvipc: the second column, behind the header. */
async function ids(eye: Task, kind: 'msg' | 'sem' | 'shm'): Promise<readonly number[]> {
  const text = await must(eye, 'read', `/proc/sysvipc/${kind}`);
  const columns = text.trim().split(/\s+/);
  const width = columns.indexOf(kind === 'shm' ? 'swap' : 'ctime') + 1;
  const found: number[] = [];
  for (let at = width; at < columns.length; at += width) found.push(Number(columns[at + 1]));
  return found;
}

/** IPC_STAT: key uid gid cuid cgid mode, and what is of the kind. */
async function stat(
  eye: Task,
  call: 'msgstat' | 'semstat' | 'shmstat',
  id: number,
): Promise<{ readonly owned: Owned; readonly rest: readonly string[] }> {
  const [key, uid, gid, , , mode, ...rest] = (await must(eye, call, id)).split(' ');
  const owned = { key: Number(key), id, uid: Number(uid), gid: Number(gid), mode: Number.parseInt(mode!, 8) };
  return { owned, rest };
}

export async function saveIpc(eye: Task): Promise<IpcImage> {
  const messages: IpcImage['messages'][number][] = [];
  for (const id of await ids(eye, 'msg')) {
    const { owned, rest } = await stat(eye, 'msgstat', id);
    const items: string[] = [];
    for (let at = 0; at < Number(rest[0]); at++) items.push(await must(eye, 'msgrcv', id, at, MSG_COPY));
    messages.push({ ...owned, items });
  }
  const semaphores: IpcImage['semaphores'][number][] = [];
  for (const id of await ids(eye, 'sem')) {
    const { owned, rest } = await stat(eye, 'semstat', id);
    const values: number[] = [];
    for (let at = 0; at < Number(rest[0]); at++) values.push(Number(await must(eye, 'semgetval', id, at)));
    semaphores.push({ ...owned, values });
  }
  const segments: IpcImage['segments'][number][] = [];
  for (const id of await ids(eye, 'shm')) {
    const { owned, rest } = await stat(eye, 'shmstat', id);
    const at = await must(eye, 'shmat', id);
    segments.push({ ...owned, size: Number(rest[0]), text: await must(eye, 'shmread', at) });
    await must(eye, 'shmdt', at);
  }
  return { messages, semaphores, segments, limits: await sysctls(eye, LIMITS) };
}

export async function saveNet(eye: Task): Promise<NetImage> {
  const probe = await must(eye, 'socket', 2, 2, 0);
  const devices: NetImage['devices'][number][] = [];
  for (const name of (await must(eye, 'links')).split(' ')) {
    const addresses = (await must(eye, 'addrs', name)).split(' ').filter(Boolean);
    devices.push({ name, isUp: (await must(eye, 'getifflags', probe, name)) === '1', addresses });
  }
  await must(eye, 'close', probe);
  const routes = (await must(eye, 'routes')).split(', ').filter(Boolean);
  return { devices, routes, sysctls: await sysctls(eye, NET_SETTINGS) };
}

/** The file tree below its root; what other file systems show (/proc) is made anew. */
export async function saveFiles(eye: Task, at = ''): Promise<Image['files']> {
  const files: FileImage[] = [];
  for (const name of (await must(eye, 'list', at || '/')).split(' ').filter(Boolean)) {
    const path = `${at}/${name}`;
    if (path === '/proc') continue;
    const [kind = '', mode = ''] = (await must(eye, 'stat', path)).split(' ');
    const isDirectory = kind === 'directory';
    files.push({ path, mode, text: isDirectory ? null : await must(eye, 'read', path) });
    if (isDirectory) files.push(...(await saveFiles(eye, path)));
  }
  return files;
}
