#!/usr/bin/env node
/** What the published package runs: the program, whose compiled code Node keeps, so that the next command starts sooner. */
import module from 'node:module';

/** Of package.json's `engines`, which npm only warns of. */
const [NEEDS_MAJOR, NEEDS_MINOR] = [22, 12];

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDS_MAJOR || (major === NEEDS_MAJOR && minor < NEEDS_MINOR)) {
  process.stderr.write(
    `mergeready: this is Node ${process.versions.node}; install Node ${NEEDS_MAJOR}.${NEEDS_MINOR} or newer\n`,
  );
  process.exit(3);
}
module.enableCompileCache();
await import('./main.ts');
