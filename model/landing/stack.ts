/** What became of the patches of a quilt stack: still there, folded into another, merged, or gone for another reason. */
import type { Epoch, QuiltNote } from '../facts/index.ts';

/** A stay with what is needed to tell why it ended. */
export interface StackPatch {
  readonly name: string;
  readonly subject: string;
  readonly entered: Epoch;
  readonly left: Epoch | null;
  readonly section: string;
  readonly topic: string;
  readonly notes: readonly QuiltNote[];
  /** Since when each of its contents stood there, and how many Acked-by and Reviewed-by that had. */
  readonly versions: readonly { readonly since: Epoch; readonly reviews: number }[];
  /** A mainline commit of the same title. */
  readonly mainline: string | null;
}

export interface Fate {
  readonly what: 'in' | 'folded' | 'merged' | 'left';
  /** Null where it is a fact. */
  readonly inferredFrom: string | null;
  /** The patch it was folded into. */
  readonly into: string | null;
}

/** `x-fix.patch`, `x-v2.patch`, `x-checkpatch-fixes.patch` amend `x.patch`. */
const AMENDMENT = /^(.+?)-(?:fix|v\d+|checkpatch-fixes|update|cleanup|build-fix|updates)(?:-.*)?$/;

/** Sections whose patches go to mainline next. */
const LEAVING = /^(?:linus|next-for-linus|mainline-urgent|mainline-later\b.*)/i;

/** A quarter of a stack leaves at once when a merge window has taken it, not because so much was dropped in a day. */
const EXODUS = 0.25;

/** What else was in the stack. */
export class Stack {
  readonly #patches: readonly StackPatch[];
  readonly #byName: ReadonlyMap<string, readonly StackPatch[]>;
  readonly #exodus = new Map<Epoch, number>();

  constructor(patches: readonly StackPatch[]) {
    this.#patches = patches;
    this.#byName = Map.groupBy(patches, (one) => one.name);
  }

  /** Was a patch of this name there right before that time? */
  has(name: string, at: Epoch): boolean {
    return this.#byName.get(name)?.some((one) => wasThere(one, at)) ?? false;
  }

  /** How many left at that time, if they were so many that they went on together; else 0. */
  exodusAt(at: Epoch): number {
    const known = this.#exodus.get(at);
    if (known !== undefined) return known;
    const there = this.#patches.filter((one) => wasThere(one, at));
    const left = there.filter((one) => one.left === at).length;
    const count = left >= 20 && left >= EXODUS * there.length ? left : 0;
    this.#exodus.set(at, count);
    return count;
  }
}

const wasThere = ({ entered, left }: StackPatch, at: Epoch): boolean =>
  entered < at && (left === null || left >= at);

export function fateOf(patch: StackPatch, asOf: Epoch, stack: Stack): Fate {
  if (patch.left === null || patch.left > asOf) return { what: 'in', inferredFrom: null, into: null };
  const base = AMENDMENT.exec(patch.name.replace(/\.(?:patch|diff)$/, ''))?.[1];
  const into = base === undefined ? null : `${base}.patch`;
  if (into && stack.has(into, patch.left)) return { what: 'folded', inferredFrom: 'its name', into };
  if (patch.mainline !== null) return { what: 'merged', inferredFrom: null, into: null };
  if (LEAVING.test(patch.section))
    return { what: 'merged', inferredFrom: `its section, ${patch.section}`, into: null };
  const together = stack.exodusAt(patch.left);
  if (together > 0)
    return { what: 'merged', inferredFrom: `${together} patches leaving at once`, into: null };
  return { what: 'left', inferredFrom: null, into: null };
}

/** Did its maintainer want acks, and did more of them come while the patch was there? */
export function ackWish(
  patch: StackPatch,
  asOf: Epoch,
): { readonly since: Epoch; readonly wasGranted: boolean } | null {
  const wish = patch.notes.find(
    (note) => note.since <= asOf && /\back(?:s|ed)?\b.*\?|\backs\b/i.test(note.text),
  );
  if (!wish) return null;
  const reviewsAt = (at: Epoch): number =>
    patch.versions.findLast((version) => version.since <= at)?.reviews ?? 0;
  return { since: wish.since, wasGranted: reviewsAt(asOf) > reviewsAt(wish.since) };
}
