/** A change: all versions of a series, and what each round of review brought. */
import { html } from 'hono/html';
import { changeRounds } from '../../app/index.ts';
import { roundsTrend } from '../../reports/series.ts';
import { page } from '../layout.ts';
import { heads, type Sorting, sorted } from '../paging.ts';
import { date, inferred, person, plural, series, stacked, state } from '../parts.ts';
import { figures } from '../report-body.ts';
import type { Ask } from '../visit.ts';
import { compareForm } from './series.ts';

type Round = Awaited<ReturnType<typeof changeRounds>>[number];

const COLUMNS: readonly Sorting<Round>[] = [
  { title: 'Posted', key: 'date', by: (one) => one.series.date },
  { title: 'Version', key: 'version', by: (one) => one.series.version },
  { title: 'State', key: 'state', by: (one) => one.series.state },
  { title: 'Patches', key: 'patches', isNumber: true, by: (one) => one.series.received },
  { title: 'Reviewed', key: 'reviewed', isNumber: true, by: (one) => one.reviewed },
  { title: 'Comments', key: 'comments', isNumber: true, by: (one) => one.comments },
  { title: 'Open', key: 'open', isNumber: true, by: (one) => one.open },
  { title: 'Linked to the one before' },
];

export async function changePage(ask: Ask) {
  const { visit, site } = ask;
  const rounds = await changeRounds(site.workspace, ask.param('id'), visit.asOf);
  const versions = rounds.map((one) => one.series);
  const newest = versions.at(-1)!;
  const rows = sorted(rounds.toReversed(), COLUMNS, ask).map(({ series: one, comments, open, reviewed }) => {
    const how =
      one.follows === null
        ? ''
        : one.follows.score === 1
          ? html`by ${one.follows.method}`
          : inferred(one.follows.method, String(one.follows.score));
    return html`<tr><td data-label="posted">${date(one.date)}</td><th scope="row">${series(visit, one)}</th><td data-label="state">${state(one.state)}</td><td class="num" data-label="patches">${one.complete ? one.received : `${one.received} of ${one.expected}`}</td><td class="num" data-label="reviewed">${reviewed}</td><td class="num" data-label="comments">${comments}</td><td class="num" data-label="open">${open}</td><td data-label="linked">${how}</td></tr>`;
  });
  const full = rounds.filter((one) => !one.series.isPartial);
  const body = html`<p>${person(visit, newest.author)}: ${plural(versions.length, 'version')}, ${date(versions[0]!.date)} to ${date(newest.date)}.</p>
${versions.length > 1 ? compareForm(visit, newest.id, versions.at(-2)!.id, versions) : ''}
${stacked('Versions', heads(COLUMNS, ask), rows)}
${full.length > 1 ? html`<section><h2>Rounds of review</h2>${figures([roundsTrend(full.map(({ series: one, ...counts }) => ({ ...counts, version: one.version, date: one.date, expected: one.expected })))], visit)}</section>` : ''}`;
  return page(ask, newest.title, body);
}
