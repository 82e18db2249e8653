/** Everything that was decided, by whom and when. */
import { html } from 'hono/html';
import { listSeries, readJournal } from '../../app/index.ts';
import { doneNote, entryList } from '../decide/done.ts';
import { page } from '../layout.ts';
import { filters, pageOf, pager, slice } from '../paging.ts';
import { type Ask, decidedUntil } from '../visit.ts';

export async function journalPage(ask: Ask) {
  const { site, visit, query } = ask;
  const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  const found = readJournal(site.workspace, decidedUntil(visit))
    .filter(({ who, series }) => has(who, query('who')) && series.startsWith(query('series')))
    .toReversed();
  const shown = slice(found, pageOf(ask));
  const ids = [...new Set(shown.map(({ series }) => series))];
  const titles = new Map(
    (await listSeries(site.workspace, visit.asOf, { ids })).map((one) => [
      one.id as string,
      `v${one.version} ${one.title}`,
    ]),
  );
  const form = filters(ask, [{ kind: 'text', name: 'who', label: 'Who' }]);
  const body = html`${doneNote(ask)}${form}<p class="count">${found.length} entries; none is ever changed. To undo one adds another.</p>
${entryList(ask, shown, ({ series }) => titles.get(series) ?? series)}${pager(ask, found.length)}`;
  return page(ask, 'Journal', body);
}
