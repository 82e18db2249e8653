/** Plain text as mail carries it: 72 columns. */

export const WIDTH = 72;

/** Folds at white space; a word that is too long (a Message-ID) stands alone. */
export function wrap(text: string, first = '', rest: string = first): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of plain(text).split(/\s+/).filter(Boolean)) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}

export const heading = (text: string): string =>
  `${plain(text)}\n${'='.repeat(Math.min(WIDTH, text.length))}`;
export const section = (text: string): string =>
  `\n${plain(text)}\n${'-'.repeat(Math.min(WIDTH, text.length))}`;

/** A terminal is shown no control characters, nor marks that turn the direction of text. */
export const plain = (text: string): string =>
  text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}');

/** `2006-05-21` of seconds since 1970. */
export function day(at: number): string {
  const date = new Date(at * 1000);
  return date.toISOString().slice(0, 10);
}

/** Numbered notes in the order of their first use. */
export class Footnotes {
  readonly #notes: string[] = [];

  /** The mark of a note, such as `[3]`. */
  mark(note: string): string {
    const known = this.#notes.indexOf(note);
    return `[${known >= 0 ? known + 1 : this.#notes.push(note)}]`;
  }

  lines(): readonly string[] {
    return this.#notes.map((note, at) => wrap(note, `[${at + 1}] `, '    '));
  }
}
