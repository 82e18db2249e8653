export { type Carried, carryTrailers } from './carry.ts';
export { findComments } from './comments.ts';
export { type ComposedPatch, compose } from './compose.ts';
export { placer } from './place.ts';
export { type ComparedPatch, type Pair, rangeDiff } from './range-diff.ts';
export { type Review, readReview, readState } from './review.ts';
export { collectTrailers } from './trailers.ts';
export type { LaterVersion, ReviewComment, SeriesState, ThreadMail, WaitsFor } from './types.ts';
export { saysTaken } from './wording.ts';
