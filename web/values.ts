/** Dates and text as pages show them. */
export { plain } from '../reports/render/text.ts';
export { day } from '../reports/view.ts';

/** `2026-03-02 10:00`, UTC. @param at seconds */
export const minute = (at: number): string =>
  new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ');
