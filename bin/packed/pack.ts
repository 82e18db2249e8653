/** `npm install` in a checkout: packs the dependencies named in files.ts. Without a packer they are loaded as they are. */
import { PACKED, packedFile } from './files.ts';

const packer = await import('rolldown').catch(() => null);
if (packer) for (const name of PACKED) await pack(name, packer.rolldown);

async function pack(
  name: (typeof PACKED)[number],
  rolldown: typeof import('rolldown')['rolldown'],
): Promise<void> {
  // All names are written out: a package in CommonJS has them only when it runs.
  const exported = Object.keys(await import(name)).filter((one) => one !== 'module.exports');
  const entry = `export { ${exported.join(', ')} } from '${name}';`;
  const bundle = await rolldown({
    input: 'entry',
    platform: 'node',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? entry : null),
      },
    ],
  });
  await bundle.write({ file: packedFile(name), format: 'esm', codeSplitting: false });
  await bundle.close();
}
