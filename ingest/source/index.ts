export { detect, openMails, openTree } from './detect.ts';
export type { Detected, MailSource, SourceKind, TreeSource } from './types.ts';
