/** What rules of networks have in common: sockets by name, and two networks with a cable between them. */
import { CLONE, type Task } from '../../interface.ts';
import { child, eventually, fails, ok, same } from '../rule.ts';

/** Values of <sys/socket.h>. */
export const [UNIX, INET, PACKET] = [1, 2, 17];
export const [STREAM, DGRAM, RAW] = [1, 2, 3];

export const tcp = (task: Task): Promise<string> => ok(task, 'socket', INET, STREAM, 0);
export const udp = (task: Task): Promise<string> => ok(task, 'socket', INET, DGRAM, 0);
export const unix = (task: Task): Promise<string> => ok(task, 'socket', UNIX, STREAM, 0);

/** A TCP socket that is bound there. */
export async function bound(task: Task, name: string): Promise<string> {
  const fd = await tcp(task);
  await ok(task, 'bind', fd, name);
  return fd;
}

export async function listening(task: Task, name: string): Promise<string> {
  const fd = name.startsWith('@') ? await unix(task) : await tcp(task);
  await ok(task, 'bind', fd, name);
  await ok(task, 'listen', fd, 8);
  return fd;
}

export async function bindFails(errno: string, task: Task, name: string): Promise<void> {
  await fails(errno, task, 'bind', await tcp(task), name);
}

export async function connectFails(errno: string, task: Task, name: string): Promise<void> {
  await fails(errno, task, 'connect', name.startsWith('@') ? await unix(task) : await tcp(task), name);
}

export const netChild = (task: Task) => child(task, CLONE.NEWNET);

/** A child in a network of its own, and a cable to it: 10.0.0.1 here, 10.0.0.2 there. */
export async function cabled(task: Task): Promise<{ readonly task: Task; readonly pid: number }> {
  const other = await netChild(task);
  await ok(task, 'linkadd', 'veth', 'here', 'there');
  await ok(task, 'linkpid', 'there', other.pid);
  await ok(task, 'addradd', 'here', '10.0.0.1/24');
  await ok(other.task, 'addradd', 'there', '10.0.0.2/24');
  await ok(task, 'linkup', 'here');
  await ok(other.task, 'linkup', 'there');
  return other;
}

/** From one to a name where the other listens, and back. */
export async function theyTalk(client: Task, server: Task, name: string): Promise<void> {
  const listener = await listening(server, name);
  const fd = await tcp(client);
  await ok(client, 'connect', fd, name);
  const accepted = await eventually(server, 'accept', listener);
  await ok(client, 'send', fd, 'ping');
  same(await eventually(server, 'recv', accepted), 'ping', 'what came');
  await ok(server, 'send', accepted, 'pong');
  same(await eventually(client, 'recv', fd), 'pong', 'what came back');
}

export const UNPRIVILEGED = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
export const FORWARD = '/proc/sys/net/ipv4/ip_forward';
