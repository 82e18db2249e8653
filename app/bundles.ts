/** Bundles of patches, as Patchwork has them: somebody's own, or shown to everybody. */
import type { MessageId } from '../model/facts/index.ts';
import { type Bundle, readBundles, writeBundle } from '../model/store/bundles.ts';
import { type Account, whoIs } from './accounts.ts';
import { type By, oneLine } from './journal.ts';
import type { Workspace } from './workspace.ts';

export type { Bundle } from '../model/store/bundles.ts';

/** What somebody may see: their own and the public ones. @param account null for a stranger */
export function bundlesFor({ store }: Workspace, account: Account | null): readonly Bundle[] {
  return readBundles(store).filter((one) => one.isPublic || isOwn(one, account));
}

export const isOwn = ({ owner }: Bundle, account: Account | null): boolean =>
  account !== null && owner === whoIs(account);

export interface BundleFields {
  readonly name: string;
  readonly isPublic: boolean;
  readonly mails: readonly MessageId[];
}

export function makeBundle({ store }: Workspace, fields: BundleFields, { who, at }: By): Bundle {
  const made = { ...fields, name: oneLine(fields.name), owner: who };
  return { ...made, id: writeBundle(store, { ...made, id: null, who, at }) };
}

export function changeBundle(
  { store }: Workspace,
  bundle: Bundle,
  fields: Partial<BundleFields>,
  { who, at }: By,
): Bundle {
  const changed = { ...bundle, ...fields, name: oneLine(fields.name ?? bundle.name) };
  writeBundle(store, { ...changed, who, at });
  return changed;
}

export function dropBundle({ store }: Workspace, bundle: Bundle, { who, at }: By): void {
  writeBundle(store, { ...bundle, mails: null, who, at });
}
