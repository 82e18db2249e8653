/** The corpus of real archives beside the checkout; tests that need it are skipped where it isn't. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../../shared/corpus');

export const corpus = (name: string): string => resolve(ROOT, name);

export function describeCorpus(name: string, tests: () => void): void {
  const isThere = existsSync(ROOT);
  describe.skipIf(!isThere)(isThere ? name : `${name} (skipped: ../shared/corpus is not there)`, tests);
}
