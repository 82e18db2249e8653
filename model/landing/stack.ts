/** What became of the patches of a quilt stack: still there, folded into another, merged, or gone for another reason. */
import type { Epoch, QuiltNote, WentOn } from '../facts/index.ts';
import { noteAsks } from './notes.ts';

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
  /** The maintainer's word with which the stay ended: `merged`, `folded-merged`, `to-be-updated`, `nacked`; or null. */
  readonly why: string | null;
  /** A mainline commit of the same title. */
  readonly mainline: string | null;
}

export interface Fate {
  /** `dropped`: for a reason that its maintainer gave, which may be that a new version is due; `left`: none was given. */
  readonly what: 'in' | 'folded' | 'merged' | 'dropped' | 'left';
  /** The word of the stack's maintainer. */
  readonly stated: string | null;
  /** Null where it is a fact. */
  readonly inferredFrom: string | null;
  /** The patch it was folded into. */
  readonly into: string | null;
}

/** `x-fix.patch`, `x-v2.patch`, `x-checkpatch-fixes.patch` amend `x.patch`. */
const AMENDMENT = /^(.+)-(?:fix|v\d+|checkpatch-fixes|update|cleanup|build-fix|updates)(?:-.*)?$/;

/** The names that a patch may amend, the longest first: `x-fix-fix.patch` amends `x-fix.patch`, else `x.patch`. */
function amendedBy(name: string): readonly string[] {
  const base = AMENDMENT.exec(name.replace(/\.(?:patch|diff)$/, ''))?.[1];
  return base === undefined ? [] : [`${base}.patch`, ...amendedBy(base)];
}

/** Sections whose patches go to mainline next. */
const LEAVING = /^(?:linus|next-for-linus|mainline-urgent|mainline-later\b.*)/i;

export const isLeaving = (section: string): boolean => LEAVING.test(section);

/** A quarter of a stack leaves at once when a merge window has taken it, not because so much was dropped in a day. */
const EXODUS = 0.25;

/** What else was in the stack. */
export class Stack {
  readonly #patches: readonly StackPatch[];
  readonly #byName: ReadonlyMap<string, readonly StackPatch[]>;
  readonly #hasSections: boolean;
  readonly #exodus = new Map<Epoch, number>();

  constructor(patches: readonly StackPatch[]) {
    this.#patches = patches;
    this.#hasSections = patches.some(({ section }) => section !== '');
    this.#byName = Map.groupBy(patches, (one) => one.name);
  }

  /** Was a patch of this name there right before that time? */
  has(name: string, at: Epoch): boolean {
    return this.at(name, at) !== null;
  }

  /** The stay of this name that ended then. */
  endedAt(name: string, at: Epoch): StackPatch | null {
    return this.#byName.get(name)?.find(({ left }) => left === at) ?? null;
  }

  /** The stay of this name that lasted then. */
  at(name: string, at: Epoch): StackPatch | null {
    return this.#byName.get(name)?.find((one) => wasThere(one, at)) ?? null;
  }

  /** Where the stack has sections, what stands in none (a tree's own files) is not on its way to mainline. */
  isOnItsWay({ section }: StackPatch): boolean {
    return section !== '' || !this.#hasSections;
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
  const fate = (what: Fate['what'], more: Partial<Fate> = {}): Fate => ({
    what,
    stated: null,
    inferredFrom: null,
    into: null,
    ...more,
  });
  if (patch.left === null || patch.left > asOf) return fate('in');
  const left = patch.left;
  const into = amendedBy(patch.name).find((name) => stack.has(name, left)) ?? null;
  if (patch.why !== null) {
    const what = /^folded\b/.test(patch.why) ? 'folded' : patch.why === 'merged' ? 'merged' : 'dropped';
    return fate(what, { stated: patch.why, into: what === 'folded' ? into : null });
  }
  if (into) return fate('folded', { inferredFrom: 'its name', into });
  if (patch.mainline !== null) return fate('merged');
  if (isLeaving(patch.section)) return fate('merged', { inferredFrom: `its section, ${patch.section}` });
  const together = stack.isOnItsWay(patch) ? stack.exodusAt(patch.left) : 0;
  if (together > 0) return fate('merged', { inferredFrom: `${together} patches leaving at once` });
  return fate('left');
}

/** How sure it is that a patch went on where nobody says so. */
const SURE = { section: 0.9, exodus: 0.8 } as const;

/** Where a patch is that left the stack: in the patch that it was folded into, on its way to mainline, or nowhere. */
export function whereNow(
  name: string,
  left: Epoch,
  asOf: Epoch,
  stack: Stack,
): { readonly name: string; readonly wentOn: WentOn | null } | null {
  const stay = stack.endedAt(name, left);
  if (!stay) return null;
  const { what, into, inferredFrom } = fateOf(stay, asOf, stack);
  if (what === 'merged') {
    const score = inferredFrom === null ? 1 : isLeaving(stay.section) ? SURE.section : SURE.exodus;
    return { name, wentOn: { at: left, inferredFrom, score } };
  }
  const other = what === 'folded' && into ? stack.at(into, left) : null;
  if (!other) return null;
  return other.left === null
    ? { name: other.name, wentOn: null }
    : whereNow(other.name, other.left, asOf, stack);
}

/** Did its maintainer want acks, and did more of them come while the patch was there? */
export function ackWish(
  patch: StackPatch,
  asOf: Epoch,
): { readonly since: Epoch; readonly wasGranted: boolean } | null {
  const wish = patch.notes.find((note) => note.since <= asOf && noteAsks(note.text).includes('acks'));
  if (!wish) return null;
  return { since: wish.since, wasGranted: reviewsAt(patch, asOf) > reviewsAt(patch, wish.since) };
}

export const reviewsAt = ({ versions }: Pick<StackPatch, 'versions'>, at: Epoch): number =>
  versions.findLast((version) => version.since <= at)?.reviews ?? 0;
