export {
  type Assessment,
  assess,
  type Changed,
  compareAssessments,
  type FeatureReadiness,
} from './assess.ts';
export type { Facts, SeriesFacts } from './context.ts';
export { selector } from './context.ts';
