/** Reads a dossier again whenever its file has changed. */
import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { loadDossier } from '../app/features.ts';
import { InputError } from '../model/facts/index.ts';
import type { Site } from '../web/visit.ts';

type Read = Pick<Site, 'dossier' | 'dossierFile' | 'dossierProblem'>;

/** @throws InputError where it is none */
export const readDossier = (path: string): Read => ({ dossier: loadDossier(path), dossierFile: named(path) });

/** A patch names it as it was given, or without the folders of this machine. */
const named = (path: string): NonNullable<Site['dossierFile']> => ({
  name: isAbsolute(path) ? basename(path) : path,
  text: readFileSync(path, 'utf8'),
});

/** Editors put another file in the place of one, which a watch of the file would not see: so it is looked at; ms. */
const EVERY = 1000;

/**
 * Tells what the file says each time it has changed. Where it cannot be read, the last that could is told again, with what is
 * wrong. @returns what ends it
 */
export function watchDossier(
  path: string,
  first: Read,
  onChange: (read: Read) => void,
  every = EVERY,
): () => void {
  let [seen, good] = [stateAt(first, path), first];
  const timer = setInterval(() => {
    const now = stateOf(path);
    if (now === seen) return;
    seen = now;
    const read = again(path, good);
    if (read.dossierProblem === undefined) good = read;
    onChange(read);
  }, every).unref();
  return () => clearInterval(timer);
}

function again(path: string, good: Read): Read {
  try {
    return readDossier(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const problem = isAbsolute(path) ? error.message.replace(path, basename(path)) : error.message;
    return { ...good, dossierProblem: problem };
  }
}

/** Of the file as it was read: it may have changed since. */
function stateAt({ dossierFile }: Read, path: string): string {
  const now = stateOf(path);
  return now !== '' && readFileSync(path, 'utf8') === dossierFile?.text ? now : 'as it was';
}

/** Another text for another state of the file; empty where there is none. */
function stateOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
}
