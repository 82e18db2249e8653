export { detect, isThere, locationsOf, openMails, openTree } from './detect.ts';
export type { Detected, SourceKind } from './types.ts';
