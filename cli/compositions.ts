/** What came of trying a composition, for a terminal. */
import type { Ran } from '../app/compositions.ts';
import { counted, print } from './context.ts';

export function showRuns(runs: readonly Ran[]): void {
  const [first] = runs;
  if (!first) return;
  print(`${first.name}: ${first.title}`);
  print(`needs ${first.needs.join(', ')}${first.uses.length > 0 ? `; uses ${first.uses.join(', ')}` : ''}`);
  for (const run of runs) showRun(run);
}

function showRun({ variant, findings, cost }: Ran): void {
  const { pid, net, without } = variant;
  print(`\npid ${pid}, net ${net}${without.length > 0 ? `, without ${without.join(', ')}` : ''}`);
  for (const { what, why } of findings)
    print(why === null ? `  works   ${what}` : `  fails   ${what}: ${why}`);
  if (!cost) return;
  const { ethernet, ip } = cost.passes;
  print(
    `  cost    a packet from outside passes ${counted(ip, 'IP stack')} and ${counted(ethernet, 'device')}:`,
  );
  print(`          ${cost.way.join(' > ')}`);
}
