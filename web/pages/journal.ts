/** Everything that was decided, by whom and when. */
import { html } from 'hono/html';
import { listSeries, readJournal } from '../../app/index.ts';
import { doneNote, entryList } from '../decide/done.ts';
import { page } from '../layout.ts';
import { PAGE_SIZE, pageOf, pager } from '../paging.ts';
import { type Ask, decidedUntil } from '../visit.ts';

export async function journalPage(ask: Ask) {
  const { site, visit, query } = ask;
  const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  const found = readJournal(site.workspace, decidedUntil(visit))
    .filter(({ who, series }) => has(who, query('who')) && series.startsWith(query('series')))
    .toReversed();
  const at = pageOf(ask);
  const shown = found.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const ids = [...new Set(shown.map(({ series }) => series))];
  const titles = new Map(
    (await listSeries(site.workspace, visit.asOf, { ids })).map((one) => [
      one.id as string,
      `v${one.version} ${one.title}`,
    ]),
  );
  const form = html`<form method="get"><label>Who<input name="who" value="${query('who')}"></label><button>Filter</button></form>`;
  const body = html`${doneNote(ask)}${form}<p class="count">${found.length} entries; none is ever changed. To undo one adds another.</p>
${entryList(ask, shown, ({ series }) => titles.get(series) ?? series)}${pager(visit, '/journal', { who: query('who'), series: query('series') }, at, found.length)}`;
  return page(ask, 'Journal', body);
}
