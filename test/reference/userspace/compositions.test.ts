/** What users of namespaces build of them: jail, guest, container, runtime, migration; with features and variants. */
import { describe, expect, test } from 'vitest';
import { runReference } from '../../../app/compositions.ts';
import { COMPOSITIONS, foundNeeds, NET_VARIANTS, showNet } from '../../../reference/userspace/index.ts';

const failures = async (name: string, variant: Parameters<typeof runReference>[1]) =>
  (await runReference(name, variant)).flatMap(({ findings }) =>
    findings.filter(({ why }) => why !== null).map(({ what, why }) => `${what}: ${why}`),
  );

describe.each(COMPOSITIONS.map((one) => [one.name, one] as const))('%s', (name, composition) => {
  test('works on Linux as it became', async () => {
    expect(await failures(name, { without: [] })).toEqual([]);
  });

  test('needs the features that it names, and no others', async () => {
    expect((await foundNeeds(composition)).toSorted()).toEqual([...composition.needs].toSorted());
  });
});

test('isolation of pids is enough for a jail, and for a guest but for its pretended init', async () => {
  expect(await failures('jail', { without: [], pid: 'isolation' })).toEqual([]);
  expect(await failures('guest', { without: [], pid: 'isolation' })).toEqual([
    'it has an init with the number 1, that it cannot kill: the number of its init is 3, not 1',
  ]);
});

test('virtualising only pid 1 is enough for a guest; full virtualisation is more than it wants', async () => {
  expect(await failures('guest', { without: [], pid: 'init-only' })).toEqual([]);
  expect(await failures('guest', { without: [], pid: 'full' })).toEqual([
    "its processes have the machine's numbers (no full virtualisation): the number of its shell is 2, not 4",
  ]);
});

test('a jail does at every level and with every connection', async () => {
  expect(await failures('jail', { without: [], net: 'all' })).toEqual([]);
});

test('routing passes two IP stacks, all else one; bridging passes the most devices', async () => {
  const runs = await runReference('jail', { without: [], net: 'all' });
  const cost = (net: string) => runs.find(({ variant }) => variant.net === net)?.cost?.passes;
  expect(cost('ip/bridge')).toMatchObject({ ip: 2, ethernet: 1 });
  expect(cost('ethernet/bridge')).toMatchObject({ ip: 1, ethernet: 4 });
  expect(cost('ethernet/split')).toMatchObject({ ip: 1, ethernet: 2 });
  for (const net of ['ethernet/direct', 'ip/split', 'socket/split', 'socket/direct'])
    expect([net, cost(net)]).toEqual([net, { ip: 1, ethernet: 1, socket: 1 }]);
});

test('a guest with ports only cannot configure a network of its own, as a container has to', async () => {
  const failed = await failures('container', { without: [], net: 'socket/split' });
  expect(failed).toEqual(['its root may do everything inside: linkadd(veth, one, two): EPERM']);
});

test('what cannot be had together says why', async () => {
  expect(NET_VARIANTS.filter(({ why }) => why !== null).map(showNet)).toEqual(['ip/direct', 'socket/bridge']);
  await expect(runReference('jail', { without: [], net: 'ip/direct' })).rejects.toThrow(
    'cannot be had: two IP stacks',
  );
  await expect(runReference('jail', { without: ['nett'] })).rejects.toThrow(
    'feature nett: a kernel of the reference has',
  );
  await expect(runReference('zone', { without: [] })).rejects.toThrow('composition zone: there is none');
});
