/** A patch or cover letter as it was sent, with what reviewers said below the lines that they speak of. */
import { html } from 'hono/html';
import { placeComments } from '../app/index.ts';
import type { ReviewComment } from '../model/review/index.ts';
import type { Html } from './layout.ts';
import { linesHtml, type TextLine } from './mail-text.ts';
import { remark } from './remarks.ts';
import type { Visit } from './visit.ts';

export interface PatchText {
  readonly lines: readonly TextLine[];
  readonly below: ReadonlyMap<number, readonly ReviewComment[]>;
  readonly elsewhere: readonly ReviewComment[];
}

export function patchText(lines: readonly TextLine[], comments: readonly ReviewComment[]): PatchText {
  const texts = lines.map(({ text }) => text);
  return { lines, ...placeComments(texts, comments) };
}

/** @param from index of the first line shown */
export function patchTextHtml(visit: Visit, text: PatchText, from = 0, until = text.lines.length) {
  const below = new Map<number, readonly Html[]>();
  for (const [at, comments] of text.below)
    if (at >= from && at < until)
      below.set(
        at - from,
        comments.map((one) => remark(visit, one, true)),
      );
  return linesHtml(text.lines.slice(from, until), below);
}

export const elsewhereHtml = (visit: Visit, comments: readonly ReviewComment[]) =>
  comments.length === 0 ? '' : html`<h2>On the whole</h2>${comments.map((one) => remark(visit, one, false))}`;
