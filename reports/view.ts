/** What every report is made of before it is rendered: text, mail, Markdown and HTML show one and the same view. */
import type { Epoch } from '../model/facts/index.ts';
import { fewOf } from '../model/readiness/index.ts';

/** What a claim rests on. */
export interface Cited {
  readonly message: string | null;
  readonly commit: string | null;
  /** The anchor: a few words that stand there. */
  readonly words?: string | null;
  /** `verified`, or what is wrong with it; absent where the fact itself is from the database. */
  readonly verified?: string;
}

/** A run of text, or evidence: a footnote in text, a link where there are links. */
export type Span = string | Cited;

export interface Item {
  readonly text: readonly Span[];
  readonly items?: readonly Item[];
}

export interface Cell {
  readonly text: string;
  /** One character, for where the words are too wide. */
  readonly short: string;
}

/** Shares of a whole, such as merged, buffered and missing. */
export interface Plot {
  readonly kind: 'plot';
  readonly title: string;
  readonly parts: readonly { readonly label: string; readonly value: number }[];
}

/** How numbers went over time; all lines have as many values, the last of them at `to`. */
export interface Trend {
  readonly kind: 'trend';
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly { readonly label: string; readonly values: readonly number[] }[];
}

export interface Table {
  readonly kind: 'table';
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly rows: readonly { readonly title: string; readonly cells: readonly Cell[] }[];
  /** What the short cells mean. */
  readonly legend: string;
}

export type Block =
  | { readonly kind: 'list'; readonly isNumbered?: boolean; readonly items: readonly Item[] }
  | { readonly kind: 'text'; readonly text: readonly Span[] }
  | Table
  | Plot
  | Trend;

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Report {
  /** `feature-list`, `weekly`, …: the name of the command that prints it. */
  readonly name: string;
  readonly title: string;
  readonly asOf: Epoch;
  /** The dossier's id, or what else the report is about. */
  readonly subject: string;
  /** What a busy person reads. */
  readonly lead: readonly (readonly Span[])[];
  readonly sections: readonly Section[];
  /** What a Message-ID is put behind to make a link; empty where there is no archive to link to. */
  readonly mailUrl: string;
}

export const list = (items: readonly Item[], isNumbered = false): Block => ({
  kind: 'list',
  items,
  isNumbered,
});

export const item = (...text: readonly Span[]): Item => ({ text });

/** Text with evidence behind each part, as the arguments come. */
export const paragraph = (...text: readonly Span[]): Block => ({ kind: 'text', text });

/** Words between evidence: `a`, [1], `; b`, [2]. */
export function joined(parts: readonly (readonly Span[])[], separator = '; '): readonly Span[] {
  return parts.flatMap((part, at) => (at === 0 ? part : [separator, ...part]));
}

/** More names than this are for the lists below. */
export const FEW = 3;

/** `a, b, c and 2 more`. */
export const few = (names: readonly string[], most = FEW): string => fewOf(names, ', ', most);

/** `1 patch`, `2 patches`. */
export const counted = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

/** On one line, up to the last word that ends within so many characters. */
export function shortened(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most
    ? `${line.slice(0, most + 1).replace(/ ?\S*$/, '') || line.slice(0, most)}…`
    : line;
}

/** `2006-05-21` of seconds since 1970, UTC. */
export function day(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}

/** A subject without the tags in front: `[PATCH v2 1/3] mm: x` is shown beside its number. */
export const untagged = (subject: string): string => subject.replace(/^(?:\s*\[[^\]]*\])+\s*(?=\S)/, '');
