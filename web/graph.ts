/** What needs what, as a picture: each feature stands to the right of all that it needs. */
import { html } from 'hono/html';
import type { FeatureReadiness } from '../model/readiness/index.ts';
import { isMerged } from '../reports/strategies.ts';
import { featurePath, type Html, to } from './layout.ts';
import type { Visit } from './visit.ts';

const [WIDTH, HEIGHT, GAP_X, GAP_Y] = [170, 34, 60, 14];

interface Place {
  readonly feature: FeatureReadiness;
  readonly x: number;
  readonly y: number;
}

export function dependencyGraph(visit: Visit, features: readonly FeatureReadiness[]): Html | '' {
  const linked = features.filter(
    (one) => one.requires.length > 0 || features.some((other) => other.requires.includes(one.id)),
  );
  if (linked.length === 0) return '';
  const places = layOut(linked);
  const width = Math.max(...[...places.values()].map(({ x }) => x)) + WIDTH + 1;
  const height = Math.max(...[...places.values()].map(({ y }) => y)) + HEIGHT + 1;
  const edges = [...places.values()].flatMap((place) => edgesTo(place, places));
  const words = linked
    .filter((one) => one.requires.length > 0)
    .map((one) => `${one.id} needs ${one.requires.join(', ')}`)
    .join('; ');
  return html`<figure><div class="wide" tabindex="0" role="group" aria-label="What needs what"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-label="${words}">${edges}${[...places.values()].map((place) => node(visit, place))}</svg></div><figcaption>${words}. Green is merged; red has an open blocker.</figcaption></figure>`;
}

/** A column for each step away from what needs nothing. */
function layOut(features: readonly FeatureReadiness[]): ReadonlyMap<string, Place> {
  const byId = new Map(features.map((one) => [one.id, one]));
  const levels = new Map<string, number>();
  const levelOf = (id: string): number => {
    const known = levels.get(id);
    if (known !== undefined) return known;
    levels.set(id, 0);
    const needed = byId.get(id)!.requires.filter((one) => byId.has(one));
    const level = Math.max(-1, ...needed.map(levelOf)) + 1;
    levels.set(id, level);
    return level;
  };
  const places = new Map<string, Place>();
  for (const [level, column] of Map.groupBy(features, ({ id }) => levelOf(id)))
    for (const [row, feature] of column.entries())
      places.set(feature.id, { feature, x: level * (WIDTH + GAP_X) + 1, y: row * (HEIGHT + GAP_Y) + 1 });
  return places;
}

function edgesTo({ feature, x, y }: Place, places: ReadonlyMap<string, Place>): readonly Html[] {
  return feature.requires.flatMap((id) => {
    const from = places.get(id);
    if (!from) return [];
    const [x1, y1, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, y + HEIGHT / 2];
    const bend = (x - x1) / 2;
    return [html`<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x - bend} ${y2} ${x} ${y2}"/>`];
  });
}

function node(visit: Visit, { feature, x, y }: Place) {
  const isStuck = feature.blockers.some((one) => one.state === 'open');
  const kind = isMerged(feature) ? 'done' : isStuck ? 'stuck' : '';
  const label = feature.id.length > 20 ? `${feature.id.slice(0, 19)}…` : feature.id;
  return html`<a href="${to(visit, featurePath(feature.id))}" class="node ${kind}"><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="4"/><text x="${x + 10}" y="${y + 22}">${label}</text></a>`;
}
