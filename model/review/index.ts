export { findComments } from './comments.ts';
export { type Review, readReview } from './review.ts';
export { collectTrailers } from './trailers.ts';
export type { LaterVersion, ReviewComment, SeriesState, ThreadMail, WaitsFor } from './types.ts';
