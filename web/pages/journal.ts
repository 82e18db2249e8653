/** Everything that was decided, by whom and when. */
import { html } from 'hono/html';
import { JOURNAL_FIELDS, listSeries, MAIL_FIELDS, readJournal } from '../../app/index.ts';
import { doneNote, entryList } from '../decide/done.ts';
import { page } from '../layout.ts';
import { dateOrder, type Field, filters, pageOf, pager, slice } from '../paging.ts';
import { type Ask, decidedUntil } from '../visit.ts';

const FIELDS: readonly Field[] = [
  { kind: 'text', name: 'who', label: 'Who' },
  {
    kind: 'select',
    name: 'field',
    label: 'What',
    options: [...new Set([...JOURNAL_FIELDS, ...MAIL_FIELDS]), 'undo'],
  },
];

export async function journalPage(ask: Ask) {
  const { site, visit, query } = ask;
  const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
  const { isOldest, words } = dateOrder(ask);
  const entries = readJournal(site.workspace, decidedUntil(visit)).filter(
    ({ who, series, field }) =>
      has(who, query('who')) &&
      series.startsWith(query('series')) &&
      (query('field') === '' || field === query('field')),
  );
  const found = isOldest ? entries : entries.toReversed();
  const shown = slice(found, pageOf(ask));
  const ids = [...new Set(shown.map(({ series }) => series))];
  const titles = new Map(
    (await listSeries(site.workspace, visit.asOf, { ids })).map((one) => [
      one.id as string,
      `v${one.version} ${one.title}`,
    ]),
  );
  const body = html`${doneNote(ask)}${filters(ask, FIELDS)}<p class="count">${found.length} entries, ${words}; none is ever changed. To undo one adds another.</p>
${entryList(ask, shown, ({ series }) => titles.get(series) ?? series)}${pager(ask, found.length)}`;
  return page(ask, 'Journal', body);
}
