/** What comes after a day changes nothing that is said of that day. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  diffSeries,
  listSeries,
  lossesBetween,
  seriesMbox,
  showSeries,
  triageQueue,
  type Workspace,
} from '../../app/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { type Draft, diff, mail, workspaceOf } from '../support/mails.ts';

const PEOPLE = [
  'Ann Author <ann@example.org>',
  'Bob Builder <bob@example.org>',
  'Cat Keeper <cat@example.org>',
];
const TITLES = ['ns: Add a gate', 'ns: Use the gate', 'ns: Add a door'];
/** Minutes between two mails, and how many of them a history is long. */
const STEP = 6 * 60;

const WORDS: readonly ((who: string) => string)[] = [
  (who) => `Reviewed-by: ${who}\n`,
  (who) => `Acked-by: ${who}\n`,
  () => 'Tested-by: Dan Digger <dan@example.net>\n',
  () => '> +int x;\n\nWhy not static?\n',
  () => '> Why not static?\n\nIt is used elsewhere.\n',
  () => '> It is used elsewhere.\n\nOk, thanks.\n',
  () => 'NACK\n',
  () => 'Applied, thanks!\n',
  () => "I'll fix that in v2.\n",
];

/** One thing that happens on the list. */
const event = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('series' as const),
      who: fc.nat(2),
      version: fc.nat(3),
      from: fc.nat(2),
      count: fc.integer({ min: 1, max: 3 }),
      hasCover: fc.boolean(),
      line: fc.nat(2),
      under: fc.option(fc.nat(), { freq: 3 }),
      isLoose: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('reroll' as const),
      at: fc.nat(),
      line: fc.nat(2),
      version: fc.constantFrom('v2', 'v2.1', 'v3'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      who: fc.nat(2),
      to: fc.nat(),
      word: fc.nat(WORDS.length - 1),
    }),
  },
);

type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

/** The mails of a history, each later than the one before. */
function draftsOf(events: readonly Event[]): readonly Draft[] {
  const drafts: Draft[] = [];
  events.forEach((one, at) => {
    const minute = at * STEP;
    const any = (n: number): Draft | undefined => drafts[n % Math.max(1, drafts.length)];
    if (one.kind === 'reply') {
      const to = any(one.to);
      if (!to) return;
      const subject = to.subject.startsWith('Re:') ? to.subject : `Re: ${to.subject}`;
      const who = PEOPLE[one.who]!;
      drafts.push({ id: `r${at}`, subject, to: to.id, at: minute, from: who, body: WORDS[one.word]!(who) });
    } else if (one.kind === 'reroll') {
      const to = any(one.at);
      const number = to && /(\d)\/(\d)/.exec(to.subject);
      if (!to || !number || number[1] === '0') return;
      const title = to.subject.replace(/^.*\] /, '');
      drafts.push({
        id: `p${at}`,
        subject: `[PATCH ${one.version} ${number[0]}] ${title}`,
        to: to.id,
        at: minute,
        from: to.from!,
        body: patchBody(title, one.line),
      });
    } else drafts.push(...seriesOf(one, at, minute, one.under === null ? undefined : any(one.under)));
  });
  return drafts;
}

const patchBody = (title: string, line: number): string =>
  `Why.\n\nSigned-off-by: Ann Author <ann@example.org>\n${diff(`${title.split(' ').at(-1)}.c`, `int x${line === 0 ? '' : line};`)}`;

/** Its mails come hours apart where they are loose: late patches are part of what must not change the past. */
function seriesOf(
  one: Extract<Event, { kind: 'series' }>,
  at: number,
  minute: number,
  under: Draft | undefined,
): readonly Draft[] {
  const from = PEOPLE[one.who]!;
  const tag = one.version === 0 ? 'PATCH' : `PATCH v${one.version}`;
  const titles = Array.from({ length: one.count }, (_, n) => TITLES[(one.from + n) % TITLES.length]!);
  const cover: Draft = { id: `c${at}`, subject: `[${tag} 0/${one.count}] ns: Gates`, from, at: minute };
  const first = one.hasCover ? cover.id : `p${at}.1`;
  const gap = one.isLoose ? 90 : 1;
  const patches = titles.map((title, n): Draft => {
    const id = `p${at}.${n + 1}`;
    const number = one.count === 1 && !one.hasCover ? '' : ` ${n + 1}/${one.count}`;
    const draft = {
      id,
      subject: `[${tag}${number}] ${title}`,
      from,
      at: minute + (n + 1) * gap,
      body: patchBody(title, one.line),
    };
    return id === first ? draft : { ...draft, to: first };
  });
  const all = one.hasCover ? [cover, ...patches] : patches;
  return under ? [{ ...all[0]!, to: under.id }, ...all.slice(1)] : all;
}

/** Everything that is said of a day. */
async function answers(workspace: Workspace, asOf: Epoch): Promise<string> {
  const series = await listSeries(workspace, asOf);
  const shown = await Promise.all(series.map(({ id }) => showSeries(workspace, id, asOf)));
  const mboxes = await Promise.all(
    series.filter(({ received }) => received > 0).map(({ id }) => seriesMbox(workspace, id, asOf)),
  );
  const diffs = await Promise.all(
    series
      .filter(({ follows }) => follows !== null)
      .map(({ id, follows }) => diffSeries(workspace, follows!.series, id, asOf)),
  );
  const queue = await triageQueue(workspace, null, asOf, { all: true });
  return JSON.stringify(
    { series, shown, mboxes, diffs, queue, lost: await lossesBetween(workspace, epoch(0), asOf) },
    null,
    1,
  );
}

const START = Date.UTC(2026, 2, 2, 10) / 1000;

test('mails that come later change no answer as of a day', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { minLength: 2, maxLength: 14 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (events, cut) => {
        const drafts = draftsOf(events);
        const asOf = epoch(START + Math.floor(cut * events.length * STEP) * 60);
        const until = drafts.filter((draft) => START + (draft.at ?? 0) * 60 <= asOf);
        if (until.length === 0) return;
        const then = await answers(await workspaceOf(until.map(mail)), asOf);
        expect(await answers(await workspaceOf(drafts.map(mail)), asOf)).toBe(then);
      },
    ),
    { numRuns: 25 },
  );
});
