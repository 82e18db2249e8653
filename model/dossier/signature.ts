/** How far a From line can be believed: a claim that a server made, which the report passes on with its name. */
import type { Authentication, AuthenticationResult } from '../facts/index.ts';

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
  // Each server writes above what it got: what stands below the first that speaks of the sender may be forged as well.
  for (const said of Map.groupBy(results, ({ by }) => by).values()) {
    const passed = said.find((one) => isPass(one) && isAligned(own, one.domain));
    if (passed) return { state: 'signed', text: `DKIM pass for ${passed.domain}, says ${passed.by}` };
    const isOwn = ({ domain }: AuthenticationResult): boolean => domain === '' || isAligned(own, domain);
    if (said.some((one) => one.result === 'fail' && isOwn(one))) break;
  }
  const failed = results.find(({ result }) => result === 'fail');
  if (failed) return doubtful(`${failed.method.toUpperCase()} fail, says ${failed.by}`);
  const others = results.filter(isPass).map(({ domain }) => domain);
  if (others.length > 0)
    return doubtful(`DKIM pass for ${others.join(', ')}, which is not the sender's domain`);
  if (authentication.isSigned) return { state: 'unchecked', text: 'signed, but no check of it was kept' };
  return { state: 'unsigned', text: 'no signature: anybody may have sent it' };
}

const isPass = ({ method, result }: AuthenticationResult): boolean => method === 'dkim' && result === 'pass';

const doubtful = (why: string): Signature => ({
  state: 'doubtful',
  text: `${why}: the From line may be forged`,
});

/** The same domain, or one within the other (RFC 7489, relaxed alignment, without the list of public suffixes). */
const isAligned = (own: string, signed: string): boolean =>
  signed.includes('.') && (own === signed || own.endsWith(`.${signed}`) || signed.endsWith(`.${own}`));
