/** A report inside the site: evidence links to the site's own mails and commits. */
import { raw } from 'hono/html';
import { blocksHtml, type LinkOf, sectionsHtml } from '../reports/render/html.ts';
import type { Block, Report } from '../reports/view.ts';
import { commitPath, to } from './layout.ts';
import { evidenceHref } from './parts.ts';
import type { Visit } from './visit.ts';

const linksOf =
  (visit: Visit): LinkOf =>
  ({ message, commit, words }) => {
    if (message !== null) return evidenceHref(visit, message, words);
    return commit === null ? null : to(visit, commitPath(commit));
  };

export const reportBody = (report: Report, visit: Visit) => raw(sectionsHtml(report, linksOf(visit)));

export const figures = (blocks: readonly Block[], visit: Visit) => raw(blocksHtml(blocks, linksOf(visit)));
