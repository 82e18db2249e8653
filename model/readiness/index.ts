export {
  type Assessment,
  assess,
  type Changed,
  compareAssessments,
  type FeatureReadiness,
  type ShownPosition,
  type Strategy,
} from './assess.ts';
export type { Condition } from './conditions.ts';
export type { Facts, SeriesFacts } from './context.ts';
