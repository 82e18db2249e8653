export { firstAnswers } from './answered.ts';
export { type Arranged, arrangeLinked } from './arrange.ts';
export { type Candidate, candidate, plainTitleOf, titleOf } from './candidate.ts';
export { commentsOn } from './comments-on.ts';
export { groupSeries, LOOSE_WINDOW } from './group.ts';
export { STATED_WINDOW } from './likeness.ts';
export { linkVersions } from './link.ts';
export { otherParts } from './parts.ts';
export { commonPrefixes, headOf, type Posting, type SeriesMail } from './types.ts';
