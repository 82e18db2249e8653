export { type Arranged, arrangeLinked } from './arrange.ts';
export { commentsOn } from './comments-on.ts';
export { groupSeries, LOOSE_WINDOW } from './group.ts';
export { candidate, linkVersions, titleOf } from './link.ts';
export { commonPrefixes, type Posting, type SeriesMail } from './types.ts';
