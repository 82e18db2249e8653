/** Who was asked by name and has not spoken since. */
import { dateOf, type Evidence, isKnown } from '../dossier/index.ts';
import type { Epoch } from '../facts/index.ts';
import { cite, type Whole } from './context.ts';

export interface Heard {
  readonly stakeholder: string;
  readonly askedIn: string;
  readonly since: Epoch | null;
  /** Was the mail that asks sent to one of the stakeholder's addresses? Null if the mail is not in the database. */
  readonly wasAddressed: boolean | null;
}

export function notHeard({ dossier, facts, asOf }: Whole): readonly Heard[] {
  return dossier.stakeholders.flatMap(({ name, asked, people }) => {
    if (!asked || !isKnown(asked, facts, asOf)) return [];
    const since = dateOf(asked, facts);
    if (since !== null && facts.spokeAfter(people, since, asOf) !== null) return [];
    return [
      { stakeholder: name, askedIn: cite(asked), since, wasAddressed: addressed(asked, people, facts) },
    ];
  });
}

function addressed(asked: Evidence, people: readonly string[], facts: Whole['facts']): boolean | null {
  const mail = asked.message === undefined ? undefined : facts.mail(asked.message);
  if (!mail) return null;
  const addresses = new Set(people.map((address) => address.toLowerCase()));
  return [...mail.to, ...mail.cc].some(({ email }) => addresses.has(email));
}
