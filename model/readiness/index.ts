export { type Assessment, assess, type FeatureReadiness, type Strategy } from './assess.ts';
export { type Changed, compareAssessments } from './compare.ts';
export type { Condition, Verdict } from './conditions.ts';
export type { Facts, SeriesFacts } from './context.ts';
export { selector } from './context.ts';
