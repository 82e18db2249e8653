/** Reports as mails that pass through mail programs as they are (RFC 5322, 2047, 3676). */
import { expect, test } from 'vitest';
import { epoch } from '../../model/facts/index.ts';
import { renderMail } from '../../reports/render/mail.ts';
import { paragraph, type Report } from '../../reports/view.ts';

const report = (given: Partial<Report> = {}): Report => ({
  name: 'weekly',
  title: 'The week',
  asOf: epoch(0),
  subject: '',
  lead: [],
  sections: [],
  mailUrl: '',
  ...given,
});

const envelope = { from: 'a@example.org', to: ['b@example.org'], messageId: 'm@example.org' };

const headersOf = (mail: string): readonly string[] => mail.split('\n\n')[0]!.split('\n');

test('names that are not ASCII are encoded, addresses stay as they are', () => {
  const mail = renderMail(report(), {
    ...envelope,
    from: 'Mickaël Salaün <mic@example.org>',
    to: ['"Ünal, Ævar" <a@example.org>', 'Ann Author <ann@example.org>', 'c@example.org'],
  });
  expect(headersOf(mail).slice(0, 3)).toEqual([
    'From: =?utf-8?q?Micka=C3=ABl_Sala=C3=BCn?= <mic@example.org>',
    'To: =?utf-8?q?=C3=9Cnal=2C_=C3=86var?= <a@example.org>,',
    ' Ann Author <ann@example.org>, c@example.org',
  ]);
});

test('a name with a comma is quoted, so that it is not two addresses', () => {
  const mail = renderMail(report(), { ...envelope, from: 'Author, Ann <ann@example.org>' });
  expect(headersOf(mail)[0]).toBe('From: "Author, Ann" <ann@example.org>');
});

test('no line of an encoded subject is longer than 76 characters, its name among them', () => {
  const mail = renderMail(report({ title: 'Über '.repeat(30).trim() }), envelope);
  expect(Math.max(...headersOf(mail).map((line) => line.length))).toBeLessThanOrEqual(76);
});

test('no line of the text begins as a mailbox begins a mail', () => {
  const words = `${'word '.repeat(13)}words From now on`;
  const mail = renderMail(report({ sections: [{ title: 'x', blocks: [paragraph(words)] }] }), envelope);
  expect(mail).not.toMatch(/^From /m);
  expect(mail).toContain('words From\nnow on');
});

test('wide characters count as the two columns that they take', () => {
  const mail = renderMail(
    report({ sections: [{ title: 'x', blocks: [paragraph(`${'字'.repeat(20)} `.repeat(3))] }] }),
    envelope,
  );
  expect(mail.split('\n').filter((line) => line.startsWith('字'))).toHaveLength(3);
});
