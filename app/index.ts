export { threadFile } from '../ingest/pipeline/thread-file.ts';
export type { SourceKind } from '../ingest/source/index.ts';
export type { Landing, TreeRole } from '../model/facts/index.ts';
export type { Assessment } from '../model/readiness/index.ts';
export { damage, factsVersion } from '../model/store/database.ts';
export { decidedVersion } from '../model/store/journal.ts';
export {
  countAll,
  countSources,
  exportFacts,
  findings,
  newestDate,
  newestMail,
} from '../model/store/overview.ts';
export { COMMIT_ORDERS, showCommit, treeEntries } from '../model/store/read-commits.ts';
export * from './accounts.ts';
export * from './apply.ts';
export { type Background, type SyncRun, syncEvery } from './background.ts';
export * from './bundles.ts';
export { checkDossier, dossierWarnings } from './check-dossier.ts';
export * from './checks.ts';
export { conformanceAsOf } from './conformance.ts';
export * from './consensus.ts';
export * from './decisions.ts';
export * from './diff.ts';
export * from './features.ts';
export * from './features-json.ts';
export { watchFinished } from './finished.ts';
export * from './journal.ts';
export { importNumbers, numberLines } from './journal-numbers.ts';
export * from './json.ts';
export * from './landing-losses.ts';
export * from './landings.ts';
export * from './listing.ts';
export { LIST_PART } from './lists.ts';
export * from './mail-detail.ts';
export { keepersOfSeries, keepersOfWhat, type SeriesKeepers } from './maintainers.ts';
export { outsideShare } from './outside.ts';
export * from './people.ts';
export { proposeAdditions } from './propose.ts';
export * from './reference.ts';
export * from './reports.ts';
export * from './reviews.ts';
export * from './search.ts';
export * from './send.ts';
export * from './series.ts';
export * from './series-page.ts';
export { openSnapshot, type Snapshot } from './snapshot.ts';
export * from './sources.ts';
export * from './submitters.ts';
export * from './thread.ts';
export * from './trees.ts';
export * from './triage.ts';
export * from './triage-losses.ts';
export * from './users.ts';
export * from './weekly.ts';
export * from './workspace.ts';
