/** Loaded before the program, in every thread: an import of a packed dependency gets its one file. */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { PACKED, packedFile } from './files.ts';

const urls = new Map<string, string>(
  PACKED.flatMap((name) => {
    const file = packedFile(name);
    return existsSync(file) ? [[name, pathToFileURL(file).href] as const] : [];
  }),
);

registerHooks({
  resolve(specifier, context, next) {
    const url = urls.get(specifier);
    return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
  },
});
