/**
 * "If no acceptable approach is found and it is compulsory, game over": a compulsory feature, every variant of which
 * somebody objects to, ends the goal; an alternative variant that nobody objects to keeps it alive.
 */
import type { Feature, Position } from '../dossier/index.ts';
import { aboutOf, isMerged, type Whole } from './context.ts';

export interface GameOver {
  readonly feature: Feature;
  /** Disputed: over only if those who call it compulsory are right. */
  readonly isDisputed: boolean;
  readonly objections: readonly Position[];
}

/** Titles of the variants that nobody objects to; of the feature itself where no variant is named. */
export function approachesLeft(
  feature: Feature,
  whole: Whole,
): { readonly left: readonly string[]; readonly objections: readonly Position[] } {
  const { positions } = aboutOf(feature, whole);
  const objections = positions.filter(({ stance }) => stance === 'object');
  const onWhole = objections.filter(({ on }) => on.variant === undefined);
  if (feature.variants.length === 0) return { left: onWhole.length === 0 ? [feature.title] : [], objections };
  // Whoever objects to the feature and accepts one of its variants objects to the others.
  const isLeft = (variant: string): boolean =>
    !objections.some(({ on }) => on.variant === variant) &&
    onWhole.every(({ stakeholder }) => accepts(stakeholder, variant, positions));
  return { left: feature.variants.filter(({ id }) => isLeft(id)).map(({ title }) => title), objections };
}

const accepts = (who: string, variant: string, positions: readonly Position[]): boolean =>
  positions.some(
    ({ stakeholder, on, stance }) =>
      stakeholder === who && on.variant === variant && (stance === 'support' || stance === 'accept'),
  );

/** The compulsory features that end the goal, as far as was said by the date. */
export function gameOver(whole: Whole): readonly GameOver[] {
  return whole.dossier.features.flatMap((feature) => {
    const { claimed = [], disputed = [] } = feature.compulsory ?? {};
    if (claimed.length === 0 || isMerged(whole, feature.id)) return [];
    const { left, objections } = approachesLeft(feature, whole);
    if (left.length > 0) return [];
    return [{ feature, isDisputed: disputed.length > 0, objections }];
  });
}
