/** Evidence as it is shown: with whether it is really there. */
import { type Evidence, type Sources, type Verification, verify } from '../dossier/index.ts';

export interface CheckedEvidence {
  readonly message: string | null;
  readonly commit: string | null;
  readonly words: string | null;
  readonly verified: Verification;
}

export const check = (evidence: Evidence, sources: Sources): CheckedEvidence => ({
  message: evidence.message ?? null,
  commit: evidence.commit ?? null,
  words: evidence.words ?? null,
  verified: verify(evidence, sources),
});

/** Evidence of a fact: it is from the database. */
const found = { message: null, commit: null, words: null, verified: 'verified' } as const;
export const foundMail = (message: string): CheckedEvidence => ({ ...found, message });
export const foundCommit = (commit: string): CheckedEvidence => ({ ...found, commit });
