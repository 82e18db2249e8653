export { type Assessment, assess, type FeatureReadiness } from './assess.ts';
export { type Changed, compareAssessments } from './compare.ts';
export type { Condition, Verdict } from './conditions.ts';
export type { FeatureConformance } from './conformance.ts';
export type { Facts, SeriesFacts, TestResult, TreeCommit, TreeFacts } from './context.ts';
export { type CarriedCommit, type Posting, treeFacts, type Voice } from './outside.ts';
export { selector } from './select.ts';
export { featureStory, type StoryEvent, type StoryKind } from './story.ts';
export type { Strategy } from './verdicts.ts';
