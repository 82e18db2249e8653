/** What the reference's rules found on a kernel: by group, and rule by rule where it is not as it should be. */
import type { ConformanceRun, RuleOutcome } from '../model/facts/index.ts';
import type { FeatureConformance } from '../model/readiness/index.ts';
import { day, type Item, item, list, paragraph, type Report, type Section } from './view.ts';

/** `31 rules, 31 agree with Linux 6.18.44 (run 2026-11-24)`. */
export function conformanceText(one: FeatureConformance): string {
  const asked = one.rules - one.notRunnable.length;
  const failed = one.rules - one.pass;
  return [
    `${one.rules} ${one.rules === 1 ? 'rule' : 'rules'}`,
    asked === 0 ? `${one.kernel} was not asked` : `${one.agree} agree with ${one.kernel}`,
    ...(one.differ.length > 0
      ? [`${one.differ.join(', ')} ${one.differ.length === 1 ? 'differs' : 'differ'}`]
      : []),
    ...(asked > 0 && one.notRunnable.length > 0 ? [`${one.notRunnable.length} could not be asked`] : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'fails' : 'fail'} on the model`] : []),
  ]
    .join(', ')
    .concat(` (run ${day(one.ranAt)})`);
}

/** @param named rule groups and ids with the features that name them */
export function conformanceReport(
  run: ConformanceRun | null,
  asOf: Report['asOf'],
  subject: string,
  named: ReadonlyMap<string, readonly string[]>,
): Report {
  const rules = run?.rules ?? [];
  const count = (is: (one: RuleOutcome) => boolean): number => rules.filter(is).length;
  const lead = run
    ? `${rules.length} rules ran on ${day(run.ranAt)}: ${count(({ model }) => model === 'pass')} pass on the model, ${count(({ real }) => real === 'agree')} of ${count(({ real }) => real !== 'not-runnable')} asked agree with ${run.kernel}.`
    : "No run is known by then: 'mergeready reference verify' makes one.";
  return {
    name: 'conformance',
    title: `Conformance as of ${day(asOf)}`,
    asOf,
    subject,
    mailUrl: '',
    lead: [[lead]],
    sections: run
      ? [
          byGroup(rules, named),
          outcomes('Differs from the kernel', rules, ({ real }) => real === 'differ'),
          outcomes('Fails on the model', rules, ({ model }) => model === 'fail'),
          outcomes('Could not be asked', rules, ({ real }) => real === 'not-runnable'),
        ]
      : [],
  };
}

function byGroup(rules: readonly RuleOutcome[], named: ReadonlyMap<string, readonly string[]>): Section {
  const items = [...Map.groupBy(rules, ({ group }) => group)].map(([group, all]): Item => {
    const count = (real: RuleOutcome['real']): number => all.filter((one) => one.real === real).length;
    const features = [
      ...new Set([group, ...all.map(({ id }) => id)].flatMap((name) => named.get(name) ?? [])),
    ];
    const rest = [
      ...(count('differ') > 0 ? [`${count('differ')} differ`] : []),
      ...(count('not-runnable') > 0 ? [`${count('not-runnable')} could not be asked`] : []),
      ...(features.length > 0 ? [`for ${features.join(', ')}`] : []),
    ];
    return item([`${group}: ${all.length} rules, ${count('agree')} agree`, ...rest].join(', '));
  });
  return { title: 'By group', blocks: [list(items)] };
}

function outcomes(title: string, rules: readonly RuleOutcome[], is: (one: RuleOutcome) => boolean): Section {
  const found = rules.filter(is);
  return {
    title: `${title} (${found.length})`,
    blocks: [
      found.length === 0
        ? paragraph('None.')
        : list(found.map(({ id, why }) => item(why ? `${id}: ${why}` : id))),
    ],
  };
}
