/** Passwords by scrypt (RFC 7914), written as `scrypt$N$r$p$salt$key`, so that the cost can rise later. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { UsageError } from '../model/facts/index.ts';

/** OWASP's password storage cheat sheet: N=2^15, r=8, p=3 (32 MiB, three times). */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const KEY_BYTES = 32;
/** scrypt needs 128·N·r bytes and a little more than that. */
const MOST_MEMORY = 256 * COST.N * COST.r;

/** NIST SP 800-63B asks for eight at least, and no rules about which characters. */
const SHORTEST = 8;
/** scrypt takes any length, but a request should not make it hash a megabyte. */
const LONGEST = 1024;

export async function hashPassword(password: string): Promise<string> {
  if (password.length < SHORTEST) throw new UsageError(`a password has ${SHORTEST} characters at least`);
  if (password.length > LONGEST) throw new UsageError(`a password has ${LONGEST} characters at the most`);
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** A hash that no password has: what is compared where there is no such account, so that it takes as long. */
const NOBODY = `scrypt$${COST.N}$${COST.r}$${COST.p}$AAAAAAAAAAAAAAAAAAAAAA==$AA==`;

/** @param stored null: no password was set, and none fits */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  if (password.length > LONGEST) return false;
  const [, N, r, p, salt, key] = (stored ?? NOBODY).split('$');
  const expected = Buffer.from(key ?? '', 'base64');
  const given = await derive(password, Buffer.from(salt ?? '', 'base64'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return stored !== null && expected.length === given.length && timingSafeEqual(expected, given);
}

/** Unicode passwords count in one form (NFKC), however the keyboard composed them (RFC 8265 section 4.2). */
function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, { ...cost, maxmem: MOST_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
