/** The mailing lists that are here. */
import { UsageError } from '../model/facts/index.ts';
import { listIds } from '../model/store/read-mail.ts';
import type { Workspace } from './workspace.ts';

/** What users may call a list. */
export const LIST_PART = 'a part of its List-Id, or of the source where it has none';

/** @throws UsageError where `part` is given and no list here is called so */
export function requireList(workspace: Workspace, part: string | undefined): void {
  if (part) listsCalled(workspace, part);
}

/**
 * The List-Ids, or sources of mails without one, of which `part` is a part.
 * @throws UsageError if there is none: else whoever mistypes one would read that nothing is there
 */
export function listsCalled({ store }: Workspace, part: string): readonly string[] {
  const all = listIds(store);
  const found = all.filter((id) => id.toLowerCase().includes(part.toLowerCase()));
  if (found.length === 0)
    throw new UsageError(`list ${part}: there is none; here are ${all.join(', ') || 'no mails'}`);
  return found;
}
