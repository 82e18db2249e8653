/** Feeds: what happened to the features, to one of them, week by week, and what waits for one person. */
import { createHash } from 'node:crypto';
import { featureDetails, triageQueue, weekReport } from '../app/index.ts';
import { DAY, type Epoch, epoch, WEEK } from '../model/facts/index.ts';
import { atom, type Entry, type Feed } from './atom.ts';
import { originOf } from './auth/origin.ts';
import { day } from './values.ts';
import { type Ask, type DossierAsk, decidedUntil, type Visit } from './visit.ts';

type StoryEvent = NonNullable<Awaited<ReturnType<typeof featureDetails>>>['story'][number];

const MOST_WEEKS = 8;
const MOST_ENTRIES = 50;

const siteOf = ({ context, site }: Ask): string => `${originOf(context, site)}${site.base}`;

const answer = ({ context }: Ask, feed: Feed): Response =>
  context.body(atom(feed), 200, { 'Content-Type': 'application/atom+xml; charset=utf-8' });

/** The last weeks that are over, Monday to Sunday in UTC: so each entry stays what it is. */
export async function weeklyFeed(ask: Ask): Promise<Response> {
  const { site } = ask;
  const here = siteOf(ask);
  const last = lastSunday(site.today());
  const entries: Entry[] = [];
  for (let n = 0; n < MOST_WEEKS; n++) {
    const at = epoch(last - n * WEEK);
    const report = await weekReport(site.workspace, site.dossier, at);
    const url = `${here}/weekly?asOf=${day(at)}`;
    const summary = report.lead.map((line) => line.filter((span) => typeof span === 'string').join(''));
    entries.push({ id: url, title: report.title, link: url, updated: at, summary: summary.join('\n') });
  }
  return answer(ask, {
    self: `${here}/weekly.atom`,
    page: `${here}/weekly`,
    title: ['Weekly reports', ...(site.dossier ? [site.dossier.goal.title] : [])].join(': '),
    since: last,
    entries,
  });
}

/** The last second of the newest Sunday that is over, or is ending; 1970-01-01 was a Thursday. */
function lastSunday(now: Epoch): Epoch {
  const monday = 4 * DAY;
  return epoch(now + 1 - ((((now + 1 - monday) % WEEK) + WEEK) % WEEK) - 1);
}

/** What became known of all features, by the date of the evidence. */
export async function boardFeed(ask: DossierAsk): Promise<Response> {
  const { dossier } = ask;
  const here = siteOf(ask);
  const entries: Entry[] = [];
  for (const { id } of dossier.features) entries.push(...(await entriesOf(ask, id)));
  return answer(ask, {
    self: `${here}/board.atom`,
    page: `${here}/`,
    title: `Merge readiness: ${dossier.goal.title}`,
    since: ask.visit.asOf,
    entries: newest(entries),
  });
}

/** The same of one feature. */
export async function featureFeed(ask: DossierAsk): Promise<Response | null> {
  const id = ask.param('id');
  const feature = ask.dossier.features.find((one) => one.id === id);
  if (!feature) return null;
  const here = siteOf(ask);
  return answer(ask, {
    self: `${here}/feature/${id}/feed.atom`,
    page: `${here}/feature/${id}`,
    title: feature.title,
    since: ask.visit.asOf,
    entries: newest(await entriesOf(ask, id)),
  });
}

const newest = (entries: readonly Entry[]): readonly Entry[] =>
  entries.toSorted((a, b) => b.updated - a.updated).slice(0, MOST_ENTRIES);

async function entriesOf(ask: DossierAsk, id: string): Promise<readonly Entry[]> {
  const details = await featureDetails(ask.site.workspace, ask.dossier, id, ask.visit.asOf);
  const page = `${siteOf(ask)}/feature/${id}`;
  return (details?.story ?? []).flatMap((event): readonly Entry[] => {
    if (event.date === null) return [];
    const who = event.who === null ? '' : `${event.who}: `;
    return [
      {
        id: `${page}#${digestOf(event)}`,
        title: `${id}: ${event.kind}, ${event.state}`,
        link: linkOf(ask, event) ?? page,
        updated: event.date,
        summary: `${who}${event.text}`,
      },
    ];
  });
}

const digestOf = ({ kind, date, state, text, who, evidence, series }: StoryEvent): string =>
  createHash('sha256')
    .update(JSON.stringify([kind, date, state, text, who, evidence?.message, evidence?.commit, series]))
    .digest('hex')
    .slice(0, 16);

function linkOf(ask: Ask, { evidence, series }: StoryEvent): string | null {
  const here = siteOf(ask);
  if (evidence?.message) return `${here}/m/${encodeURIComponent(evidence.message)}`;
  return series === null ? null : `${here}/series/${series}`;
}

/** What waits, of one person's series and of what is delegated to them; of everybody's where nobody is named. */
export async function triageFeed(ask: Ask): Promise<Response> {
  const { site, visit } = ask;
  const person = ask.query('person');
  const here = siteOf(ask);
  const query = person ? `?${new URLSearchParams({ person })}` : '';
  const queue = await triageQueue(site.workspace, site.dossier, visit.asOf, {
    person: person || undefined,
    decidedUntil: decidedUntil(visit),
  });
  const entries = queue.map(({ series, who, since, why }): Entry => {
    const link = `${here}/series/${series.id}`;
    return {
      // Whoever is to move next, and since when: another move is another entry.
      id: `${link}#${who}-${since}`,
      title: `${who}: v${series.version} ${series.title}`,
      link,
      updated: since,
      summary: why,
    };
  });
  return answer(ask, {
    self: `${here}/triage.atom${query}`,
    page: `${here}/triage${query}`,
    title: person ? `What waits for ${person}` : 'What waits',
    since: visit.asOf,
    entries: newest(entries),
  });
}

/** The feeds that go with a page, for browsers and readers to find. */
export function feedsOf(visit: Visit, person: string): readonly (readonly [string, string])[] {
  const feature = /^\/feature\/([^/]+)$/.exec(visit.path)?.[1];
  return [
    ...(visit.hasDossier && feature ? [['This feature', `/feature/${feature}/feed.atom`] as const] : []),
    ...(visit.hasDossier ? [['Merge readiness', '/board.atom'] as const] : []),
    ['Weekly reports', '/weekly.atom'],
    ...(visit.path === '/triage'
      ? [['What waits', `/triage.atom${person ? `?${new URLSearchParams({ person })}` : ''}`] as const]
      : []),
  ];
}
