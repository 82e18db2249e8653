/** What a sync found, in a line. */
import type { SyncResult } from '../app/sources.ts';

export function describe(result: SyncResult): string {
  if (result.kind === 'quilt') return `${result.source}: ${result.commits} new patches`;
  if (result.kind === 'git') return `${result.source}: ${result.commits} new commits`;
  const parts = [`${result.stored} new mails`];
  if (result.duplicates > 0) parts.push(`${result.duplicates} already here`);
  if (result.removed > 0) parts.push(`${result.removed} removed`);
  if (result.unreadable > 0) parts.push(`${result.unreadable} unreadable (see 'mergeready doctor')`);
  return `${result.source}: ${parts.join(', ')}`;
}
