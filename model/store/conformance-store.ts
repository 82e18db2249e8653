/** Runs of the reference's rules: facts of the machine that ran them, which no source holds. */
import { type ConformanceRun, type Epoch, epoch, type RuleOutcome } from '../facts/index.ts';
import type { Store } from './database.ts';

/** A second run of the same second takes the place of the first. */
export function writeConformance({ sqlite }: Store, { kernel, ranAt, rules }: ConformanceRun): void {
  const outcome = sqlite.prepare(
    'INSERT INTO conformance_outcome (run, seq, id, rule_group, model, real, why) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  sqlite.transaction(() => {
    sqlite.prepare('DELETE FROM conformance_run WHERE ran_at = ?').run(ranAt);
    sqlite.prepare('INSERT INTO conformance_run (ran_at, kernel) VALUES (?, ?)').run(ranAt, kernel);
    for (const [seq, one] of rules.entries())
      outcome.run(ranAt, seq, one.id, one.group, one.model, one.real, one.why);
  })();
}

interface RunRow {
  readonly ran_at: number;
  readonly kernel: string;
}

interface OutcomeRow extends Omit<RuleOutcome, 'group'> {
  readonly rule_group: string;
}

/** The newest run by then; null if there was none. */
export function readConformance({ sqlite }: Store, asOf: Epoch): ConformanceRun | null {
  const run = sqlite
    .prepare<[number], RunRow>(
      'SELECT ran_at, kernel FROM conformance_run WHERE ran_at <= ? ORDER BY ran_at DESC LIMIT 1',
    )
    .get(asOf);
  if (!run) return null;
  const rules = sqlite
    .prepare<[number], OutcomeRow>(
      'SELECT id, rule_group, model, real, why FROM conformance_outcome WHERE run = ? ORDER BY seq',
    )
    .all(run.ran_at);
  return {
    kernel: run.kernel,
    ranAt: epoch(run.ran_at),
    rules: rules.map(({ rule_group, ...rest }) => ({ ...rest, group: rule_group })),
  };
}

/** When there were runs, oldest first. */
export const conformanceDates = ({ sqlite }: Store): readonly Epoch[] =>
  sqlite
    .prepare<[], number>('SELECT ran_at FROM conformance_run ORDER BY ran_at')
    .pluck()
    .all()
    .map((at) => epoch(at));
