/** Reports, trees, decisions, losses and status: the rest of our own JSON. */
import { z } from 'zod';
import {
  checkDossier,
  conformanceAsOf,
  conformanceJson,
  countAll,
  countSources,
  diffJson,
  diffSeries,
  entryJson,
  findings,
  keepersJson,
  keepersOfWhat,
  LIST_PART,
  listTrees,
  lossesBetween,
  lossJson,
  newestDate,
  oneSeriesReport,
  proposeAdditions,
  queueJson,
  readJournal,
  showStack,
  stackPatchJson,
  treeEntries,
  triageQueue,
  weekly,
  weeklyJson,
} from '../../../app/index.ts';
import { DAY, epoch, isoDate } from '../../../model/facts/index.ts';
import { type Ask, decidedUntil } from '../../visit.ts';
import { notFound } from '../problem.ts';
import { dossierOf, type Endpoint, features, part, QUEUE_QUERY, queueFilter, text } from './ask.ts';
import * as shapes from './shapes.ts';

/** Of the server's files nothing is said to whoever may read. */
const placeless = <T extends { readonly location: string }>({ location: _, ...one }: T) => one;

const commitJson = ({ landedAt, ...one }: ReturnType<typeof treeEntries>['entries'][number]) => ({
  ...one,
  landedAt: isoDate(landedAt),
});

const assessmentReport = (name: string, summary: string): Endpoint => ({
  path: `/reports/${name}`,
  summary,
  query: {},
  isPaged: false,
  shape: shapes.assessment,
  answer: async (ask) => ({ json: await features(ask) }),
});

export const REPORTS: readonly Endpoint[] = [
  {
    path: '/reports/weekly',
    summary: 'What changed in the last seven days',
    query: {},
    isPaged: false,
    shape: shapes.weekly,
    answer: async (ask) => ({
      json: weeklyJson(await weekly(ask.site.workspace, ask.site.dossier, ask.visit.asOf)),
    }),
  },
  assessmentReport('feature-list', 'The list that is to be agreed: what /features says'),
  assessmentReport('strategies', 'The verdicts of the four strategies: what /features says'),
  assessmentReport('plan', 'In which order to merge and to discuss: what /features says'),
  {
    path: '/reports/triage',
    summary: 'The whole queue, the longest waiting first',
    query: QUEUE_QUERY,
    isPaged: false,
    shape: z.array(shapes.waiting),
    answer: async (ask) => {
      const { workspace, dossier } = ask.site;
      return {
        json: (await triageQueue(workspace, dossier, ask.visit.asOf, queueFilter(ask))).map(queueJson),
      };
    },
  },
  {
    path: '/reports/series/{id}',
    summary: 'One series as its report tells it',
    query: {},
    isPaged: false,
    shape: shapes.report,
    answer: async (ask) => {
      const report = await oneSeriesReport(ask.site.workspace, ask.param('id'), ask.visit.asOf);
      return { json: { ...report, asOf: isoDate(report.asOf) } };
    },
  },
  {
    path: '/reports/conformance',
    summary: "What the reference's rules found when they last ran; null if they never did",
    query: {},
    isPaged: false,
    shape: shapes.conformance,
    answer: async (ask) => ({
      json: conformanceJson(conformanceAsOf(ask.site.workspace, ask.visit.asOf)),
    }),
  },
];

export const OTHERS: readonly Endpoint[] = [
  {
    path: '/series/{id}/diff',
    summary: 'What changed between two versions, patch by patch',
    query: { to: 'the newer one; without it, the series is compared with the version before it' },
    isPaged: false,
    shape: shapes.diff,
    answer: async (ask) => ({
      json: diffJson(
        await diffSeries(ask.site.workspace, ask.param('id'), text(ask, 'to') ?? null, ask.visit.asOf),
      ),
    }),
  },
  {
    path: '/triage/log',
    summary: 'What was decided, by whom and when, the oldest first',
    query: {},
    isPaged: true,
    shape: z.array(shapes.entry),
    answer: async (ask, span) => {
      const all = readJournal(ask.site.workspace, decidedUntil(ask.visit));
      return { json: part(all, span).map(entryJson), total: all.length };
    },
  },
  {
    path: '/triage/losses',
    summary: 'Reviews, comments, patches and commits that slipped through',
    query: {
      days: 'only what was lost within so many (90)',
      list: LIST_PART,
    },
    isPaged: true,
    shape: z.array(shapes.loss),
    answer: async (ask, span) => {
      const days = Number(ask.query('days')) || 90;
      const { asOf } = ask.visit;
      const all = await lossesBetween(ask.site.workspace, epoch(asOf - days * DAY), asOf, {
        list: text(ask, 'list'),
      });
      return { json: part(all, span).map(lossJson), total: all.length };
    },
  },
  {
    path: '/maintainers',
    summary: "Who looks after a series or a file, by a tree's MAINTAINERS",
    query: { of: 'a series (its id or a Message-ID), or the path of a file' },
    isPaged: false,
    shape: shapes.keepers,
    answer: async (ask) => {
      const found = await keepersOfWhat(ask.site.workspace, [ask.query('of')], ask.visit.asOf);
      return { json: found && keepersJson(found) };
    },
  },
  {
    path: '/trees',
    summary: 'The trees that are read',
    query: {},
    isPaged: false,
    shape: z.array(shapes.source),
    answer: async (ask) => ({ json: listTrees(ask.site.workspace).map(placeless) }),
  },
  {
    path: '/trees/{name}',
    summary: 'The commits of a tree, newest first; of a quilt stack its patches, those that have left it too',
    query: { q: 'of commits: a part of subject or author' },
    isPaged: true,
    shape: z.union([z.array(shapes.commit), z.array(shapes.stackPatch)]),
    answer: async (ask, span) => {
      const [name, { workspace }, { asOf }] = [ask.param('name'), ask.site, ask.visit];
      const tree = listTrees(workspace).find((one) => one.name === name);
      if (!tree) throw notFound();
      if (tree.kind === 'quilt') {
        const all = await showStack(workspace, name, asOf);
        return { json: part(all, span).map(stackPatchJson), total: all.length };
      }
      const found = treeEntries(workspace.store, name, asOf, { text: ask.query('q'), ...span });
      return { json: found.entries.map(commitJson), total: found.total };
    },
  },
  {
    path: '/dossier/evidence',
    summary: 'Whether what the dossier cites is really there',
    query: {},
    isPaged: false,
    shape: shapes.checked,
    answer: async (ask) => {
      const dossier = dossierOf(ask);
      return { json: { dossier: dossier.id, evidence: await checkDossier(ask.site.workspace, dossier) } };
    },
  },
  {
    path: '/dossier/proposals',
    summary: 'What mails say that the dossier does not',
    query: {},
    isPaged: false,
    shape: z.array(shapes.addition),
    answer: async (ask) => ({
      json: await proposeAdditions(ask.site.workspace, dossierOf(ask), ask.visit.asOf),
    }),
  },
  {
    path: '/status',
    summary: 'What is here, from which sources',
    query: {},
    isPaged: false,
    shape: shapes.status,
    answer: async ({ site: { workspace } }: Ask) => {
      const newest = newestDate(workspace.store);
      return {
        json: {
          ...countAll(workspace.store),
          newest: newest === null ? null : isoDate(newest),
          sources: countSources(workspace.store).map(placeless),
        },
      };
    },
  },
  {
    path: '/doctor',
    summary: 'What could not be read, or is missing',
    query: {},
    isPaged: true,
    shape: z.array(shapes.finding),
    answer: async ({ site: { workspace } }, span) => {
      const all = findings(workspace.store);
      return { json: part(all, span), total: all.length };
    },
  },
];
