/** `npm test`: types, lint, import rules, dead code, then every test; the last line is the count. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHECKS = ['types', 'lint', 'imports', 'dead-code'];

function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'inherit' }).status === 0;
}

const failedChecks = CHECKS.filter((check) => !run('npm', ['run', '--silent', check]));
const folder = mkdtempSync(join(tmpdir(), 'mergeready-test-'));
const report = join(folder, 'report.json');
const isGreen = run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);
const counts = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
rmSync(folder, { recursive: true });
for (const check of failedChecks) console.error(`failed: npm run ${check}`);
const failed =
  counts['numFailedTests']! + counts['numFailedTestSuites']! * Number(counts['numFailedTests'] === 0);
const skipped = counts['numPendingTests']! + counts['numTodoTests']!;
console.log(
  `${counts['numPassedTests']! + CHECKS.length - failedChecks.length} passed, ${failed + failedChecks.length} failed, ${skipped} skipped`,
);
process.exitCode = isGreen && failedChecks.length === 0 ? 0 : 1;
