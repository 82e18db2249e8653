/** Claims to patches by what stood in a quilt stack: a patch stays the same patch though its content is refreshed. */
import type { Epoch } from '../facts/index.ts';
import type { Claim } from './settle.ts';

/** One content of a patch of the stack, and for how long it stood there. */
export interface StackInterval {
  readonly name: string;
  readonly from: Epoch;
  /** Null while it is there. */
  readonly to: Epoch | null;
}

export interface StackClaim extends Claim {
  readonly name: string;
}

/**
 * A content may have stood in the stack more than once. Contents of one patch that followed one another and are all
 * claimed to be the same mail are one claim: that of the newest by `asOf`, since the first.
 */
export function stackClaims(
  claims: readonly Claim[],
  intervalsOf: (claim: Claim) => readonly StackInterval[],
  asOf: Epoch,
): readonly StackClaim[] {
  const pieces = claims.flatMap((claim) =>
    intervalsOf(claim)
      .filter(({ from }) => from <= asOf)
      .map(
        ({ name, from, to }): StackClaim => ({
          ...claim,
          name,
          commit: { ...claim.commit, landedAt: from },
          endsAt: to,
        }),
      ),
  );
  const groups = Map.groupBy(pieces, ({ name, pick }) => `${name}\n${pick.patch.messageId}`);
  return [...groups.values()].flatMap((group) => {
    const joined: StackClaim[] = [];
    for (const piece of group.toSorted((a, b) => a.commit.landedAt - b.commit.landedAt)) {
      const before = joined.at(-1);
      if (before?.endsAt === piece.commit.landedAt)
        joined[joined.length - 1] = {
          ...piece,
          commit: { ...piece.commit, landedAt: before.commit.landedAt },
        };
      else joined.push(piece);
    }
    return joined;
  });
}
