/** The log of the server: one line an entry, on standard error. */
import type { LogEntry } from '../web/ops/observe.ts';

export const LOG_FORMATS = ['json', 'text', 'off'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** @returns nothing where nothing is to be logged */
export function logTo(format: LogFormat, time: () => string): { readonly log?: (entry: LogEntry) => void } {
  if (format === 'off') return {};
  const line = format === 'json' ? jsonLine : textLine;
  return { log: (entry) => process.stderr.write(`${line(entry, time())}\n`) };
}

const jsonLine = ({ kind, ...entry }: LogEntry, time: string): string =>
  JSON.stringify({ time, ...(kind === 'request' ? { level: 'info', what: 'request' } : {}), ...entry });

function textLine(entry: LogEntry, time: string): string {
  if (entry.kind === 'event') return `${time} ${entry.level} ${entry.what}: ${entry.detail}`;
  const { method, path, status, ms, client, account } = entry;
  return `${time} ${client} ${account || '-'} ${method} ${path} ${status} ${ms} ms`;
}
