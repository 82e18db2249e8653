/** Dates and text as pages show them. */
export { plain } from '../reports/render/text.ts';
export { day } from '../reports/view.ts';
