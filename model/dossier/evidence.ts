/** Is what a dossier cites really there? */
import { type ArchivedMail, type Epoch, epoch } from '../facts/index.ts';
import type { Path } from './lines.ts';
import type { Dossier, Evidence } from './schema.ts';

export interface Sources {
  readonly mail: (id: string) => Pick<ArchivedMail, 'date' | 'text' | 'subject' | 'to' | 'cc'> | undefined;
  readonly commit: (id: string) => { readonly landedAt: Epoch; readonly text: string } | undefined;
}

export type Verification = 'verified' | 'words not found' | 'not in the database';

/** Words are compared without case, quote marks and line breaks. */
export function verify(evidence: Evidence, sources: Sources): Verification {
  const found =
    evidence.message !== undefined ? sources.mail(evidence.message) : sources.commit(evidence.commit!);
  if (!found) return 'not in the database';
  if (evidence.words === undefined) return 'verified';
  return foldedText(found).includes(folded(evidence.words)) ? 'verified' : 'words not found';
}

/** One mail is evidence for much. */
const known = new WeakMap<object, string>();

function foldedText(found: { readonly text: string; readonly subject?: string }): string {
  const text =
    known.get(found) ?? folded(found.subject === undefined ? found.text : `${found.subject}\n${found.text}`);
  known.set(found, text);
  return text;
}

const folded = (text: string): string =>
  text
    .replace(/^[ \t>|]+/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

/** When the claim could be known: the mail's arrival, else the date the dossier states; null if neither is there. */
export function dateOf(evidence: Evidence, sources: Sources): Epoch | null {
  const found =
    evidence.message !== undefined
      ? sources.mail(evidence.message)?.date
      : sources.commit(evidence.commit!)?.landedAt;
  if (found !== undefined) return found;
  return evidence.date === undefined ? null : statedDate(evidence.date);
}

export const statedDate = (text: string): Epoch => epoch(Date.parse(text) / 1000);

/** A claim without any date counts always. */
export function isKnown(evidence: Evidence, sources: Sources, asOf: Epoch): boolean {
  const date = dateOf(evidence, sources);
  return date === null || date <= asOf;
}

export interface Cited {
  /** Where it stands in the dossier: `blockers.serialisation`. */
  readonly where: string;
  readonly path: Path;
  readonly evidence: Evidence;
}

/** Every piece of evidence in a dossier. */
export function allEvidence(dossier: Dossier): readonly Cited[] {
  const cited: Cited[] = [];
  const visit = (value: unknown, where: string, path: Path): void => {
    if (Array.isArray(value))
      value.forEach((item, at) =>
        visit(item, `${where}.${(item as { id?: string }).id ?? at}`, [...path, at]),
      );
    else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) {
        const at = [...path, key];
        if (key === 'evidence' || key === 'asked')
          cited.push({ where, path: at, evidence: inner as Evidence });
        else visit(inner, where ? `${where}.${key}` : key, at);
      }
    }
  };
  visit(dossier, '', []);
  return cited;
}
