/** The dossier as its readers knew it: a claim counts from the day its evidence came. */
import type { Epoch } from '../facts/index.ts';
import { isKnown, type Sources, statedDate } from './evidence.ts';
import type { Dossier, Evidence, Feature } from './schema.ts';

interface Claim {
  readonly evidence: Evidence;
}

/** Nothing of it rests on what came later, so that no judgement made from it can. */
export function dossierAsOf(dossier: Dossier, sources: Sources, asOf: Epoch): Dossier {
  const isThere = (evidence: Evidence | undefined): boolean =>
    evidence === undefined || isKnown(evidence, sources, asOf);
  const known = <T extends Claim>(claims: readonly T[]): T[] => claims.filter((one) => isThere(one.evidence));
  const isPast = ({ date }: { readonly date: string }): boolean => statedDate(date) <= asOf;

  const isListed = ({ evidence, since }: Feature): boolean =>
    isThere(evidence) && (since === undefined || statedDate(since) <= asOf);
  const listed = new Set(dossier.features.filter(isListed).map(({ id }) => id));
  const features = dossier.features
    .filter(({ id }) => listed.has(id))
    .map(
      (feature): Feature => ({
        ...feature,
        compulsory: feature.compulsory && {
          claimed: known(feature.compulsory.claimed),
          disputed: known(feature.compulsory.disputed),
        },
        classes: known(feature.classes).map((one) => ({ ...one, disputed: known(one.disputed) })),
        requires: feature.requires.filter((id) => listed.has(id)),
        cost: feature.cost && isThere(feature.cost.evidence) ? feature.cost : undefined,
        selectable:
          feature.selectable && isThere(feature.selectable.evidence) ? feature.selectable : undefined,
        variants: feature.variants.filter((one) => isThere(one.evidence)),
        users: known(feature.users),
        tests: known(feature.tests),
        merged: feature.merged.filter(isPast),
        used: feature.used.filter(isPast),
        withdrawn: feature.withdrawn && isPast(feature.withdrawn) ? feature.withdrawn : undefined,
      }),
    );
  return {
    ...dossier,
    stakeholders: dossier.stakeholders.map((one) => ({
      ...one,
      asked: isThere(one.asked) ? one.asked : undefined,
    })),
    users: known(dossier.users),
    features,
    positions: known(dossier.positions).filter(
      ({ on }) => on.feature === undefined || listed.has(on.feature),
    ),
    blockers: known(dossier.blockers)
      .map((one) => ({
        ...one,
        on: one.on.filter((id) => listed.has(id)),
        answers: known(one.answers),
        resolved: one.resolved && isThere(one.resolved.evidence) ? one.resolved : undefined,
      }))
      .filter(({ on }) => on.length > 0),
    questions: known(dossier.questions)
      .filter(({ on }) => listed.has(on))
      .map((one) => ({
        ...one,
        favours: known(one.favours),
        decided: one.decided && isThere(one.decided.evidence) ? one.decided : undefined,
      })),
  };
}
