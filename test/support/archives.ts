/** Archives made on the fly in a folder of their own: real git repositories, mailboxes and maildirs. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mboxSource } from '../../ingest/source/mbox.ts';
import type { MailItem, MailSource } from '../../ingest/source/types.ts';

const ANN = 'Ann Author <ann@example.org>';

/** git in a repository, with fixed people and a date; dates are seconds. */
export function git(
  repository: string,
  args: readonly string[],
  date = 1_772_445_600,
  input = '',
  person = ANN,
): string {
  const [, name, email] = /^(.*) <(.*)>$/.exec(person)!;
  const who = { NAME: name!, EMAIL: email!, DATE: `${date} +0000` };
  const env: Record<string, string> = {
    PATH: process.env['PATH']!,
    HOME: repository,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  for (const role of ['AUTHOR', 'COMMITTER'] as const)
    for (const [key, value] of Object.entries(who)) env[`GIT_${role}_${key}`] = value;
  return execFileSync('git', ['-C', repository, ...args], {
    env,
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
  }).trim();
}

export function repository(path: string): string {
  mkdirSync(path, { recursive: true });
  git(path, ['init', '--quiet', '--initial-branch=master']);
  return path;
}

/** One commit that makes the working tree hold exactly these files. */
export function commitFiles(
  path: string,
  files: Readonly<Record<string, string>>,
  message = 'mail',
  date?: number,
): string {
  git(path, ['rm', '-r', '-q', '--ignore-unmatch', '.']);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  git(path, ['add', '-A']);
  git(path, ['commit', '--quiet', '--allow-empty', '-m', message], date);
  return git(path, ['rev-parse', 'HEAD']);
}

/** An epoch of a public-inbox (v2): each mail a commit, in the file `m`. */
export function inboxV2(path: string, mails: readonly string[]): string {
  repository(path);
  for (const mail of mails) commitFiles(path, { m: mail });
  return path;
}

/** Where public-inbox v1 keeps a mail. */
export function v1Path(messageId: string): string {
  const digest = createHash('sha1').update(messageId).digest('hex');
  return `${digest.slice(0, 2)}/${digest.slice(2)}`;
}

/** All that a source gives. */
export async function itemsOf(
  source: MailSource,
  cursor: string | null = null,
): Promise<readonly MailItem[]> {
  const items: MailItem[] = [];
  for await (const item of source.read(cursor)) items.push(item);
  return items;
}

export async function mailsOfMbox(path: string): Promise<readonly string[]> {
  const items = await itemsOf(mboxSource(path));
  return items.flatMap((item) => (item.kind === 'mail' ? [Buffer.from(item.bytes).toString('latin1')] : []));
}
