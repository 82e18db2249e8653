export {
  type Assessment,
  assess,
  type Changed,
  compareAssessments,
  type FeatureReadiness,
  type Strategy,
} from './assess.ts';
export type { Condition, Verdict } from './conditions.ts';
export type { Facts, SeriesFacts } from './context.ts';
export { selector } from './context.ts';
