/** What happened to a feature as a picture: a lane for each kind of event, time from left to right. */

import { html } from 'hono/html';
import { DAY } from '../model/facts/index.ts';
import type { StoryEvent, StoryKind } from '../model/readiness/index.ts';
import type { Html } from './layout.ts';
import { safe } from './layout.ts';
import { day } from './values.ts';

const LANES: readonly { readonly kind: StoryKind; readonly title: string }[] = [
  { kind: 'posted', title: 'posted' },
  { kind: 'landed', title: 'landed' },
  { kind: 'position', title: 'positions' },
  { kind: 'blocker', title: 'blockers' },
  { kind: 'question', title: 'questions' },
];

const [LEFT, WIDTH, LANE] = [90, 700, 26];
const MONTH = 30 * DAY;

/** @param asOf where the lanes end, unless nothing happened for long before */
export function timeline(story: readonly StoryEvent[], asOf: number): Html | '' {
  const dated = story.filter(
    (one): one is StoryEvent & { date: NonNullable<StoryEvent['date']> } => one.date !== null,
  );
  if (dated.length === 0) return '';
  const from = dated[0]!.date;
  const last = dated.at(-1)!.date;
  const until = Math.min(asOf, last + Math.max(MONTH, (last - from) / 4));
  const span = Math.max(1, until - from);
  const x = (at: number): string => (LEFT + ((at - from) / span) * (WIDTH - LEFT - 10)).toFixed(1);
  const lanes = LANES.filter(({ kind }) => dated.some((one) => one.kind === kind));
  const height = lanes.length * LANE + 24;
  const marks = lanes.map(({ kind, title }, n) => {
    const y = n * LANE + LANE / 2;
    const dots = dated
      .filter((one) => one.kind === kind)
      .map(
        (one) =>
          html`<circle cx="${x(one.date)}" cy="${y}" r="5" class="${tone(one)}"><title>${day(one.date)}: ${one.who ? `${safe(one.who)} ` : ''}${safe(one.state)} ${safe(one.text)}</title></circle>`,
      );
    return html`<text x="0" y="${y + 4}">${title}</text><path class="axis" d="M${LEFT} ${y}H${WIDTH}"/>${dots}`;
  });
  const words = lanes
    .map(({ kind, title }) => `${dated.filter((one) => one.kind === kind).length} ${title}`)
    .join(', ');
  return html`<figure><div class="wide" tabindex="0" role="group" aria-label="Timeline"><svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="From ${day(from)} to ${day(until)}: ${words}">${marks}<text x="${LEFT}" y="${height - 4}">${day(from)}</text><text x="${WIDTH}" y="${height - 4}" text-anchor="end">${day(until)}</text></svg></div><figcaption>From ${day(from)} to ${day(until)}: ${words}.</figcaption></figure>`;
}

const BAD = new Set(['object', 'raised']);
const GOOD = new Set(['support', 'accept', 'resolved', 'decided']);

function tone({ kind, state }: StoryEvent): string {
  if (kind === 'posted') return 'fill0';
  if (kind === 'landed' && state === 'reverted') return 'fill5';
  if (kind === 'landed' || GOOD.has(state)) return 'fill4';
  return BAD.has(state) ? 'fill5' : 'fill1';
}
