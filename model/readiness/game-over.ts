/**
 * "If no acceptable approach is found and it is compulsory, game over": a compulsory feature, every variant of which
 * somebody objects to, ends the goal; an alternative variant that nobody objects to keeps it alive.
 */
import { type Feature, isKnown, type Position } from '../dossier/index.ts';
import type { Whole } from './context.ts';

export interface GameOver {
  readonly feature: string;
  /** Disputed: over only if those who call it compulsory are right. */
  readonly isDisputed: boolean;
  readonly objections: readonly Position[];
}

/** Titles of the variants that nobody objects to; of the feature itself where no variant is named. */
export function approachesLeft(
  feature: Feature,
  whole: Whole,
): { readonly left: readonly string[]; readonly objections: readonly Position[] } {
  const against = whole.positions.filter((one) => one.stance === 'object' && one.on.feature === feature.id);
  const variants = feature.variants.filter(
    (one) => !one.evidence || isKnown(one.evidence, whole.facts, whole.asOf),
  );
  const onWhole = against.filter((one) => one.on.variant === undefined);
  if (variants.length === 0)
    return { left: onWhole.length === 0 ? [feature.title] : [], objections: against };
  // Whoever objects to the feature and accepts one of its variants objects to the others.
  const isLeft = (id: string): boolean =>
    !against.some((one) => one.on.variant === id) &&
    onWhole.every((one) => accepts(one.stakeholder, feature.id, id, whole));
  return {
    left: variants.filter((one) => isLeft(one.id)).map((one) => one.title),
    objections: against,
  };
}

const accepts = (stakeholder: string, feature: string, variant: string, whole: Whole): boolean =>
  whole.positions.some(
    (one) =>
      one.stakeholder === stakeholder &&
      one.on.feature === feature &&
      one.on.variant === variant &&
      (one.stance === 'support' || one.stance === 'accept'),
  );

/** The compulsory features that end the goal, as far as was said by the date. */
export function gameOver(whole: Whole): readonly GameOver[] {
  const { facts, asOf } = whole;
  return whole.dossier.features.flatMap((feature) => {
    const known = (claims: readonly { readonly evidence: Parameters<typeof isKnown>[0] }[]): boolean =>
      claims.some((one) => isKnown(one.evidence, facts, asOf));
    if (!known(feature.compulsory?.claimed ?? [])) return [];
    const { left, objections } = approachesLeft(feature, whole);
    if (left.length > 0) return [];
    return [{ feature: feature.id, isDisputed: known(feature.compulsory?.disputed ?? []), objections }];
  });
}
