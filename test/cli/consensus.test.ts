/** A consensus round from end to end: a real SMTP server takes the mail, a real archive holds the answers. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDossier, referencesTo, sendMail } from '../../app/index.ts';
import { answer, asking, DOSSIER } from '../support/consensus.ts';
import { mail, workspaceOf } from '../support/mails.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-consensus-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bin = resolve(import.meta.dirname, '../../bin/mergeready');
const run = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(bin, args, { cwd: folder })).stdout;

let sent = '';
let bodyType = '';
let server: SMTPServer;
let smtp = '';
beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, { envelope }, done) {
      sent = '';
      bodyType = envelope.bodyType ?? '';
      stream.on('data', (data: Buffer) => {
        sent += data.toString();
      });
      stream.on('end', () => done());
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  smtp = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

test('the mail that asks goes out as it was shown, with its eight bits declared', async () => {
  const text = await asking();
  await sendMail(smtp, text);
  expect(sent.replaceAll('\r\n', '\n').trimEnd()).toBe(text.trimEnd());
  expect(bodyType).toBe('8bitmime');
  for (const line of text.split('\n')) expect(line).not.toMatch(/ $|.{79}/);
});

test('the mail that asks says how long silence may last', async () => {
  const text = (await asking()).replace(/\s+/g, ' ');
  expect(text).toContain("* F1 uts: A name of one's own");
  expect(text).toContain('Whoever of them has not answered after 14 days accepts it.');
});

test('the mail goes into the thread of the one that it answers', async () => {
  const workspace = await workspaceOf([
    mail({ id: 'a', subject: 'A' }),
    mail({ id: 'b', to: 'a', subject: 'Re: A' }),
  ]);
  expect(await referencesTo(workspace, 'b@example.org')).toEqual(['a@example.org', 'b@example.org']);
  expect(await referencesTo(workspace, 'unknown@example.org')).toEqual(['unknown@example.org']);
});

test('what was sent and answered is taken in, read, applied, and the dossier is sound', async () => {
  const file = join(folder, 'ns.yaml');
  const list = join(folder, 'list.mbox');
  const archive = (...mails: readonly string[]): void =>
    writeFileSync(list, mails.map((one) => `From x@example.org Mon Mar  2 10:00:00 2026\n${one}\n`).join(''));
  const goal = mail({ id: 'q', subject: 'namespaces' });
  writeFileSync(file, DOSSIER);
  archive(goal);
  await run('add', 'list.mbox');
  const mailed = ['--dossier', 'ns.yaml', '--from', 'Ann <ann@example.org>', '--to', 'list@example.org'];
  const told = await run('consensus', 'send', ...mailed, '--smtp', smtp, '--as-of', '2026-03-02');
  const question = /consensus read (\S+)/.exec(told)![1]!;
  const reply = answer('r', 'Bob', '> * F1 uts: A name\n\nsupport: we ship it\n', 900);
  archive(goal, sent.replaceAll('\r\n', '\n'), reply.replace('QUESTION', question));
  await run('sync');
  const patch = await run('consensus', 'read', question, '--dossier', 'ns.yaml', '--patch');
  execFileSync('git', ['apply', '-'], { cwd: folder, input: patch });
  expect(loadDossier(file).positions).toMatchObject([{ stakeholder: 'bob', on: { feature: 'uts' } }]);
  expect(readFileSync(file, 'utf8')).toContain('# Kept by hand.');
  expect(await run('dossier', 'propose', 'ns.yaml')).toBe('');
  expect(await run('dossier', 'check', 'ns.yaml')).toContain('2 of 2 pieces of evidence verified');
});
