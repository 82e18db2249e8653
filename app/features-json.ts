/** Readiness as JSON. */
import { isoDate } from '../model/facts/index.ts';
import type { Assessment } from '../model/readiness/index.ts';

/** Asked by name, and nothing heard: of this feature as of all others. */
const silence = ({ id, since, askedIn }: Assessment['notHeard'][number], target: string) => ({
  stakeholder: id,
  target,
  stance: 'not-heard',
  condition: null,
  date: since === null ? null : isoDate(since),
  evidence: { message: askedIn, commit: null, words: null, verified: 'verified' },
});

/** The contract of `features --json`. */
export function featuresJson(assessment: Assessment) {
  const position = (one: Assessment['positions'][number]) => ({
    ...one,
    date: one.date === null ? null : isoDate(one.date),
  });
  return {
    ...assessment,
    asOf: isoDate(assessment.asOf),
    positions: assessment.positions.map(position),
    history: assessment.history && {
      ...assessment.history,
      dates: assessment.history.dates.map(isoDate),
    },
    notHeard: assessment.notHeard.map((one) => ({
      ...one,
      since: one.since === null ? null : isoDate(one.since),
    })),
    features: assessment.features.map((feature) => ({
      ...feature,
      positions: [
        ...feature.positions.map(position),
        ...assessment.notHeard.map((one) => silence(one, `feature ${feature.id}`)),
      ],
      blockers: feature.blockers.map((one) => ({
        ...one,
        raisedAt: one.raisedAt === null ? null : isoDate(one.raisedAt),
      })),
      reference: feature.reference && { ...feature.reference, ranAt: isoDate(feature.reference.ranAt) },
      reverted: feature.reverted.map((one) => ({
        ...one,
        landedAt: isoDate(one.landedAt),
        at: isoDate(one.at),
      })),
      places: feature.places.map((one) => ({ ...one, since: isoDate(one.since) })),
      stackNotes: feature.stackNotes.map((one) => ({
        ...one,
        note: { ...one.note, since: isoDate(one.note.since) },
      })),
      patches: {
        ...feature.patches,
        bufferedSince: feature.patches.bufferedSince === null ? null : isoDate(feature.patches.bufferedSince),
      },
      classes: feature.classes.map((one) => one.class),
      classEvidence: feature.classes.map((one) => one.evidence),
      disputedClasses: feature.classes.filter((one) => one.disputed).map((one) => one.class),
      compulsory: feature.compulsory !== 'no',
      compulsoryDisputed: feature.compulsory === 'disputed',
    })),
  };
}
