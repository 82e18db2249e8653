/** Who was asked by name and has not spoken since. */
import { type Dossier, dateOf, type Evidence } from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import { cite, type Whole } from './context.ts';

export interface Heard {
  readonly id: string;
  readonly stakeholder: string;
  readonly askedIn: string;
  readonly since: Epoch | null;
  /** Was the mail that asks sent to one of the stakeholder's addresses? Null if it is not here, or they have none. */
  readonly wasAddressed: boolean | null;
}

type Stakeholder = Dossier['stakeholders'][number];

export function notHeard(whole: Whole): readonly Heard[] {
  return whole.dossier.stakeholders.flatMap((one) => {
    const { asked, id, name, people } = one;
    if (!asked || hasSpoken(one, whole)) return [];
    return [
      {
        id,
        stakeholder: name,
        askedIn: cite(asked),
        since: dateOf(asked, whole.facts),
        wasAddressed: addressed(asked, people, whole.facts),
      },
    ];
  });
}

/** Since when somebody who was asked by name is silent; null if nobody asked them, or they spoke. */
export function silentSince(stakeholder: Stakeholder, whole: Whole): Epoch | null {
  if (!stakeholder.asked || hasSpoken(stakeholder, whole)) return null;
  return dateOf(stakeholder.asked, whole.facts);
}

/** A mail after the question, or a position of theirs that somebody took down from elsewhere. */
function hasSpoken({ id, asked, people }: Stakeholder, { facts, asOf, positions }: Whole): boolean {
  const since = asked ? dateOf(asked, facts) : null;
  if (since === null) return false;
  const isAfter = (at: Epoch | null): boolean => at !== null && at > since;
  return (
    facts.spokeAfter(people, since, asOf) !== null ||
    positions.some((one) => one.stakeholder === id && isAfter(dateOf(one.evidence, facts)))
  );
}

function addressed(asked: Evidence, people: readonly string[], facts: Whole['facts']): boolean | null {
  const mail = asked.message === undefined ? undefined : facts.mail(asked.message);
  if (!mail || people.length === 0) return null;
  const addresses = new Set(people.map((address) => address.toLowerCase()));
  return [...mail.to, ...mail.cc].some(({ email }) => addresses.has(email));
}
