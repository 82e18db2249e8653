/** The rules on the model and on this machine's kernel. */
import { describe, expect, test } from 'vitest';
import { modelMachine } from '../../reference/conformance/model-machine.ts';
import { whyNotRunnable } from '../../reference/conformance/real/machine.ts';
import { RULES } from '../../reference/conformance/rules/index.ts';
import { verify } from '../../reference/conformance/verify.ts';

const hindrance = whyNotRunnable();

test('every rule holds on the model, and has an id and a citation of its own', async () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  for (const rule of RULES) {
    expect(rule.cites).not.toBe('');
    const machine = modelMachine();
    await rule.run(machine.task, machine);
  }
});

describe.skipIf(hindrance !== null)(`the real kernel (${hindrance ?? 'root, cc'})`, () => {
  test('agrees with every rule', async () => {
    const { rules } = await verify();
    expect(rules.filter(({ model }) => model !== 'pass')).toEqual([]);
    const unaskable = new Set(RULES.filter((rule) => rule.unaskable !== null).map(({ id }) => id));
    expect(rules.filter(({ id, real }) => real !== (unaskable.has(id) ? 'not-runnable' : 'agree'))).toEqual(
      [],
    );
  });
});
