export {
  allEvidence,
  dateOf,
  isKnown,
  type Sources,
  statedDate,
  type Verification,
  verify,
} from './evidence.ts';
export { parseDossier } from './parse.ts';
export type { Blocker, Dossier, Evidence, Feature, Position } from './schema.ts';
