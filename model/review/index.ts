export { findComments } from './comments.ts';
export { collectTrailers } from './trailers.ts';
export type { LaterVersion, ReviewComment, ThreadMail } from './types.ts';
