/** Numbers for Prometheus, in its text form. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countAll } from '../../app/index.ts';
import type { Site } from '../visit.ts';

export interface Measured {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  readonly request: (one: Measured) => void;
  readonly text: () => Promise<string>;
  readonly contentType: string;
}

/** Seconds; pages are to come within a tenth of one. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function metricsOf(site: Site): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'mergeready_http_requests_total',
    help: 'Requests answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'mergeready_http_request_duration_seconds',
    help: 'How long answers took, by method and route.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  factGauges(site, registers);
  syncGauges(site, registers);
  let isProcessMeasured = false;
  return {
    request: ({ method, route, status, seconds }) => {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
    },
    text: () => {
      // It keeps a timer of its own, which a site that nobody asks for numbers does not need.
      if (!isProcessMeasured) collectDefaultMetrics({ register: registry });
      isProcessMeasured = true;
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

const FACTS = {
  messages: ['mergeready_mails', 'Mails in the database.'],
  series: ['mergeready_series', 'Series in the database.'],
  changes: ['mergeready_changes', 'Changes: series with all their versions.'],
  commits: ['mergeready_commits', 'Commits and stacked patches of all trees.'],
  unreadable: ['mergeready_unreadable', 'What could not be read.'],
} as const;

function factGauges({ workspace }: Site, registers: Registry[]): void {
  for (const [key, [name, help]] of Object.entries(FACTS))
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(countAll(workspace.store)[key as keyof typeof FACTS]);
      },
    });
}

/** Only where the site syncs by itself. */
function syncGauges({ sync }: Site, registers: Registry[]): void {
  if (!sync) return;
  new Gauge({
    name: 'mergeready_sync_last_end_timestamp_seconds',
    help: 'When the last sync ended; 0: none has yet.',
    registers,
    collect() {
      this.set(sync.last()?.endedAt ?? 0);
    },
  });
  new Gauge({
    name: 'mergeready_sync_last_success',
    help: '1 if the last sync went well, 0 if it failed or none has ended.',
    registers,
    collect() {
      this.set(sync.last()?.problem === null ? 1 : 0);
    },
  });
  new Gauge({
    name: 'mergeready_sync_last_duration_seconds',
    help: 'How long the last sync took.',
    registers,
    collect() {
      const last = sync.last();
      this.set(last ? last.endedAt - last.startedAt : 0);
    },
  });
}
