export { type Arranged, arrangeChanges, arrangeLinked } from './arrange.ts';
export { groupSeries, inArchiveOrder, LOOSE_WINDOW, roleOf } from './group.ts';
export { type Candidate, candidate, linkVersions, titleOf } from './link.ts';
export { isResend, type Posting, type SeriesMail, type SeriesMember } from './types.ts';
