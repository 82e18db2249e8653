/** Reads a MAINTAINERS file, as the kernel's own header describes it (MAINTAINERS, "Descriptions of section entries"). */
import type { Mailbox } from '../facts/index.ts';

/** One section: a subsystem, a driver, or `THE REST`. */
export interface Subsystem {
  readonly name: string;
  /** S: `Maintained`, `Supported`, `Odd Fixes`, `Orphan`, `Obsolete`; empty where not given. */
  readonly status: string;
  /** M: */
  readonly maintainers: readonly Mailbox[];
  /** R: to be Cc'd, without being in charge. */
  readonly reviewers: readonly Mailbox[];
  /** L: without what stands in brackets behind the address. */
  readonly lists: readonly { readonly address: string; readonly note: string }[];
  /** F: files and directories. */
  readonly files: readonly string[];
  /** X: what F: does not mean. */
  readonly excluded: readonly string[];
  /** N: a regular expression over paths. */
  readonly names: readonly string[];
  /** K: a regular expression over what a patch changes. */
  readonly keywords: readonly string[];
  /** T: where its tree is. */
  readonly trees: readonly string[];
  /** W:, Q:, B:, C: and P: as they stand, with their letter. */
  readonly places: readonly { readonly kind: string; readonly value: string }[];
}

const FIELD = /^([A-Z]):[ \t]*(.*\S)[ \t]*$/;
const SCALAR = {
  M: 'maintainers',
  R: 'reviewers',
  F: 'files',
  X: 'excluded',
  N: 'names',
  K: 'keywords',
  T: 'trees',
} as const;

type Draft = {
  -readonly [K in keyof Subsystem]: Subsystem[K] extends readonly (infer T)[] ? T[] : Subsystem[K];
};

const draft = (name: string): Draft => ({
  name,
  status: '',
  maintainers: [],
  reviewers: [],
  lists: [],
  files: [],
  excluded: [],
  names: [],
  keywords: [],
  trees: [],
  places: [],
});

/** In the order of the file; lines that are no field end a section and may name the next. */
export function parseMaintainers(text: string): readonly Subsystem[] {
  const sections: Draft[] = [];
  let title = '';
  let current: Draft | null = null;
  for (const line of text.split('\n')) {
    const field = FIELD.exec(line);
    if (field && title !== '') {
      if (current === null) {
        current = draft(title);
        sections.push(current);
      }
      take(current, field[1]!, field[2]!);
    } else {
      current = null;
      const isTitle = /^\S/.test(line) && !/^[#.]/.test(line) && !field;
      title = isTitle ? line.trim() : '';
    }
  }
  return sections;
}

function take(section: Draft, kind: string, value: string): void {
  switch (kind) {
    case 'M':
    case 'R':
      section[SCALAR[kind]].push(mailbox(value));
      return;
    case 'F':
    case 'X':
    case 'N':
    case 'K':
    case 'T':
      section[SCALAR[kind]].push(value);
      return;
    case 'L': {
      const [, address = value, note = ''] = /^(\S+)\s*(?:\((.*)\))?/.exec(value) ?? [];
      section.lists.push({ address: address.toLowerCase(), note });
      return;
    }
    case 'S':
      section.status ||= value;
      return;
    default:
      section.places.push({ kind, value });
  }
}

/** `"Full Name" <address>`, a bare address, or a name alone. */
function mailbox(value: string): Mailbox {
  const [, name = '', email = ''] = /^"?(.*?)"?\s*<([^<>]+)>/.exec(value) ?? [];
  if (email !== '') return { name, email: email.toLowerCase() };
  return value.includes('@') ? { name: '', email: value.toLowerCase() } : { name: value, email: '' };
}
