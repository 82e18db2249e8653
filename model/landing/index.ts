export * from './announced.ts';
export type { LandingCommit, LandingPatch } from './evidence.ts';
export * from './losses.ts';
export * from './match.ts';
export * from './notes.ts';
export * from './settle.ts';
export * from './similarity.ts';
export * from './stack.ts';
export * from './stack-claims.ts';
