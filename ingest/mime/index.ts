/** One message, from bytes to facts. Whatever the bytes are, it answers and never throws. */
import { hash } from 'node:crypto';
import type { Mail } from '../../model/facts/index.ts';
import { readMail } from '../mail/index.ts';
import { type DecodedMail, decodeMail } from './decode.ts';
import { decodeWords } from './words.ts';

export { digestMessages } from './digest.ts';

export type Parsed =
  | { readonly kind: 'mail'; readonly mail: Mail }
  | { readonly kind: 'unreadable'; readonly problem: string };

export function parseMail(bytes: Uint8Array): Parsed | Promise<Parsed> {
  const decoded = decodeMail(bytes);
  if (decoded === null)
    return { kind: 'unreadable', problem: bytes.length === 0 ? 'empty' : 'no mail: it has no header' };
  return decoded instanceof Promise ? decoded.then((mail) => read(mail, bytes)) : read(decoded, bytes);
}

function read(decoded: DecodedMail, bytes: Uint8Array): Parsed {
  try {
    const mail = readMail(decoded, {
      decodeWords,
      sha1: (text, encoding) =>
        hash('sha1', encoding === 'utf8' ? text : Buffer.from(text, encoding), 'buffer'),
      digest: () => hash('sha1', bytes),
    });
    return { kind: 'mail', mail };
  } catch (error) {
    return { kind: 'unreadable', problem: `cannot be read: ${(error as Error).message}` };
  }
}
