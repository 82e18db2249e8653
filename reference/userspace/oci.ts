/** What users of an OCI-like runtime want of it (runtime.ts). */
import type { NsType } from '../interface.ts';
import { errnoOf, must } from './calls.ts';
import { type Composition, expected, tryOut, Unmet } from './composition.ts';
import { isRefused, type OciSpec, Runtime } from './runtime.ts';

const USUAL = ['mnt', 'pid', 'uts', 'ipc', 'net', 'cgroup'] as const satisfies readonly NsType[];
const SIGKILL = 9;

const spec = (changes: Partial<OciSpec> = {}): OciSpec => ({
  namespaces: USUAL.map((type) => ({ type })),
  hostname: 'box',
  root: '/box',
  readonlyPaths: ['/etc'],
  ...changes,
});

async function refused(run: () => Promise<unknown> | unknown, what: string): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (isRefused(error)) return;
    throw error;
  }
  throw new Unmet(`${what} was not refused`);
}

export const OCI: Composition = {
  name: 'oci',
  title: 'a minimal OCI-like runtime: create, start, kill, delete, state',
  needs: ['nsproxy', 'mnt', 'uts', 'ipc', 'pid', 'net', 'cgroup'],
  uses: ['user', 'time'],
  run: async (world) => {
    const { host, kernel } = world;
    const runtime = new Runtime(world);
    await must(host, 'mkdir', '/box');
    return tryOut('a container can be created', () => runtime.create('one', spec()), [
      [
        'it goes from created to running to stopped, and is deleted then',
        async () => {
          expected(runtime.state('one'), 'created', 'its state');
          await refused(() => runtime.delete('one'), 'delete of what was created');
          runtime.start('one');
          expected(runtime.state('one'), 'running', 'its state');
          await refused(() => runtime.start('one'), 'a second start');
          await runtime.kill('one', SIGKILL);
          expected(runtime.state('one'), 'stopped', 'its state');
          await refused(() => runtime.kill('one', SIGKILL), 'kill of what is stopped');
          await runtime.delete('one');
          await refused(() => runtime.state('one'), 'the state of what is deleted');
        },
      ],
      [
        'an id is taken once',
        async () => {
          await runtime.create('two', spec());
          await refused(() => runtime.create('two', spec()), 'the same id');
        },
      ],
      [
        'a namespace with a path is joined, one that is not named is the machine’s',
        async () => {
          const two = runtime.containers.get('two')!.init;
          const namespaces = [
            { type: 'net' as const, of: two.pid },
            { type: 'mnt' as const },
            { type: 'pid' as const },
          ];
          const three = await runtime.create('three', spec({ namespaces, hostname: null }));
          expected(await must(three.task, 'nsid', 'net'), await must(two.task, 'nsid', 'net'), 'its network');
          expected(await must(three.task, 'nsid', 'uts'), await must(host, 'nsid', 'uts'), 'its names');
        },
      ],
      [
        'what is read-only stays so, whatever its root does',
        async () => {
          const { task } = runtime.containers.get('two')!.init;
          expected(await errnoOf(task, 'mkdir', '/etc/mine'), 'EROFS', 'mkdir');
        },
      ],
      [
        'a step that fails leaves nothing behind',
        async () => {
          const before = kernel.namespaces.size;
          await refused(() => runtime.create('four', spec({ root: '/nowhere' })), 'a root that is not there');
          expected(String(kernel.namespaces.size), String(before), 'the number of namespaces');
          await must(host, 'cgmkdir', 'four', 'v2');
        },
      ],
    ]);
  },
};
