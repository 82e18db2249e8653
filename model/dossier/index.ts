export { dossierAsOf } from './as-of.ts';
export {
  type Answer,
  isStance,
  LIST,
  readBullets,
  readCommands,
  type Statement,
  statements,
} from './consensus.ts';
export { type Addition, addEntries } from './edit.ts';
export {
  allEvidence,
  dateOf,
  type Sources,
  statedDate,
  type Verification,
  verify,
} from './evidence.ts';
export { linesOf, type Path } from './lines.ts';
export { needsIn } from './needs.ts';
export { parseDossier } from './parse.ts';
export type { Blocker, Dossier, Evidence, Feature, Position } from './schema.ts';
