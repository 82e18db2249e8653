/** What a sync found, in a line. */
import type { SyncResult } from '../app/sources.ts';

export function describe(result: SyncResult): string {
  const count = (n: number, one: string, many: string): string => `${n} new ${n === 1 ? one : many}`;
  if (result.kind === 'quilt') return `${result.source}: ${count(result.commits, 'patch', 'patches')}`;
  if (result.kind === 'git') return `${result.source}: ${count(result.commits, 'commit', 'commits')}`;
  const parts = [count(result.stored, 'mail', 'mails')];
  if (result.duplicates > 0) parts.push(`${result.duplicates} already here`);
  if (result.removed > 0) parts.push(`${result.removed} removed`);
  if (result.unreadable > 0) parts.push(`${result.unreadable} unreadable (see 'mergeready doctor')`);
  return `${result.source}: ${parts.join(', ')}`;
}
