import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { mboxSource } from '../../ingest/source/mbox.ts';
import { splitMbox } from '../../ingest/source/mbox-split.ts';
import type { MailItem } from '../../ingest/source/types.ts';
import { itemsOf, mailsOfMbox } from '../support/archives.ts';

const folder = mkdtempSync(join(tmpdir(), 'mergeready-mbox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FROM = 'From ann@example.org Mon Mar  2 10:00:00 2026\n';
const HEADER = 'From: Ann Author <ann@example.org>\nSubject: x\n';

async function split(text: string): Promise<readonly string[]> {
  const path = join(folder, 'list.mbox');
  writeFileSync(path, text, 'latin1');
  return mailsOfMbox(path);
}

test('mails written as mboxrd come back as they were', async () => {
  const line = fc.oneof(
    fc.constantFrom('', 'From here', '>From there', '>>From afar', FROM.trim(), 'text', '\xe4\xf6'),
    fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  );
  const mail = fc
    .array(line, { minLength: 1, maxLength: 8 })
    .map((lines) => `${HEADER}\n${lines.join('\n')}\n`);
  await fc.assert(
    fc.asyncProperty(fc.array(mail, { minLength: 1, maxLength: 5 }), async (mails) => {
      const mboxrd = mails.map((text) => `${FROM}${text.replace(/^(>*From )/gm, '>$1')}\n`).join('');
      expect(await split(mboxrd)).toEqual(mails);
    }),
    { numRuns: 60 },
  );
});

describe('where one mail ends', () => {
  const body = `Words.\n\n${FROM}Still the first mail.\n`;
  const second = `${FROM}${HEADER}\nSecond.\n\n`;

  test('a Content-Length that is true makes From_ lines within it text (mboxcl2)', async () => {
    const first = `${FROM}${HEADER}Content-Length: ${body.length}\n\n${body}\n`;
    const mails = await split(first + second);
    expect(mails).toHaveLength(2);
    expect(mails[0]).toContain('Still the first mail.');
  });

  test.each([1, 20, 5_000, 999_999_999])(
    'a Content-Length of %i that is not true hides no mail',
    async (length) => {
      const first = `${FROM}${HEADER}Content-Length: ${length}\n\nWords.\n\n`;
      const mails = await split(first + second + second);
      expect(mails.map((text) => text.split('\n\n')[1])).toEqual(['Words.\n', 'Second.\n', 'Second.\n']);
    },
  );

  test('a mail that was cut does not hide the next one', async () => {
    expect(await split(`${FROM}${HEADER}\nWords, cut he\n${second}`)).toHaveLength(2);
  });

  test('a patch of git format-patch that was pasted into a mail is text', async () => {
    const pasted = `From ${'a'.repeat(40)} Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@example.org>\n`;
    expect(await split(`${FROM}${HEADER}\nTry this:\n${pasted}\n${second}`)).toHaveLength(2);
  });

  test('a From_ line that no blank line precedes is text (mboxo written badly)', async () => {
    expect(await split(`${FROM}${HEADER}\nWords.\n${FROM}more words\n\n${second}`)).toHaveLength(2);
  });

  test('a sentence that begins with From is text', async () => {
    expect(await split(`${FROM}${HEADER}\nWords.\n\nFrom now on it works.\n\n${second}`)).toHaveLength(2);
  });

  test('a mail of more than 64 MiB is cut, which is said, and the next one is whole', async () => {
    const megabyte = Buffer.from(`${'x'.repeat(1024 * 1024 - 1)}\n`);
    const lines = async function* () {
      yield `${FROM}${HEADER}\n`.split(/(?<=\n)/).map((line) => Buffer.from(line));
      for (let at = 0; at < 66; at++) yield [megabyte];
      yield `\n${second}`.split(/(?<=\n)/).map((line) => Buffer.from(line));
    };
    const items: MailItem[] = [];
    for await (const item of splitMbox(lines(), 0, 0)) if (item.kind !== 'progress') items.push(item);
    expect(items).toMatchObject([
      { kind: 'unreadable', problem: expect.stringContaining('only the first 64 MiB were read') },
      { kind: 'mail', bytes: { length: 64 * 1024 * 1024 } },
      { kind: 'mail', bytes: Buffer.from(`${HEADER}\nSecond.\n`) },
    ]);
  });

  test('so is a file of zeros that looks like a mail at its beginning', async () => {
    const path = join(folder, 'image.mbox');
    writeFileSync(path, `${FROM}${HEADER}\nFirst.\n\n${second}`);
    truncateSync(path, 200 * 1024 * 1024);
    const items = (await itemsOf(mboxSource(path))).filter(({ kind }) => /mail|unreadable/.test(kind));
    expect(items).toMatchObject([
      { kind: 'mail', bytes: Buffer.from(`${HEADER}\nFirst.\n`) },
      { kind: 'unreadable', problem: expect.stringContaining('only the first 64 MiB were read') },
      { kind: 'mail', bytes: { length: 64 * 1024 * 1024 } },
    ]);
  });
});
