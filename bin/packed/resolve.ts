/**
 * Loaded before the program, in every thread: an import of a packed dependency gets its one file, and one of our own
 * files is taken by its name, where Node would look up links and packages for each.
 */
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

const isOwn = (specifier: string): boolean => specifier.startsWith('.') && specifier.endsWith('.ts');

registerHooks({
  resolve(specifier, context, next) {
    const packed = urls.get(specifier);
    if (packed !== undefined) return { url: packed, format: 'module', shortCircuit: true };
    if (!isOwn(specifier)) return next(specifier, context);
    return {
      url: new URL(specifier, context.parentURL).href,
      format: 'module-typescript',
      shortCircuit: true,
    };
  },
});
