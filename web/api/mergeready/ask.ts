/** What an endpoint of our own JSON is, and how it reads what it was asked. */
import type { z } from 'zod';
import { assessDossier, featuresJson, LIST_PART, type TriageFilter } from '../../../app/index.ts';
import { type Ask, type Dossier, decidedUntil } from '../../visit.ts';
import { notFound } from '../problem.ts';

/** A part of a long answer. */
export interface Span {
  readonly limit: number;
  readonly offset: number;
}

export interface Answer {
  readonly json: unknown;
  /** Of a list that is paged: how many there are. */
  readonly total?: number;
}

export interface Endpoint {
  /** Under `/api/mergeready`; parts in braces as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  /** What stands behind `?`, beside `asOf`. */
  readonly query: Readonly<Record<string, string>>;
  readonly isPaged: boolean;
  readonly shape: z.ZodType;
  readonly answer: (ask: Ask, span: Span) => Promise<Answer>;
}

/** A dossier has to be served for these. */
export function dossierOf({ site }: Ask): Dossier {
  if (site.dossier === null) throw notFound();
  return site.dossier;
}

export async function features(ask: Ask) {
  return featuresJson(await assessDossier(ask.site.workspace, dossierOf(ask), ask.visit.asOf));
}

export const text = (ask: Ask, name: string): string | undefined => ask.query(name) || undefined;

export const QUEUE_QUERY = {
  who: 'author, reviewer, maintainer or nobody',
  state: 'one state',
  feature: 'a feature of the dossier',
  list: LIST_PART,
  person: 'a part of name or address, of the sender or delegate',
  subsystem: 'a part of the name in MAINTAINERS',
  days: 'only series posted within so many days',
};

export function queueFilter(ask: Ask): TriageFilter {
  const days = Number(ask.query('days'));
  return {
    who: text(ask, 'who') as TriageFilter['who'],
    state: text(ask, 'state'),
    feature: text(ask, 'feature'),
    list: text(ask, 'list'),
    subsystem: text(ask, 'subsystem'),
    person: text(ask, 'person'),
    days: days > 0 ? days : undefined,
    decidedUntil: decidedUntil(ask.visit),
  };
}

export const part = <T>(all: readonly T[], { offset, limit }: Span): readonly T[] =>
  all.slice(offset, offset + limit);
