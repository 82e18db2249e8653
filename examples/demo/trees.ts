/**
 * The git trees of the demo's story, made from its archive: what a mainline and an mm tree took of it, and what their
 * maintainer changed. The same commits every time.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Ten weeks of a list on which nobody exists; mboxrd. */
export const ARCHIVE = join(import.meta.dirname, 'demo.mbox');

interface Landing {
  readonly tree: 'mainline' | 'mm';
  readonly messageId: string;
  readonly at: string;
  /** In place of the patch's own. */
  readonly subject?: string;
  /** A line that the maintainer added to the file. */
  readonly extraLine?: string;
  readonly hasLink?: boolean;
}

const LANDINGS: readonly Landing[] = [
  { tree: 'mainline', messageId: 'seal2.1@demo.example.org', at: '2026-03-26T11:00Z', hasLink: true },
  { tree: 'mm', messageId: 'clock3.1@demo.example.org', at: '2026-04-09T11:00Z' },
  {
    tree: 'mm',
    messageId: 'clock3.2@demo.example.org',
    at: '2026-04-09T11:00Z',
    subject: 'jobclock: let jobs read their own clock',
  },
  { tree: 'mainline', messageId: 'fixup.1@demo.example.org', at: '2026-04-16T11:00Z' },
  { tree: 'mainline', messageId: 'clock3.1@demo.example.org', at: '2026-04-30T11:00Z' },
  {
    tree: 'mainline',
    messageId: 'clock3.2@demo.example.org',
    at: '2026-04-30T11:00Z',
    subject: 'jobclock: let jobs read their own clock',
  },
  { tree: 'mm', messageId: 'quota2.1@demo.example.org', at: '2026-05-01T11:00Z' },
  {
    tree: 'mm',
    messageId: 'quota2.2@demo.example.org',
    at: '2026-05-01T11:00Z',
    extraLine: '/* See doc/quota.txt. */',
  },
];

const BEGINNING = '2026-03-02T09:00Z';
const MAINTAINER = { name: 'Olaf Reuter', email: 'olaf@example.org' };

type Git = (args: readonly string[], at: string, input?: string) => string;

/** Makes `mainline` and `mm` in the folder, which is emptied first. Returns where they are. */
export function makeTrees(folder: string): { readonly mainline: string; readonly mm: string } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const mails = mailsById(join(folder, 'mails'));
  return { mainline: makeTree(join(folder, 'mainline'), mails), mm: makeTree(join(folder, 'mm'), mails) };
}

/** Each with its From_ line. */
function mailsById(folder: string): ReadonlyMap<string, string> {
  mkdirSync(folder);
  execFileSync('git', ['mailsplit', '--mboxrd', `-o${folder}`, ARCHIVE]);
  const mails = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Map(mails.map((text) => [/^Message-ID: <(.+)>$/m.exec(text)![1]!, text]));
}

/** @param path its last part is the tree's name */
function makeTree(path: string, mails: ReadonlyMap<string, string>): string {
  mkdirSync(path);
  const git: Git = (args, at, input = '') =>
    execFileSync('git', ['-C', path, ...args], {
      input,
      encoding: 'utf8',
      env: environment(at),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  git(['init', '-q', '-b', 'master'], BEGINNING);
  for (const file of filesOf(mails.values())) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), 'begin\nend\n');
  }
  copyFileSync(join(import.meta.dirname, 'MAINTAINERS'), join(path, 'MAINTAINERS'));
  git(['add', '.'], BEGINNING);
  git(['commit', '-q', '-m', 'The farm as it is'], BEGINNING);
  for (const landing of LANDINGS)
    if (path.endsWith(landing.tree)) land(landing, mails.get(landing.messageId)!, path, git);
  return path;
}

/** Every file that a patch touches: two lines, between which patches add theirs. */
const filesOf = (mails: Iterable<string>): ReadonlySet<string> =>
  new Set([...mails].flatMap((text) => [...text.matchAll(/^\+\+\+ b\/(.+)$/gm)].map((match) => match[1]!)));

function land(landing: Landing, mail: string, path: string, git: Git): void {
  const { at } = landing;
  git(['am', '-q'], at, mail);
  if (landing.extraLine) {
    const file = git(['show', '--name-only', '--format=', 'HEAD'], at).trim();
    const text = git(['show', `HEAD:${file}`], at);
    writeFileSync(join(path, file), text.replace('begin\n', `begin\n${landing.extraLine}\n`));
  }
  const message = git(['log', '-1', '--format=%B'], at).trimEnd();
  const [subject, ...body] = message.split('\n');
  const link = landing.hasLink ? `\nLink: https://lore.kernel.org/r/${landing.messageId}` : '';
  const signed = `Signed-off-by: ${MAINTAINER.name} <${MAINTAINER.email}>`;
  const text = `${landing.subject ?? subject}\n${body.join('\n')}${link}\n${signed}\n`;
  git(['commit', '-q', '-a', '--amend', '-F', '-'], at, text);
}

function environment(at: string): NodeJS.ProcessEnv {
  const date = `${Date.parse(at) / 1000} +0000`;
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: MAINTAINER.name,
    GIT_AUTHOR_EMAIL: MAINTAINER.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: MAINTAINER.name,
    GIT_COMMITTER_EMAIL: MAINTAINER.email,
    GIT_COMMITTER_DATE: date,
  };
}
