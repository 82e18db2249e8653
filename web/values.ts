/** Dates and text as pages show them. */
export type { Epoch } from '../model/facts/index.ts';
export { plain } from '../reports/render/text.ts';
export { day } from '../reports/view.ts';
