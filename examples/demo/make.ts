/** Makes the demo's list archive and git trees from its story: the same bytes and the same commits every time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  LANDINGS,
  MAILS,
  PEOPLE,
  type Person,
  REPLIES,
  SERIES,
  type StoryLanding,
  type StoryPatch,
  type StorySeries,
} from './story.ts';

const START = Date.UTC(2026, 2, 2, 9, 0) / 1000;
const DAY = 24 * 60 * 60;

const idOf = (key: string): string => `${key.replace('/', '.')}@demo.example.org`;
const addressOf = ({ name, email }: Person): string => `${name} <${email}>`;
const rfcDate = (at: number): string => new Date(at * 1000).toUTCString().replace('GMT', '+0000');

interface Mail {
  readonly key: string;
  readonly at: number;
  readonly subject: string;
  readonly parents: readonly string[];
  readonly text: string;
}

/** Writes `demo.mbox`, `mainline` and `mm` into the folder, which is emptied first. */
export function makeDemo(folder: string): {
  readonly archive: string;
  readonly mainline: string;
  readonly mm: string;
} {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'demo.mbox');
  const mails = storyMails();
  writeFileSync(
    archive,
    mails
      .flatMap(copies)
      .map((text) => `From mboxrd@z Thu Jan  1 00:00:00 1970\n${text.replace(/^(>*From )/gm, '>$1')}\n`)
      .join(''),
  );
  const texts = new Map(mails.map((mail) => [mail.key, mail.text]));
  return { archive, mainline: makeTree(folder, 'mainline', texts), mm: makeTree(folder, 'mm', texts) };
}

/** One copy for each list that it was sent to. */
function copies({ key, text }: Mail): readonly string[] {
  const other = SERIES.find((one) => one.key === key.split('/')[0])?.alsoOn;
  return other ? [text, text.replace('List-Id: <farm-devel.', `List-Id: <${other}.`)] : [text];
}

function storyMails(): readonly Mail[] {
  const mails = new Map<string, Mail>();
  const add = (
    key: string,
    from: Person,
    at: number,
    subject: string,
    parents: readonly string[],
    body: string,
  ): void => {
    const references =
      parents.length > 0
        ? `In-Reply-To: <${idOf(parents.at(-1)!)}>\nReferences: ${parents.map((one) => `<${idOf(one)}>`).join(' ')}\n`
        : '';
    const text = `From: ${addressOf(from)}\nTo: farm-devel@example.org\nList-Id: <farm-devel.example.org>\nDate: ${rfcDate(at)}\nSubject: ${subject}\nMessage-ID: <${idOf(key)}>\n${references}\n${body}`;
    mails.set(key, { key, at, subject, parents, text });
  };
  for (const series of SERIES) addSeries(series, mails, add);
  for (const [n, reply] of REPLIES.entries()) {
    const parent = mails.get(reply.to)!;
    const quote = reply.quote ? `> ${reply.quote}\n\n` : '';
    const chain = [...parent.parents, parent.key];
    const subject = `Re: ${parent.subject.replace(/^Re: /, '')}`;
    add(
      reply.key ?? `reply${n}`,
      PEOPLE[reply.from],
      START + reply.day * DAY + 3600,
      subject,
      chain,
      `${quote}${reply.text}\n`,
    );
  }
  for (const { key, from, day, subject, text } of MAILS)
    add(key, PEOPLE[from], START + day * DAY, subject, [], text);
  return [...mails.values()].sort((a, b) => a.at - b.at);
}

type Add = (
  key: string,
  from: Person,
  at: number,
  subject: string,
  parents: readonly string[],
  body: string,
) => void;

function addSeries(series: StorySeries, mails: ReadonlyMap<string, Mail>, add: Add): void {
  const total = series.key === 'quota21' ? 3 : series.key === 'migrate' ? 6 : series.patches.length;
  const at = START + series.day * DAY;
  const above = series.replyTo ? [...mails.get(series.replyTo)!.parents, series.replyTo] : [];
  const from = PEOPLE[series.from];
  const isSingle = total === 1 && series.cover === null;
  const number = (n: number): string => (isSingle ? `[${series.tag}]` : `[${series.tag} ${n}/${total}]`);
  if (series.cover)
    add(
      `${series.key}/0`,
      from,
      at,
      `${number(0)} ${series.cover.title}`,
      above,
      `${series.cover.text}\n\n-- \n2.39.5\n`,
    );
  series.patches.forEach((patch, index) => {
    const n = series.key === 'quota21' ? 3 : index + 1;
    const root = series.cover ? `${series.key}/0` : index > 0 ? `${series.key}/1` : null;
    const parents = series.isUnthreaded || root === null ? above : [...above, root];
    add(
      `${series.key}/${n}`,
      from,
      at + (index + 1) * 60,
      `${number(n)} ${patch.title}`,
      parents,
      patchText(patch, from),
    );
  });
}

/** Each file of the base tree has two lines; a patch adds its lines between them. */
function patchText(patch: StoryPatch, from: Person): string {
  const added = patch.lines.map((line) => `+${line}\n`).join('');
  const count = patch.lines.length;
  return (
    `${patch.why}\n\nSigned-off-by: ${addressOf(from)}\n---\n ${patch.file} | ${count} ${'+'.repeat(count)}\n 1 file changed, ${count} insertions(+)\n\n` +
    `diff --git a/${patch.file} b/${patch.file}\n--- a/${patch.file}\n+++ b/${patch.file}\n@@ -1,2 +1,${count + 2} @@\n begin\n${added} end\n-- \n2.39.5\n`
  );
}

function makeTree(folder: string, tree: StoryLanding['tree'], mails: ReadonlyMap<string, string>): string {
  const path = join(folder, tree);
  mkdirSync(path);
  const git = (args: readonly string[], at: number, input = ''): string =>
    execFileSync('git', ['-C', path, ...args], {
      input,
      encoding: 'utf8',
      env: environment(at),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  git(['init', '-q', '-b', 'master'], START);
  for (const file of new Set(SERIES.flatMap((series) => series.patches.map((patch) => patch.file)))) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), 'begin\nend\n');
  }
  git(['add', '.'], START);
  git(['commit', '-q', '-m', 'The farm as it is'], START);
  for (const landing of LANDINGS)
    if (landing.tree === tree) land(landing, mails.get(landing.patch)!, path, git);
  return path;
}

function land(
  landing: StoryLanding,
  mail: string,
  path: string,
  git: (args: readonly string[], at: number, input?: string) => string,
): void {
  const at = START + landing.day * DAY + 7200;
  git(['am', '-q'], at, `From mboxrd@z Thu Jan  1 00:00:00 1970\n${mail}`);
  if (landing.extraLine) {
    const file = git(['show', '--name-only', '--format=', 'HEAD'], at).trim();
    const text = git(['show', `HEAD:${file}`], at);
    writeFileSync(join(path, file), text.replace('begin\n', `begin\n${landing.extraLine}\n`));
  }
  const message = git(['log', '-1', '--format=%B'], at).trimEnd();
  const [subject, ...body] = message.split('\n');
  const link = landing.hasLink ? `\nLink: https://lore.kernel.org/r/${idOf(landing.patch)}` : '';
  const text = `${landing.subject ?? subject}\n${body.join('\n')}${link}\nSigned-off-by: ${addressOf(PEOPLE.olaf)}\n`;
  git(['commit', '-q', '-a', '--amend', '-F', '-'], at, text);
}

function environment(at: number): NodeJS.ProcessEnv {
  const date = `${at} +0000`;
  return {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: PEOPLE.olaf.name,
    GIT_AUTHOR_EMAIL: PEOPLE.olaf.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: PEOPLE.olaf.name,
    GIT_COMMITTER_EMAIL: PEOPLE.olaf.email,
    GIT_COMMITTER_DATE: date,
  };
}
