/**
 * Dependencies packed into one file each. Loading Kysely's 255 modules takes longer than most commands work
 * (docs/adr/0006-packed-dependencies.md).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '../../node_modules');

/** Those of many modules that most commands load. */
export const PACKED = ['commander', 'diff', 'kysely', 'yaml', 'zod'] as const;

/** Where the packed form of the installed version is, if `npm install` could make it. */
export function packedFile(name: (typeof PACKED)[number]): string {
  const { version } = JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return join(MODULES, '.cache/mergeready-packed', `${name}-${version}.mjs`);
}
