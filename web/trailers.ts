/** Trailers given to a patch: who, in which mail, and what a newer version kept of them. */
import { html } from 'hono/html';
import type { ShownSeries } from '../app/index.ts';
import type { GivenTrailer } from '../model/facts/index.ts';
import { inferred, mail, nameOf } from './parts.ts';
import type { Visit } from './visit.ts';

export function givenTo(visit: Visit, series: ShownSeries, n: number) {
  const isHere = ({ appliesTo }: GivenTrailer): boolean => appliesTo === n || appliesTo === 'series';
  const given = series.trailers.filter((one) => isHere(one) && isReview(one));
  const line = (one: GivenTrailer, how = '') =>
    html`<div>${mail(visit, one.messageId, `${one.kind}`)} ${how ? inferred(nameOf(one), how) : nameOf(one)}</div>`;
  return html`${given.map((one) => line(one, one.onBehalf && !one.own ? 'sent by somebody else' : ''))}
${series.carried.filter(isHere).map((one) => line(one, 'given to an older version, the patch did not change'))}
${series.lost.filter(isHere).map((one) => line(one, 'given to an older version, lost since the patch changed'))}`;
}

const isReview = ({ kind }: GivenTrailer): boolean =>
  /\b(?:reviewed|acked|tested|nacked)\b.*-by$/i.test(kind);
