/** Adds entries to a dossier's text where they belong, and changes nothing else: comments, order and style stay. */
import { isMap, isSeq, type Node, parseDocument, stringify } from 'yaml';

/** One entry for a list: `['positions']`, or `['blockers', 2, 'answers']`. */
export interface Addition {
  readonly list: readonly (string | number)[];
  readonly value: unknown;
}

/** @param text a dossier that parses */
export function addEntries(text: string, additions: readonly Addition[]): string {
  return additions.reduce(addEntry, text);
}

function addEntry(text: string, { list, value }: Addition): string {
  const document = parseDocument(text);
  const node = document.getIn(list, true) as Node | undefined;
  const entry = flow(value);
  if (isSeq(node) && !node.flow && node.items.length > 0) {
    const indent = columnOf(text, node.range![0]);
    return insertAfter(text, node.range![1], `${' '.repeat(indent)}- ${entry}`);
  }
  if (isSeq(node)) {
    const end = text.lastIndexOf(']', node.range![1]);
    return `${text.slice(0, end)}${node.items.length > 0 ? ', ' : ''}${entry}${text.slice(end)}`;
  }
  return addList(
    text,
    document.getIn(list.slice(0, -1), true) as Node | undefined,
    String(list.at(-1)),
    entry,
  );
}

/** The list is not there yet: it becomes the last key of its map. */
function addList(text: string, parent: Node | undefined, key: string, entry: string): string {
  if (!isMap(parent)) return `${text.trimEnd()}\n\n${key}:\n  - ${entry}\n`;
  if (parent.flow) {
    const end = text.lastIndexOf('}', parent.range![1] - 1);
    return `${text.slice(0, end).trimEnd()}, ${key}: [${entry}] ${text.slice(end)}`;
  }
  const indent = ' '.repeat(columnOf(text, parent.range![0]));
  return insertAfter(text, parent.range![1], `${indent}${key}:\n${indent}  - ${entry}`);
}

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** Behind the last line that has something on it before `offset`. */
function insertAfter(text: string, offset: number, lines: string): string {
  const head = text.slice(0, offset).trimEnd();
  return `${head}\n${lines}${text.slice(head.length)}`;
}
