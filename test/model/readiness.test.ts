import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addSource,
  assessDossier,
  checkDossier,
  DOSSIER_REPORTS,
  dossierReport,
  exportFacts,
  loadDossier,
  openWorkspace,
  queueReport,
  render,
} from '../../app/index.ts';
import { parseAsOf } from '../../cli/context.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { all, any, evaluate, flips, judge, leaf, type Tree } from '../../model/readiness/conditions.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { DEMO_END, demoDossier, demoWorkspace } from '../support/demo.ts';
import { END } from '../support/mails.ts';

const example = (name: string): string =>
  resolve(import.meta.dirname, '../../examples', name, 'dossier.yaml');

describeCorpus('the thread of 2006, as its readers knew it', () => {
  const assessOn = async (date: string) => {
    const workspace = openWorkspace(':memory:', true);
    await addSource(workspace, corpus('2006-05-namespaces.mbox'), { now: END });
    return assessDossier(workspace, loadDossier(example('namespaces-2006')), parseAsOf(date));
  };
  const feature = (assessment: Awaited<ReturnType<typeof assessOn>>, id: string) =>
    assessment.features.find((one) => one.id === id)!;

  test('uts is not ready under b, since no broad group is named, and blocked under d', async () => {
    const { verdicts } = feature(await assessOn('2006-05-21'), 'uts');
    expect(verdicts.b.verdict).toBe('not yet');
    expect(verdicts.b.fails.map((one) => one.sentence)).toContain(
      'no broad group of existing users is named',
    );
    expect(verdicts.d.verdict).toBe('blocked');
  });

  test('what only makes sense within the set can never pass b', async () => {
    expect(feature(await assessOn('2006-05-21'), 'nsproxy').verdicts.b.verdict).toBe('blocked');
  });

  test('c passes for nothing', async () => {
    for (const { verdicts } of (await assessOn('2006-05-21')).features)
      expect(verdicts.c.verdict).not.toBe('merge now');
  });

  test('the blocker of checkpoint is raised on the 19th and then answered, not resolved', async () => {
    expect(feature(await assessOn('2006-05-18'), 'checkpoint-restart').blockers).toEqual([]);
    const { blockers } = feature(await assessOn('2006-05-21'), 'checkpoint-restart');
    expect(blockers.find((one) => one.id === 'serialisation')?.state).toBe('answered');
  });

  test('network containers lead the discussion and not the merging', async () => {
    const assessment = await assessOn('2006-05-21');
    expect(assessment.discussFirst[0]?.id).toBe('net');
    expect(assessment.mergeOrder[0]?.id).not.toBe('net');
    expect(feature(assessment, 'net').compulsory).toBe('disputed');
  });

  test('whoever was asked by name and is silent is not heard', async () => {
    expect((await assessOn('2006-05-18')).notHeard).toHaveLength(3);
    expect((await assessOn('2006-05-21')).notHeard.map((one) => one.stakeholder)).toEqual([
      'OpenVZ (Kirill Korotaev)',
      'Daniel (networking, asked by first name)',
    ]);
  });
});

test('the reports of the demo are as they were read and approved', async () => {
  const workspace = await demoWorkspace();
  const [dossier, asOf] = [demoDossier, DEMO_END];
  const formats = [
    ['text', 'txt'],
    ['md', 'md'],
    ['html', 'html'],
    ['mail', 'eml'],
  ] as const;
  for (const name of DOSSIER_REPORTS) {
    const report = await dossierReport(workspace, name, dossier, asOf);
    for (const [format, ending] of formats)
      await expect(render(report, format)).toMatchFileSnapshot(`../golden/demo-${name}.${ending}`);
  }
  const queue = await queueReport(workspace, dossier, asOf, {});
  await expect(render(queue, 'text')).toMatchFileSnapshot('../golden/demo-triage.txt');
});

test('the demo is the same each time, and its dossier cites only what is there', async () => {
  const [one, two] = [await demoWorkspace(), await demoWorkspace()];
  expect([...exportFacts(one.store)]).toEqual([...exportFacts(two.store)]);
  const checks = await checkDossier(one, demoDossier);
  expect(checks.filter(({ result }) => result !== 'verified')).toEqual([]);
});

describe('a dossier that is wrong says where', () => {
  const base = 'mergeready: 1\nid: x\ngoal: { title: t, evidence: { message: m@x } }\nstakeholders: []\n';
  test.each([
    ['an unknown key', `${base}colour: red\nfeatures: [{ id: a, title: A }]\n`, /x\.yaml:\d+: .*colour/],
    [
      'a circle',
      `${base}features:\n  - { id: a, title: A, requires: [b] }\n  - { id: b, title: B, requires: [a] }\n`,
      /circle: a → b → a/,
    ],
    [
      'two features with one id',
      `${base}features:\n  - { id: a, title: A }\n  - { id: a, title: B }\n`,
      /x\.yaml:7: .*'a' is there twice/,
    ],
    [
      'seven words of evidence',
      `${base.replace('m@x', 'm@x, words: one two three four five six seven')}features: [{ id: a, title: A }]\n`,
      /x\.yaml:3: goal\.evidence\.words/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseDossier(text, 'x.yaml')).toThrow(message);
  });
});

describe('conditions', () => {
  const state = fc.constantFrom('holds' as const, 'fails' as const, 'unknown' as const);
  const trees = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc
        .tuple(fc.constantFrom('p', 'q', 'r', 's', 't', 'u'), state)
        .map(([name, truth]) => leaf(name, truth, name)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((of) => any(...of)),
    ),
  })).tree;
  const flipped = (tree: Tree, names: readonly string[]): Tree =>
    tree.kind === 'leaf'
      ? names.includes(tree.name)
        ? { ...tree, state: 'holds' }
        : tree
      : { ...tree, of: tree.of.map((one) => flipped(one, names)) };

  test('each flip makes the verdict hold, and none is larger than it must be', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        for (const names of flips(tree)) expect(evaluate(flipped(tree, names))).toBe('holds');
        for (const [at, names] of flips(tree).entries()) {
          for (const other of flips(tree).slice(0, at))
            expect(other.every((name) => names.includes(name))).toBe(false);
        }
      }),
    );
  });

  test('one more failing condition never makes a feature readier', () => {
    const rank = { blocked: 0, 'not yet': 1, 'merge now': 2 };
    fc.assert(
      fc.property(trees, (tree) => {
        const worse = all(tree, leaf('one more', 'fails', 'one more', { isBlocking: true }));
        expect(rank[judge(worse).verdict]).toBeLessThanOrEqual(rank[judge(tree).verdict]);
      }),
    );
  });
});
