/** How far a From line can be believed: a claim that a server made, which the report passes on with its name. */
import type { Authentication } from '../facts/index.ts';

export interface Signature {
  /** `signed`: a signature of the sender's own domain passed. `doubtful`: one failed, or only another domain signed. */
  readonly state: 'signed' | 'doubtful' | 'unchecked' | 'unsigned';
  readonly text: string;
}

/** @param email the address of the From line */
export function signatureOf(email: string, authentication: Authentication | null): Signature {
  if (authentication === null) return { state: 'unsigned', text: 'no signature: anybody may have sent it' };
  const { results } = authentication;
  const own = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  const dkim = results.filter(({ method }) => method === 'dkim');
  const passed = dkim.filter(({ result }) => result === 'pass');
  const aligned = passed.find(({ domain }) => isAligned(own, domain));
  if (aligned) return { state: 'signed', text: `DKIM pass for ${aligned.domain}, says ${aligned.by}` };
  const failed = results.find(({ result }) => result === 'fail');
  if (failed)
    return {
      state: 'doubtful',
      text: `${failed.method.toUpperCase()} fail, says ${failed.by}: the From line may be forged`,
    };
  if (passed.length > 0)
    return {
      state: 'doubtful',
      text: `DKIM pass for ${passed.map(({ domain }) => domain).join(', ')}, which is not the sender's domain: the From line may be forged`,
    };
  if (authentication.isSigned) return { state: 'unchecked', text: 'signed, but no check of it was kept' };
  return { state: 'unsigned', text: 'no signature: anybody may have sent it' };
}

/** The same domain, or one within the other (RFC 7489, relaxed alignment, without the list of public suffixes). */
const isAligned = (own: string, signed: string): boolean =>
  signed.includes('.') && (own === signed || own.endsWith(`.${signed}`) || signed.endsWith(`.${own}`));
