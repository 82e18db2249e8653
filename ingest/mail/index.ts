export { bodyWithTrailers, plainBody } from './amend.ts';
export { bodyBlocks, patchBody } from './body.ts';
export { readDiff } from './diff.ts';
export { patchworkHash, splitDiff } from './diff-text.ts';
export { stablePatchId } from './patch-id.ts';
export { readMail } from './read.ts';
export { messageTrailers } from './trailers.ts';
