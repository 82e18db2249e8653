/** A list and a tree that grow side by side: what is posted, and what a maintainer makes of it in a real repository. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { addSource, listLandings, openWorkspace, type Workspace } from '../../app/index.ts';
import { epoch, isStanding } from '../../model/facts/index.ts';
import { git, repository } from './archives.ts';
import { type Draft, END, mail } from './mails.ts';

const START = Date.UTC(2026, 2, 2, 10) / 1000;
const HOUR = 3600;
export const hour = (hours: number) => epoch(START + hours * HOUR);
export const ID = (id: string): string => `${id}@example.org`;

export type Files = Readonly<Record<string, string>>;
export const lines = (prefix: string, from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, at) => `${prefix}_line_${from + at}();\n`).join('');

/** A list and a tree that grow side by side. */
export class Story {
  readonly #folder: string;
  readonly #path: string;
  readonly #mails: string[] = [];
  workspace!: Workspace;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#path = repository(join(folder, name));
    this.commit({ README: 'tree\n' }, 'Begin', -1000);
  }

  get path(): string {
    return this.#path;
  }

  post(draft: Draft, diff = ''): void {
    const [day, date, month, year, time] = new Date((START + (draft.at ?? 0) * 60) * 1000)
      .toUTCString()
      .split(/,? /);
    const from = `From x@example.org ${day} ${month} ${date} ${time} ${year}\n`;
    this.#mails.push(`${from}${mail({ ...draft, body: `${draft.body ?? 'Why.\n'}${diff}` })}\n`);
  }

  /** @param at hours after the first mail; the author date is `written`, or the same */
  commit(
    files: Files,
    message: string,
    at: number,
    written = at,
    author?: string,
    committer = author,
  ): string {
    write(this.#path, files);
    const dated = ['--date', `${hour(written)} +0000`, ...(author ? ['--author', author] : [])];
    git(this.#path, ['commit', '-q', '--allow-empty', '-m', message, ...dated], hour(at), '', committer);
    return git(this.#path, ['rev-parse', 'HEAD']);
  }

  async read(): Promise<this> {
    const list = join(this.#folder, `${this.#path.split('/').at(-1)}.mbox`);
    writeFileSync(list, this.#mails.join(''));
    this.workspace = openWorkspace(`${list}.sqlite`, true);
    await addSource(this.workspace, list, { now: END });
    await addSource(this.workspace, this.#path, { now: END, role: 'mainline' });
    return this;
  }

  /** Message, commit, method as of that hour. */
  async landings(at = 100_000, isBlind = false): Promise<readonly (readonly [string, string, string])[]> {
    const found = await listLandings(this.workspace, hour(at), isBlind);
    return found
      .filter(isStanding)
      .map((one) => [one.messageId.replace('@example.org', ''), one.commit ?? '', one.method] as const);
  }

  async of(id: string, at?: number): Promise<readonly string[]> {
    return (await this.landings(at)).filter(([message]) => message === id).map(([, commit]) => commit);
  }
}

/** As git prints a change of these files. */
export function diffOf(before: Files, changed: Files): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(changed)])].sort();
  const files = names.map((name) => {
    const [old, now] = [before[name], changed[name]];
    const ends = [
      old === undefined ? '/dev/null' : `a/${name}`,
      now === undefined ? '/dev/null' : `b/${name}`,
    ];
    const mode =
      old === undefined ? 'new file mode 100644\n' : now === undefined ? 'deleted file mode 100644\n' : '';
    const hunks = createTwoFilesPatch(ends[0]!, ends[1]!, old ?? '', now ?? '').replace(/^=+\n/, '');
    return `diff --git a/${name} b/${name}\n${mode}${hunks}`;
  });
  return `---\n\n${files.join('')}-- \n2.47.0\n`;
}

function write(path: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git(path, ['add', '-A']);
}
