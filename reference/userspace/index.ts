/** Users of namespaces as programs: what each needs, what works of it on which kernel, and what it costs. */
export { FEATURES, type Feature, PID_VARIANTS, type PidVariant } from '../kernel/variants.ts';
export { COMPOSITIONS, foundNeeds, NET_VARIANTS, type Ran, runComposition, showNet } from './run.ts';
