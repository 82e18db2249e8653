export { isThere } from './copies.ts';
export { detect, locationsOf, openMails, openTree } from './detect.ts';
export { type Detected, SOURCE_KINDS, type SourceKind } from './types.ts';
