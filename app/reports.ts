/** Which report, in which format: one view, rendered. */
import type { Dossier } from '../model/dossier/index.ts';
import { DAY, type Epoch, epoch, UsageError } from '../model/facts/index.ts';
import { findChange } from '../model/store/find-series.ts';
import { conformanceReport } from '../reports/conformance.ts';
import { featureListReport } from '../reports/feature-list.ts';
import { planReport } from '../reports/plan.ts';
import { renderHtml } from '../reports/render/html.ts';
import { type Envelope, renderMail } from '../reports/render/mail.ts';
import { renderMarkdown } from '../reports/render/markdown.ts';
import { renderText } from '../reports/render/text.ts';
import { type SeriesVersion, seriesReport } from '../reports/series.ts';
import { strategiesReport } from '../reports/strategies.ts';
import { triageReport } from '../reports/triage.ts';
import type { Report } from '../reports/view.ts';
import { weeklyReport } from '../reports/weekly.ts';
import { conformanceAsOf } from './conformance.ts';
import { assessDossier, reviewedPatches } from './features.ts';
import { remembered } from './memory.ts';
import { reviewMany } from './reviews.ts';
import { type ListedSeries, showChange, showSeries } from './series.ts';
import { QUEUE_DAYS, type TriageFilter, triageQueue } from './triage.ts';
import { lossesBetween } from './triage-losses.ts';
import { weekly } from './weekly.ts';
import type { Workspace } from './workspace.ts';

export { featureReport } from '../reports/feature-list.ts';
export type { Report } from '../reports/view.ts';

/** Those that are about the features of a dossier. */
export const DOSSIER_REPORTS = ['feature-list', 'strategies', 'plan'] as const;
export type DossierReport = (typeof DOSSIER_REPORTS)[number];

/** @param user of `strategies`: only what this user of the dossier needs */
export async function dossierReport(
  workspace: Workspace,
  name: DossierReport,
  dossier: Dossier,
  asOf: Epoch,
  user?: string,
): Promise<Report> {
  const assessment = await assessDossier(workspace, dossier, asOf);
  switch (name) {
    case 'feature-list':
      return featureListReport(assessment, dossier.mailUrl);
    case 'plan':
      return planReport(assessment, dossier.mailUrl);
    case 'strategies':
      return strategiesReport(
        assessment,
        dossier.mailUrl,
        user === undefined ? null : needsOf(dossier, user),
      );
  }
}

/** As weekly(). */
export async function weekReport(
  workspace: Workspace,
  dossier: Dossier | null,
  asOf: Epoch,
  list?: string,
): Promise<Report> {
  return weeklyReport(await weekly(workspace, dossier, asOf, list), dossier?.mailUrl ?? LORE);
}

/** A user with the features it needs, and what those need. */
function needsOf(
  dossier: Dossier,
  id: string,
): { readonly name: string; readonly needs: ReadonlySet<string> } {
  const user = dossier.users.find((one) => one.id === id);
  if (!user)
    throw new UsageError(
      `user ${id}: the dossier has ${dossier.users.map((one) => one.id).join(', ') || 'none'}`,
    );
  const byId = new Map(dossier.features.map((feature) => [feature.id, feature]));
  const needs = new Set<string>();
  const add = (feature: string): void => {
    if (needs.has(feature)) return;
    needs.add(feature);
    for (const required of byId.get(feature)?.requires ?? []) add(required);
  };
  for (const { id: feature, users, variants } of dossier.features)
    if ([...users.map((one) => one.user), ...variants.flatMap((one) => one.users)].includes(id)) add(feature);
  return { name: user.name, needs };
}

/** @param dossier whose features are named beside the groups; null for none */
export function conformance(workspace: Workspace, dossier: Dossier | null, asOf: Epoch): Report {
  const named = new Map<string, string[]>();
  for (const { id, rules } of dossier?.features ?? [])
    for (const rule of rules) named.set(rule, [...(named.get(rule) ?? []), id]);
  return conformanceReport(conformanceAsOf(workspace, asOf), asOf, dossier?.id ?? '', named);
}

const LORE = 'https://lore.kernel.org/r/';

export async function queueReport(
  workspace: Workspace,
  dossier: Dossier | null,
  asOf: Epoch,
  filter: TriageFilter,
): Promise<Report> {
  const queue = await triageQueue(workspace, dossier, asOf, filter);
  const { days = QUEUE_DAYS, list } = filter;
  const lost = await lossesBetween(workspace, epoch(asOf - days * DAY), asOf, { list });
  return triageReport(queue, lost, asOf, dossier?.mailUrl ?? LORE, dossier?.id ?? '');
}

export async function oneSeriesReport(workspace: Workspace, name: string, asOf: Epoch): Promise<Report> {
  const series = await showSeries(workspace, name, asOf);
  const rounds = await changeRounds(workspace, series.changeId, asOf);
  const versions = rounds
    .filter((one) => !one.series.isPartial)
    .map(({ series: { version, date, expected }, ...counts }) => ({ version, date, expected, ...counts }));
  return seriesReport({ ...series, versions }, asOf, LORE);
}

export interface Round extends Omit<SeriesVersion, 'version' | 'date' | 'expected'> {
  readonly series: ListedSeries;
}

/** What each version of a change got, oldest first. */
export async function changeRounds(
  workspace: Workspace,
  change: string,
  asOf: Epoch,
): Promise<readonly Round[]> {
  const { store } = workspace;
  const id = findChange(store, change, asOf);
  return remembered(store, store, `rounds ${id} ${asOf}`, () => readRounds(workspace, id, asOf));
}

async function readRounds(workspace: Workspace, change: string, asOf: Epoch): Promise<readonly Round[]> {
  const rounds: Round[] = [];
  const versions = await showChange(workspace, change, asOf);
  for await (const { series, review } of reviewMany(workspace, versions, asOf)) {
    const { comments, trailers } = review;
    rounds.push({
      series,
      comments: comments.length,
      open: comments.filter(({ state }) => state === 'open').length,
      reviewed: reviewedPatches(series, trailers).length,
    });
  }
  return rounds;
}

export const FORMATS = ['text', 'mail', 'md', 'html', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** Everything but JSON, which is the data and not a rendering. */
export function render(
  report: Report,
  format: Exclude<Format, 'json'>,
  envelope: Partial<Envelope> = {},
): string {
  switch (format) {
    case 'text':
      return renderText(report);
    case 'md':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report);
    case 'mail':
      return renderMail(report, { ...defaultEnvelope(report), ...envelope });
  }
}

/** Whoever sends it fills in who it is from; the id is the same for the same report and date. */
function defaultEnvelope({ name, subject, asOf }: Report): Envelope {
  return {
    from: 'mergeready <mergeready@localhost>',
    to: ['undisclosed-recipients:;'],
    messageId: `${subject || 'mergeready'}.${name}.${asOf}@mergeready.invalid`,
  };
}
