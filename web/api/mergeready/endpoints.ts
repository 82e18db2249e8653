/** Our own JSON, each endpoint a row: where it is, what it takes, what it answers. Routes and document come from here. */
import { z } from 'zod';
import {
  changeJson,
  hitJson,
  keepersJson,
  keepersOfSeries,
  LIST_PART,
  landingJson,
  listLandings,
  queueJson,
  searchMails,
  seriesJson,
  seriesSpan,
  showChange,
  shownSeriesJson,
  showSeries,
  triageQueue,
} from '../../../app/index.ts';
import { notFound } from '../problem.ts';
import { type Endpoint, features, part, QUEUE_QUERY, queueFilter, text } from './ask.ts';
import { OTHERS, REPORTS } from './more.ts';
import * as shapes from './shapes.ts';

export const ENDPOINTS: readonly Endpoint[] = [
  {
    path: '/series',
    summary: 'Series, newest first',
    query: {
      list: LIST_PART,
      from: 'a part of name or address',
      state: 'one state',
    },
    isPaged: true,
    shape: z.array(shapes.series),
    answer: async (ask, span) => {
      const filter = { list: text(ask, 'list'), from: text(ask, 'from') };
      const { series, total } = await seriesSpan(
        ask.site.workspace,
        ask.visit.asOf,
        filter,
        text(ask, 'state') ?? null,
        { by: 'date', isDescending: true, ...span },
      );
      return { json: series.map(seriesJson), total };
    },
  },
  {
    path: '/series/{id}',
    summary: 'One series with trailers, comments, checks, landings and who looks after what it touches',
    query: {},
    isPaged: false,
    shape: shapes.shownSeries,
    answer: async ({ site: { workspace }, param, visit: { asOf } }) => {
      const series = await showSeries(workspace, param('id'), asOf);
      const keepers = await keepersOfSeries(workspace, series, asOf);
      return { json: { ...shownSeriesJson(series), maintainers: keepers && keepersJson(keepers) } };
    },
  },
  {
    path: '/changes/{id}',
    summary: 'All versions of a series',
    query: {},
    isPaged: false,
    shape: shapes.change,
    answer: async (ask) => {
      const versions = await showChange(ask.site.workspace, ask.param('id'), ask.visit.asOf);
      if (!versions[0]) throw notFound();
      return { json: changeJson(versions[0].changeId, versions) };
    },
  },
  {
    path: '/landings',
    summary: 'Which commit carries which patch, newest first',
    query: { tree: 'the name of a tree' },
    isPaged: true,
    shape: z.array(shapes.landing),
    answer: async (ask, span) => {
      const tree = text(ask, 'tree');
      const all = (await listLandings(ask.site.workspace, ask.visit.asOf, false)).filter(
        (one) => tree === undefined || one.tree === tree,
      );
      return { json: part(all.toReversed(), span).map(landingJson), total: all.length };
    },
  },
  {
    path: '/triage',
    summary: 'What waits for whom, the longest first',
    query: QUEUE_QUERY,
    isPaged: true,
    shape: z.array(shapes.waiting),
    answer: async (ask, span) => {
      const { workspace, dossier } = ask.site;
      const queue = await triageQueue(workspace, dossier, ask.visit.asOf, queueFilter(ask));
      return { json: part(queue, span).map(queueJson), total: queue.length };
    },
  },
  {
    path: '/search',
    summary: 'Mails by full text and fields',
    query: { q: 'words, and fields such as from: and file:' },
    isPaged: true,
    shape: z.array(shapes.hit),
    answer: async (ask, span) => {
      const { workspace, dossier } = ask.site;
      const found = await searchMails(workspace, dossier, ask.query('q'), ask.visit.asOf, span);
      return { json: found.hits.map(hitJson), total: found.total };
    },
  },
  {
    path: '/features',
    summary: 'Every feature of the dossier: stage, users, positions, blockers, verdicts',
    query: {},
    isPaged: false,
    shape: shapes.assessment,
    answer: async (ask) => ({ json: await features(ask) }),
  },
  {
    path: '/features/{id}',
    summary: 'One feature',
    query: {},
    isPaged: false,
    shape: shapes.feature,
    answer: async (ask) => {
      const found = (await features(ask)).features.find(({ id }) => id === ask.param('id'));
      if (!found) throw notFound();
      return { json: found };
    },
  },
  ...REPORTS,
  ...OTHERS,
];
