/** Where in a dossier's text its fields stand: what messages about it name. */
import { type Document, LineCounter, parseDocument } from 'yaml';

/** Keys and places in lists, from the top: `['features', 2, 'evidence']`. */
export type Path = readonly (string | number)[];

/** @param text YAML without errors @returns the line of a field, or of the nearest thing above it that is there */
export function linesOf(text: string): (path: Path) => number {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return (path) => lineIn(document, lines, path);
}

export function lineIn(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
