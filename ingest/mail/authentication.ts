/** What the mail servers on the way said of a mail's signatures (RFC 8601), as far as the archive kept it. */
import type { Authentication, AuthenticationResult } from '../../model/facts/index.ts';

/** More results or longer headers are attacks, not checks. */
const [MAX_RESULTS, MAX_LENGTH] = [8, 4000];

/** @param results raw Authentication-Results and ARC-Authentication-Results headers. Null if nothing tells anything */
export function authenticationOf(results: readonly string[], isSigned: boolean): Authentication | null {
  const found = results.flatMap(resultsIn).slice(0, MAX_RESULTS);
  return found.length > 0 || isSigned ? { isSigned, results: found } : null;
}

function resultsIn(raw: string): readonly AuthenticationResult[] {
  const parts = raw
    .slice(0, MAX_LENGTH)
    .replace(/\([^()]*\)/g, ' ')
    .split(';')
    .map((part) => part.trim());
  // ARC puts its instance in front: `i=1; smtp.example.org; dkim=pass …`.
  const [by = ''] = parts.filter((part) => !/^i=\d+$/.test(part));
  return parts.flatMap((part) => {
    const match = /^(dkim|dmarc)\s*=\s*([a-z]+)/i.exec(part);
    if (!match) return [];
    const domain =
      /\bheader\.d=["@]*([\w.-]+)/i.exec(part) ?? /\bheader\.(?:i|from)=["@]*([\w.-]+)/i.exec(part);
    return [
      {
        by: by.split(/\s/)[0]!.toLowerCase(),
        method: match[1]!.toLowerCase() as AuthenticationResult['method'],
        result: match[2]!.toLowerCase(),
        domain: domain?.[1]?.toLowerCase() ?? '',
      },
    ];
  });
}
