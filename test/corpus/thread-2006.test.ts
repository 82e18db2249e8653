/** The thread of May 2006, day by day, as its readers knew it: a test for each thing that they knew. */
import { resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type Assessment,
  addSource,
  assessDossier,
  checkDossier,
  loadDossier,
  openWorkspace,
  render,
  type Workspace,
  weekReport,
} from '../../app/index.ts';
import { parseAsOf } from '../../cli/context.ts';
import { corpus, describeCorpus } from '../support/corpus.ts';
import { END } from '../support/mails.ts';

const dossier = loadDossier(resolve(import.meta.dirname, '../../examples/namespaces-2006/dossier.yaml'));

describeCorpus('the thread of 2006', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = openWorkspace(':memory:', true);
    await addSource(workspace, corpus('2006-05-namespaces.mbox'), { now: END });
  });
  const on = (date: string): Promise<Assessment> => assessDossier(workspace, dossier, parseAsOf(date));
  const feature = (assessment: Assessment, id: string) => assessment.features.find((one) => one.id === id)!;
  const blocker = (assessment: Assessment, id: string) =>
    assessment.features.flatMap((one) => one.blockers).find((one) => one.id === id);

  test('everything that the dossier cites stands in the mails', async () => {
    const checks = await checkDossier(workspace, dossier);
    expect(checks.filter((one) => one.result !== 'verified')).toEqual([]);
    expect(checks.length).toBeGreaterThan(60);
  });

  describe('the list', () => {
    test('is empty before the first mail', async () => {
      expect((await on('2006-05-17')).features).toEqual([]);
    });

    test('begins with what the cover letter names, and grows as people name more', async () => {
      const ids = async (date: string) => (await on(date)).features.map(({ id }) => id);
      expect(await ids('2006-05-18')).toEqual(['nsproxy', 'mnt', 'uts', 'checkpoint-restart']);
      expect(await ids('2006-05-19')).toEqual(['nsproxy', 'mnt', 'uts', 'pid', 'net', 'checkpoint-restart']);
    });

    test('names from the first day whom the cover letter calls users', async () => {
      const { features, mergeOrder } = await on('2006-05-18');
      const users = (id: string) => features.find((one) => one.id === id)!.users.map((one) => one.id);
      expect(users('uts')).toEqual(['linux-vserver', 'openvz-project', 'migration']);
      expect(users('checkpoint-restart')).toEqual(['migration']);
      expect(mergeOrder.filter(({ stepsUnused }) => stepsUnused === null)).toEqual([]);
    });

    test('is agreed by the maintainer alone: one sets a condition, two have not spoken on it', async () => {
      const states = (await on('2006-05-21')).agreement.map(({ state, sentence }) => [state, sentence]);
      expect(states).toEqual([
        ['holds', 'Andrew Morton agrees'],
        [
          'unknown',
          'Linux-VServer (Herbert Poetzl) sets a condition: no bloat, and everybody can pick what they need',
        ],
        ['unknown', 'OpenVZ (Kirill Korotaev) has not spoken on the goal or on strategy a'],
        ['unknown', 'Eric Biederman has not spoken on the goal or on strategy a'],
      ]);
    });
  });

  describe('strategies', () => {
    test('a: the open bloat condition and the silent parties keep every feature back', async () => {
      for (const { id, verdicts } of (await on('2006-05-21')).features)
        expect([id, verdicts.a.verdict]).toEqual([id, 'not yet']);
    });

    test('b: uts is not ready, since no broad group of existing users is named', async () => {
      const { verdicts } = feature(await on('2006-05-21'), 'uts');
      expect(verdicts.b.verdict).toBe('not yet');
      expect(verdicts.b.fails.map((one) => one.sentence)).toContain(
        'no broad group of existing users is named',
      );
    });

    test('b: nsproxy can never pass by itself, since it only makes sense within the set', async () => {
      expect(feature(await on('2006-05-21'), 'nsproxy').verdicts.b.verdict).toBe('blocked');
    });

    test('c: passes for nothing, since far more than the tail is left', async () => {
      for (const { id, verdicts } of (await on('2006-05-21')).features) {
        expect([id, verdicts.c.verdict]).toEqual([id, 'not yet']);
        expect(verdicts.c.fails.map((one) => one.name)).toContain('only the tail is left');
      }
    });

    test('d: uts is blocked: two parties object, and nobody from outside reviewed a patch', async () => {
      const { d } = feature(await on('2006-05-21'), 'uts').verdicts;
      expect(d.verdict).toBe('blocked');
      expect(d.fails.map((one) => one.sentence)).toEqual([
        'Andrew Morton and Linux-VServer (Herbert Poetzl) object to strategy d',
        '0 of 9 patches were reviewed on a public list by somebody else than their sender',
        'it needs nsproxy, which cannot come with it yet',
      ]);
    });

    test('c: nobody objects, and what two parties have against it is said', async () => {
      const { c } = feature(await on('2006-05-21'), 'uts').verdicts;
      expect(c.holds.map((one) => one.sentence)).toContain(
        'nobody objects to strategy c; Andrew Morton has a question: may not be feasible; Linux-VServer (Herbert Poetzl) sets a condition: only for the last 10 to 20 percent',
      );
    });

    test('d: one party objects on the 18th, the second from the 19th on', async () => {
      const objecting = async (date: string) =>
        (await on(date)).positions
          .filter(({ target, stance }) => target === 'strategy d' && stance === 'object')
          .map((one) => one.stakeholder);
      expect(await objecting('2006-05-18')).toEqual(['maintainer']);
      expect(await objecting('2006-05-19')).toEqual(['maintainer', 'vserver']);
    });

    test('one party has a stance on each of the four', async () => {
      const stances = (await on('2006-05-21')).positions
        .filter(({ stakeholder, target }) => stakeholder === 'vserver' && target.startsWith('strategy'))
        .map(({ target, stance, condition }) => [target.at(-1), stance, condition]);
      expect(stances).toEqual([
        ['a', 'condition', 'no bloat, and everybody can pick what they need'],
        ['b', 'accept', 'will try to use what is merged'],
        ['c', 'condition', 'only for the last 10 to 20 percent'],
        ['d', 'object', null],
      ]);
    });
  });

  describe('the plan', () => {
    test('network containers lead the discussion and not the merging', async () => {
      const { discussFirst, mergeOrder } = await on('2006-05-21');
      expect(discussFirst[0]?.id).toBe('net');
      expect(discussFirst[0]?.why[0]).toBe(
        'claimed to be compulsory, which Linux-VServer (Herbert Poetzl) disputes',
      );
      expect(mergeOrder[0]?.id).toBe('nsproxy');
      expect(mergeOrder.findIndex(({ id }) => id === 'net')).toBeGreaterThan(0);
    });

    test('they lead from the day on which somebody calls them compulsory', async () => {
      expect((await on('2006-05-18')).discussFirst[0]?.id).toBe('nsproxy');
      expect((await on('2006-05-19')).discussFirst[0]?.id).toBe('net');
    });

    test('nsproxy is unused for one step, until uts is merged; the others are used at once', async () => {
      const { mergeOrder } = await on('2006-05-21');
      expect(mergeOrder.map(({ id, stepsUnused }) => [id, stepsUnused])).toEqual([
        ['nsproxy', 1],
        ['uts', 0],
        ['pid', 0],
        ['net', 0],
        ['checkpoint-restart', 0],
      ]);
    });

    test('that net is compulsory is claimed on the 19th and disputed on the 20th', async () => {
      expect(feature(await on('2006-05-19'), 'net').compulsory).toBe('claimed');
      expect(feature(await on('2006-05-20'), 'net').compulsory).toBe('disputed');
    });

    test('it is not game over; it would be if the stack and the jail were both objected to', async () => {
      expect((await on('2006-05-21')).gameOver).toEqual([]);
      const against = (...variants: readonly string[]) => ({
        ...dossier,
        positions: [
          ...dossier.positions,
          ...variants.map((variant) => ({
            stakeholder: 'kuznetsov',
            on: { feature: 'net', variant },
            stance: 'object' as const,
            evidence: { message: '20060519205247.GA7665@ms2.inr.ac.ru' },
          })),
        ],
      });
      const over = async (...variants: readonly string[]) =>
        (await assessDossier(workspace, against(...variants), parseAsOf('2006-05-21'))).gameOver;
      expect(await over('full')).toEqual([]);
      expect(await over('full', 'jail')).toEqual([
        { feature: 'net', isDisputed: true, objectedBy: ['kuznetsov', 'kuznetsov'] },
      ]);
    });
  });

  describe('blockers and questions', () => {
    test('that serialisation may stop checkpointing is raised on the 19th and answered, never resolved', async () => {
      expect(feature(await on('2006-05-18'), 'checkpoint-restart').blockers).toEqual([]);
      const noon = await on('2006-05-19T15:30:00Z');
      expect(blocker(noon, 'serialisation')).toMatchObject({ state: 'open', raisedBy: 'maintainer' });
      const evening = await on('2006-05-19T17:00:00Z');
      expect(blocker(evening, 'serialisation')).toMatchObject({
        state: 'answered',
        answeredBy: ['biederman'],
      });
      for (const date of ['2006-05-20', '2006-05-21', '2010-01-01'])
        expect(blocker(await on(date), 'serialisation')).toMatchObject({
          state: 'answered',
          answeredBy: ['biederman', 'kuznetsov'],
        });
    });

    test('that the network people were not copied is a question of process on any network decision', async () => {
      const process = blocker(await on('2006-05-21'), 'network-people');
      expect(process).toMatchObject({ kind: 'process', raisedBy: 'hansen' });
      const on21 = await on('2006-05-21');
      const bearing = on21.features.filter(({ blockers }) =>
        blockers.some(({ id }) => id === 'network-people'),
      );
      expect(bearing.map(({ id }) => id)).toEqual(['net', 'checkpoint-restart']);
    });

    test('three questions about net are open, with three options each', async () => {
      expect(feature(await on('2006-05-19'), 'net').questions).toEqual([]);
      const { questions } = feature(await on('2006-05-20'), 'net');
      expect(questions.map(({ options }) => options.length)).toEqual([3, 3, 3]);
    });
  });

  describe('who was heard', () => {
    test('three are asked by name; by the 21st one of them, and one asked later, have not spoken', async () => {
      const silent = async (date: string) => (await on(date)).notHeard.map((one) => one.id);
      expect(await silent('2006-05-18')).toEqual(['vserver', 'openvz', 'biederman']);
      expect(await silent('2006-05-19T13:00:00Z')).toEqual(['openvz', 'biederman']);
      expect(await silent('2006-05-21')).toEqual(['openvz', 'daniel']);
    });

    test('one of them was copied on the question; of the other the dossier has no address', async () => {
      const { notHeard } = await on('2006-05-21');
      expect(notHeard.map(({ id, wasAddressed }) => [id, wasAddressed])).toEqual([
        ['openvz', true],
        ['daniel', null],
      ]);
    });
  });

  describe('pid', () => {
    test('has five variants, and says who needs which', async () => {
      const { variants } = feature(await on('2006-05-21'), 'pid');
      expect(variants.map(({ id, users }) => [id, users])).toEqual([
        ['isolation', ['linux-vserver']],
        ['full', ['migration', 'openvz-project']],
        ['system-wide', ['ssi']],
        ['randomised', ['security-addons']],
        ['init-only', []],
      ]);
    });

    test('has positions on single variants', async () => {
      const { positions } = feature(await on('2006-05-21'), 'pid');
      expect(positions.map(({ stakeholder, target, stance }) => [stakeholder, target, stance])).toEqual([
        ['biederman', 'feature pid', 'support'],
        ['biederman', 'feature pid, variant init-only', 'condition'],
        ['maintainer', 'feature pid, variant init-only', 'accept'],
        ['vserver', 'feature pid, variant full', 'condition'],
        ['vserver', 'feature pid, variant isolation', 'accept'],
      ]);
    });
  });

  test('what the cover letter says of tests is a claim by its author', async () => {
    const { testClaims } = feature(await on('2006-05-21'), 'nsproxy');
    expect(testClaims.map(({ by, evidence }) => [by, evidence.verified])).toEqual([['proposer', 'verified']]);
  });

  describe('later', () => {
    test('each feature is merged from the kernel that had it, and not a day before', async () => {
      const stage = async (date: string, id: string) => feature(await on(date), id)?.stage;
      expect(await stage('2006-11-28', 'uts')).toBe('in review');
      expect(await stage('2006-11-29', 'uts')).toBe('merged');
      expect(await stage('2008-01-24', 'pid')).toBe('merged');
      expect(await stage('2009-03-23', 'net')).toBe('merged');
      expect(await stage('2013-02-18', 'user')).toBe('merged');
      expect(await stage('2020-03-29', 'time')).toBe('merged');
    });

    test('checkpoint and restart is never merged, and from 2011 on in no order any more', async () => {
      const then = await on('2021-01-01');
      expect(feature(then, 'checkpoint-restart')).toMatchObject({ stage: 'idea' });
      expect(feature(then, 'checkpoint-restart').withdrawn?.date).toBe('2011-07-15');
      expect([...then.mergeOrder, ...then.discussFirst]).toEqual([]);
    });
  });

  test('the weekly report of that week: nothing is ready, and it says what is wanted from whom', async () => {
    const report = await weekReport(workspace, dossier, parseAsOf('2006-05-21'));
    const text = render(report, 'text').replace(/\s+/g, ' ');
    expect(text).toContain('Became ready: nothing.');
    expect(text).toContain('an answer from OpenVZ (Kirill Korotaev), Daniel');
    expect(text).toContain('Broke: strategy d (objected to by Andrew Morton, Linux-VServer');
    expect(text).toContain('from Dave Hansen (IBM), Andrew Morton a word whether 3 answers on net');
    expect(text).toContain('3 decisions on net; from Serge E. Hallyn the next step on nsproxy and uts.');
    expect(text).toContain('* Andrew Morton: is this settled? an open socket has a lot of state to store');
    expect(text).toContain('object to strategy d');
    expect(text).not.toContain('now holds: nobody objects');
  });

  test('once all is merged or given up, nobody is asked for anything', async () => {
    const report = await weekReport(workspace, dossier, parseAsOf('2021-01-01'));
    expect(report.lead.at(-1)).toEqual(['Wanted: nothing from anybody.']);
  });
});
