/** Capabilities that a guest keeps; all others are taken from it for good (capabilities(7)). */
import type { Task } from '../interface.ts';
import { CAP } from '../kernel/capabilities.ts';
import { must } from './calls.ts';

const PR_CAPBSET_DROP = 24;

/** What root of a jail or guest may still do: to its own files and processes, and to low ports. */
const KEPT = [
  CAP.CHOWN,
  CAP.DAC_OVERRIDE,
  CAP.FOWNER,
  CAP.KILL,
  CAP.SETUID,
  CAP.SETGID,
  CAP.NET_BIND_SERVICE,
] as const;

/** From the bounding set as well: no program that it runs has more. */
export async function confine(task: Task): Promise<void> {
  const kept = KEPT.reduce((set, cap) => set | (1n << BigInt(cap)), 0n);
  for (let cap = 0; cap <= CAP.CHECKPOINT_RESTORE; cap++)
    if ((kept & (1n << BigInt(cap))) === 0n) await must(task, 'prctl', PR_CAPBSET_DROP, cap);
  await must(task, 'capset', kept.toString(16), kept.toString(16), '0');
}
