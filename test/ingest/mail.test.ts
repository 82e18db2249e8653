import { describe, expect, test } from 'vitest';
import { parseMail } from '../../ingest/mime/index.ts';
import type { Mail } from '../../model/facts/index.ts';
import { diff } from '../support/mails.ts';

async function read(headers: string, body = 'Words.\n'): Promise<Mail> {
  const parsed = await parseMail(Buffer.from(`Message-ID: <a@example.org>\n${headers}\n\n${body}`, 'latin1'));
  if (parsed.kind !== 'mail') throw new Error(parsed.problem);
  return parsed.mail;
}

const tagsOf = async (subject: string) =>
  (await read(`List-Id: <ltp.lists.example.org>\nSubject: ${subject}`)).tags;

describe('subject tags', () => {
  test.each([
    [
      '[PATCH net-next v3 04/12] net: x',
      { version: '3', n: 4, total: 12, prefixes: ['net-next'], title: 'net: x' },
    ],
    ['[RFC PATCHv2] x', { version: '2', n: null, prefixes: ['RFC'], isPatch: true }],
    ['[PATCH V4 RESEND] x', { version: '4', prefixes: ['RESEND'] }],
    ['[patch 4/7] x', { n: 4, total: 7, isPatch: true }],
    ['[PATCH v5.1 10/12] x', { version: '5.1', n: 10, total: 12 }],
    ['[LTP] [PATCH 1/2] x', { listTags: ['LTP'], prefixes: [], n: 1 }],
    ['Re: [LTP] [RFC][PATCH 1/2] x', { isReply: true, prefixes: ['RFC'] }],
    ['[PATCH 2 of 5] x', { n: 2, total: 5 }],
    ['[PATCH 03/17] vfs: x [ver #21]', { version: '21', title: 'vfs: x' }],
    [
      '[tree:master] [mm/migrate] 1a2b3c: y fails',
      { isPatch: false, title: '[tree:master] [mm/migrate] 1a2b3c: y fails' },
    ],
    ['[PATCH v2-resend 1/3] x', { version: '2', n: 1, prefixes: ['resend'] }],
    ['[PATCH (resend) 1/ 2 ] x', { n: 1, total: 2, prefixes: ['resend'] }],
    ['[Patch 2/2]: x', { n: 2, total: 2, title: 'x' }],
    ['[PATCH 3/n] x', { n: 3, total: null, isPatch: true }],
    ['[V3 0/5] x', { version: '3', n: 0, total: 5, isPatch: true }],
    ['staging: [PATCH v2 1/2] x', { version: '2', n: 1, total: 2, isPatch: true, title: 'staging: x' }],
    ['RES: [PATCH 1/1] x', { isReply: true, n: 1, title: 'x' }],
    ['res: a name and no answer', { isReply: false, title: 'res: a name and no answer' }],
    ['PATCH v2 1/3: x', { version: '2', n: 1, total: 3, isPatch: true, title: 'x' }],
    ['PATCH area: x', { isPatch: true, title: 'area: x' }],
    ['PATCH support in a client', { isPatch: false, title: 'PATCH support in a client' }],
    ['[PATCH/RFC 1/2] x', { n: 1, prefixes: ['RFC'] }],
    ['[PATCH take 2] x', { version: '2', prefixes: [] }],
    ['[PATCH (2nd try) 1/2] x', { version: '2', n: 1, prefixes: [] }],
    ['[patch V4 part 1 02/36] x', { version: '4', n: 2, prefixes: ['part', '1'] }],
    ['[PATCH] 1/3 x', { n: 1, total: 3, title: 'x' }],
    ['[PATCH] 24/7 x', { n: null, title: '24/7 x' }],
    ['[PATCH] v2: x', { version: '2', title: 'x' }],
    ['[PATCH] v4l: x', { version: null, title: 'v4l: x' }],
    ['[PATCH] x (v2)', { version: '2', title: 'x' }],
    ['[PATCH v3] know cgroups (v2)', { version: '3', title: 'know cgroups (v2)' }],
    ['[PATCH] x [2/3]', { n: 2, total: 3, title: 'x' }],
    ['[PATCH 1/5] x (2/3)', { n: 1, total: 5, title: 'x (2/3)' }],
    ['area: x [PATCH v2]', { version: '2', isPatch: true, title: 'area: x' }],
    ['[PATCH v6.12 1/3] x', { version: null, prefixes: ['v6.12'] }],
    ['*** SPAM *** Re: [EXT] [PATCH] x', { isReply: true, isPatch: true, prefixes: [], title: 'x' }],
    ['Antwort: [PATCH] x', { isReply: true, title: 'x' }],
    ['AW: plain words', { isReply: true, isPatch: false, title: 'plain words' }],
  ])('%s', async (subject, expected) => {
    expect(await tagsOf(subject)).toMatchObject(expected);
  });

  test('what goes to stable names a kernel, not a version', async () => {
    const subject = 'Subject: [PATCH v6.6 1/2] x\nTo: stable@example.org';
    expect((await read(subject)).tags).toMatchObject({ version: null, prefixes: ['v6.6'] });
  });

  test('Chinese, Japanese and Korean answers are known by their own colon', async () => {
    for (const word of ['回复', '答复', '返信', '답장'])
      expect(await tagsOf(Buffer.from(`${word}：[PATCH 1/1] x`).toString('latin1'))).toMatchObject({
        isReply: true,
        title: 'x',
      });
  });
});

describe('headers', () => {
  test.each([
    ['"Last, First" <A@Example.org>', { name: 'Last, First', email: 'a@example.org' }],
    ['a@example.org (Ann Author)', { name: 'Ann Author', email: 'a@example.org' }],
    ['=?UTF-8?B?w4Q=?= =?UTF-8?Q?nn?= <a@example.org>', { name: 'Änn', email: 'a@example.org' }],
    ['Author, Ann <a@example.org>', { name: 'Author, Ann', email: 'a@example.org' }],
    ['Ann Author a@example.org', { name: 'Ann Author', email: 'a@example.org' }],
    ['Ann Author [mailto:a@example.org]', { name: 'Ann Author', email: 'a@example.org' }],
    ['a@example.org # 5.10', { name: '', email: 'a@example.org' }],
    ['"Ann Author <a@example.org>"', { name: 'Ann Author', email: 'a@example.org' }],
    ['=?utf-8?q?Ann_=3Ca=40example=2Eorg=3E?=', { name: 'Ann', email: 'a@example.org' }],
    ['=?utf-8?q?Ann Author?= <a@example.org>', { name: 'Ann Author', email: 'a@example.org' }],
    ['Ann <a () example ! org>', { name: 'Ann', email: 'a@example.org' }],
    ['Ann <<a@example.org>>', { name: 'Ann', email: 'a@example.org' }],
    ['Ann <a@example.org', { name: 'Ann', email: 'a@example.org' }],
    ['Ann <@relay.example.org:a@example.org>', { name: 'Ann', email: 'a@example.org' }],
    ['<@one.example.org, @two.example.org:a@example.org>', { name: '', email: 'a@example.org' }],
    ['Ann <a@example.org> Bob <b@example.org>', { name: 'Ann', email: 'a@example.org' }],
    ['""Ann"" <a@example.org>', { name: 'Ann', email: 'a@example.org' }],
    ['Ann \xc3\x84 <a@example.org>', { name: 'Ann Ä', email: 'a@example.org' }],
  ])('From: %s', async (from, expected) => {
    expect((await read(`From: ${from}`)).sender).toEqual(expected);
  });

  test('a list that wrote itself into From is seen through', async () => {
    const mail = await read(
      'From: Ann Author via devel <devel@example.org>\nReply-To: Ann Author <ann@example.org>\nTo: devel@example.org',
    );
    expect(mail.sender).toEqual({ name: 'Ann Author', email: 'ann@example.org' });
  });

  test('a mail without a Message-ID gets the same one each time', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => parseMail(Buffer.from('From: a@example.org\n\nx\n'))),
    );
    expect(ids[0]).toEqual(ids[1]);
  });

  test('a From_ line among the headers is passed over', async () => {
    expect((await read('From b@example.org Mon Mar  2 10:00:00 2026\nSubject: x')).subject).toBe('x');
  });

  test('In-Reply-To comes first, then References from the nearest; never itself', async () => {
    const mail = await read(
      'In-Reply-To: your mail <c@x> of Monday\nReferences: <r@x> <b@x> <a@example.org>',
    );
    expect(mail.references).toEqual(['c@x', 'b@x', 'r@x']);
  });

  test.each([
    ['<c@x> from "Ann <ann@example.org>" at Mar 2', ['c@x']],
    ['Message from Ann <ann@example.org> of "Mon, 2 Mar" <c@x>', ['c@x']],
    ['<"quoted local"@x>', ['"quotedlocal"@x']],
    ['b@x c@x', ['c@x', 'b@x']],
  ])('In-Reply-To: %s', async (text, expected) => {
    expect((await read(`To: Ann <ann@example.org>\nIn-Reply-To: ${text}`)).references).toEqual(expected);
  });

  test('what somebody answered to a question of git send-email names no mail', async () => {
    expect((await read('In-Reply-To: <yes>\nReferences: <b@x> <y>')).references).toEqual(['b@x']);
  });
});

test.each([
  ['2026-03-02T10:00:00Z', 0],
  ['2026-03-02 10:00:00 +0100', 60],
  ['Mon, 2 Mar 2026 10:00:00 +01:00', 60],
  ['Mon, 2 Mar 2026 10:00:00 GMT+0100', 60],
  ['Mon, 2 Mar 2026 10:00:00 -600', -360],
])('Date: %s', async (text, zone) => {
  expect(await read(`Date: ${text}`)).toMatchObject({
    date: Date.UTC(2026, 2, 2, 10, -zone) / 1000,
    zone,
  });
});

describe('headers in the body, as git am takes them', () => {
  const patch = (subject: string, top: string) =>
    read(`Subject: ${subject}`, `${top}\n\nWhy.\n${diff('a.c')}`);

  test('a title takes the place of that of the mail, whose numbers stay', async () => {
    const { tags, author } = await patch(
      '[PATCH v2 1/3] gate',
      'From: Bob Builder <bob@example.org>\nSubject: [PATCH] ns: Add a gate\n that holds',
    );
    expect(tags).toMatchObject({ title: 'ns: Add a gate that holds', version: '2', n: 1, total: 3 });
    expect(author.email).toBe('bob@example.org');
  });

  test('with its numbers where the mail has none', async () => {
    const { tags } = await patch('the gate again', 'Subject: [PATCH v2 1/3] ns: Add a gate');
    expect(tags).toMatchObject({ title: 'ns: Add a gate', version: '2', n: 1, total: 3, isPatch: true });
  });

  test('but not a sentence', async () => {
    const { tags } = await patch('[PATCH] gate', 'Subject: to change.\nHere it is.');
    expect(tags.title).toBe('gate');
  });
});

describe('bodies', () => {
  test('base64 and quoted-printable are decoded', async () => {
    const head = 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ';
    expect((await read(`${head}base64`, 'w4QuCg==')).text).toContain('Ä.');
    expect((await read(`${head}quoted-printable`, 'a=\nb =C3=84\n')).text).toBe('ab Ä\n');
  });

  test('an attached patch belongs to the mail', async () => {
    const part = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    const body = `--b\nContent-Type: text/plain\n\nSee below.\n--b\nContent-Type: text/x-patch; name=x.patch\nContent-Disposition: attachment; filename=x.patch\n\n${part}--b--\n`;
    const mail = await read('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b', body);
    expect(mail.patch?.files).toMatchObject([{ path: 'x', added: 1, removed: 1 }]);
  });

  test('an attached text is in the charset that it names', async () => {
    const body = `--b\n\nWords.\n--b\nContent-Type: text/plain; name=x.txt; charset=iso-8859-2\nContent-Disposition: attachment\n\n\xb1\n--b--\n`;
    expect((await read('Content-Type: multipart/mixed; boundary=b', body)).text).toContain('ą');
  });

  test('an attached patch stands before the footer that a list added', async () => {
    const footer = `${'_'.repeat(47)}\ndevel mailing list\ndevel@example.org\n`;
    const body = `--b\n\nWhy.\n--b\nContent-Type: text/x-patch; name=x.patch\nContent-Disposition: attachment\n\n${diff('a.c')}--b\n\n${footer}--b--\n`;
    const mail = await read('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b', body);
    expect(mail.text.indexOf('diff --git')).toBeLessThan(mail.text.indexOf('____'));
    expect(mail.text).toMatch(/devel@example.org\s*$/);
  });

  test.each([
    ['beside an empty text', 'Content-Type: text/plain\n\n\n--b\nContent-Type: text/html'],
    ['that has a file name', 'Content-Type: text/html; name=x.html\nContent-Disposition: inline'],
  ])('HTML %s is read as text', async (_, part) => {
    const mail = await read(
      'Subject: x\nContent-Type: multipart/mixed; boundary=b',
      `--b\n${part}\n\n<p>Words &amp; more</p>\n--b--\n`,
    );
    expect(mail.text.trim()).toBe('Words & more');
  });

  test('an attached message is quoted: its patch is not posted here, nor are its trailers given', async () => {
    const inner = `From: Bob <bob@example.org>\nSubject: [PATCH] x\n\nWhy.\n\nAcked-by: Cat <cat@example.org>\n${diff('a.c')}`;
    for (const how of ['inline', 'attachment']) {
      const body = `--b\nContent-Type: text/plain\n\nAs sent.\n--b\nContent-Type: message/rfc822\nContent-Disposition: ${how}\n\n${inner}\n--b--\n`;
      const mail = await read('Subject: See below\nContent-Type: multipart/mixed; boundary=b', body);
      expect(mail).toMatchObject({ patch: null, trailers: [] });
      expect(mail.text).toContain(
        'As sent.\n\n> From: Bob <bob@example.org>\n> Subject: [PATCH] x\n>\n> Why.\n',
      );
    }
  });

  test('a list may wrap the whole mail into its own', async () => {
    const mail = await read(
      'From: Ann via devel <devel@example.org>\nSubject: [PATCH] x\nContent-Type: message/rfc822',
      `From: Ann <ann@example.org>\nSubject: [PATCH] x\n\nWhy.\n${diff('a.c')}`,
    );
    expect(mail.patch?.files).toMatchObject([{ path: 'a.c' }]);
    expect(mail.text).toMatch(/^Why\./);
  });

  test('messages within messages have an end', async () => {
    const nest = (depth: number): string =>
      depth === 0
        ? 'Subject: x\n\nThe innermost.\n'
        : `Subject: x\nContent-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\nContent-Type: message/rfc822\n\n${nest(depth - 1)}\n--b${depth}--\n`;
    const text = async (depth: number) => (await parseMail(Buffer.from(nest(depth)))) as { mail: Mail };
    expect((await text(3)).mail.text).toContain('> > > The innermost.');
    expect((await text(9)).mail.text).not.toContain('The innermost.');
  });

  test('what is no text is not read as one, whatever its type', async () => {
    const body = `--b\n\nWords.\n--b\nContent-Type: text/plain; name=x\nContent-Disposition: attachment\n\n\x01\x02\n--b--\n`;
    const mail = await read('Content-Type: multipart/mixed; boundary=b', body);
    expect(mail.text.trim()).toBe('Words.');
    expect(mail.attachments).toHaveLength(1);
  });

  test.each([
    ['List-Id: The list <LTP.lists.example.org>\nX-Mailing-List: ltp@example.org', ['ltp.lists.example.org']],
    ['X-Mailing-List: linux-kernel@example.org', ['linux-kernel.example.org']],
    ['List-Id:', []],
  ])('the list of %j', async (header, lists) => {
    expect((await read(header)).lists).toEqual(lists);
  });

  test('UTF-7 is read', async () => {
    expect((await read('Content-Type: text/plain; charset=utf-7', '+AD4- 1 +- 1 +ADw-+AOQ-')).text).toBe(
      '> 1 + 1 <ä',
    );
  });

  test.each([
    ['big-endian', '', 'utf16be'],
    ['little-endian', '', 'utf16le'],
    ['big-endian with a mark', '\ufeff', 'utf16be'],
    ['little-endian with a mark', '\ufeff', 'utf16le'],
  ])('UTF-16 is read, %s', async (_, mark, order) => {
    const bytes = Buffer.from(`${mark}x: Añadir 修正`, 'utf16le');
    const word = (order === 'utf16be' ? bytes.swap16() : bytes).toString('base64');
    expect((await read(`Subject: =?utf-16?B?${word}?=`)).subject).toBe('x: Añadir 修正');
  });

  test('a CR within a line belongs to it', async () => {
    const encoded = Buffer.from('+a\rb\r\n+c\n').toString('base64');
    expect((await read('Content-Transfer-Encoding: base64', encoded)).text).toBe('+a\rb\n+c\n');
  });

  test('HTML that stands alone in a multipart is read as text', async () => {
    const body = '--b\nContent-Type: text/html\n\n<p>Acked-by: Bob &lt;bob@example.org&gt;</p>\n--b--\n';
    const mail = await read('Subject: Re: x\nContent-Type: multipart/alternative; boundary=b', body);
    expect(mail.text.trim()).toBe('Acked-by: Bob <bob@example.org>');
    expect(mail.trailers).toMatchObject([{ kind: 'Acked-by', email: 'bob@example.org' }]);
  });

  test('a multipart that names no boundary is shown as it stands', async () => {
    const mail = await read('Subject: [PATCH] x\nContent-Type: multipart/mixed', `Why.\n${diff('a.c')}`);
    expect(mail.patch?.files).toMatchObject([{ path: 'a.c' }]);
    expect(mail.problems.join()).toContain('shown as it stands');
  });

  test('a quoted diff is no patch', async () => {
    expect(
      (
        await read(
          'Subject: Re: x',
          '> diff --git a/x b/x\n> --- a/x\n> +++ b/x\n> @@ -1 +1 @@\n> -a\n> +b\n',
        )
      ).patch,
    ).toBeNull();
  });

  test('who quotes a diff answers it, though the subject has no Re:', async () => {
    const body =
      'From: Ann <ann@example.org>\n\n> Why.\n\nHi.\n\n> diff --git a/x b/x\n> @@ -1 +1 @@\n> -a\n> +b\n';
    const mail = await read('Subject: [PATCH v5 3/3] x\nIn-Reply-To: <a@x>', body);
    expect(mail.tags.isReply).toBe(true);
  });

  test('what git and b4 say of a posting is no trailer of it', async () => {
    const mail = await read(
      'Subject: [PATCH 0/2] x',
      'Why.\n\nChange-Id: I0123456789abcdef\nSigned-off-by: Ann <ann@example.org>\n\nbase-commit: 0123456789abcdef0123\nchange-id: 20260302-x-0123\n',
    );
    expect(mail.trailers.map(({ kind }) => kind)).toEqual(['Change-id', 'Signed-off-by']);
    expect(mail).toMatchObject({ baseCommit: '0123456789abcdef0123' });
  });

  test('a reply gives the trailers in its own words only', async () => {
    const mail = await read(
      'Subject: Re: [PATCH] x',
      '> Acked-by: Old <old@example.org>\n\nFine.\nReviewed-By: Ann <ann@example.org>\nNote: not a trailer\n',
    );
    expect(mail.trailers).toEqual([
      { kind: 'Reviewed-by', value: 'Ann <ann@example.org>', name: 'Ann', email: 'ann@example.org' },
    ]);
  });
});

describe('what a patch says of its versions', () => {
  const noted = async (notes: string) =>
    (await read('Subject: [PATCH] x', `Why.\n---\n${notes}\n\n${diff('a.c').replace('---\n', '')}`)).revision;

  test.each([
    ['Changes since v1:\n - this', '2'],
    ['changes v1->v2:\n* that', '2'],
    ['Changes in v3:\n- c\n\nChanges in v2:\n- b', '3'],
    ['v2: against -next', '2'],
    ['V4\n - rebased', '4'],
    ['Changes from v2 to v3:', '3'],
    ["What's new in v2 (thanks Bob):", '2'],
    ['[v2: fix the build]', '2'],
    ['/* v3 */\n- c', '3'],
    ['v1: first posting', null],
    ['Fixes the update of cgroup v2 and\nv1 and v2 in one, from v6.8-rc1 on.', null],
    ['Changed for\nv2.6: see below', null],
    ['> Changes in v3:', null],
  ])('%s', async (notes, version) => {
    expect((await noted(notes)).version).toBe(version);
  });

  const URL = 'https://lore.kernel.org/r/a@x';
  test.each([
    ['a label', `v1: ${URL}`, ['a@x']],
    ['a label behind', `Link: ${URL} # v1`, ['a@x']],
    ['the line above', `Previous version:\n  <${URL}>`, ['a@x']],
    ['a list', `Older versions:\nLink: https://lore.kernel.org/r/b@x\nLink: ${URL}`, ['b@x', 'a@x']],
    ['a footnote', `I addressed what was said of v1 [1].\n\n[1] ${URL}`, ['a@x']],
    ['its name alone', 'v1: <a@x>', ['a@x']],
    ['a name in brackets', 'Changes since v1 (id:a@x):', ['a@x']],
    ['what it supersedes', 'Supersedes: <a@x>', ['a@x']],
    ['a header', 'Previous version:\nMessage-ID: <a@x>', ['a@x']],
    ['a person', 'v2: fixed as Ann <a@x> said', []],
    ['what it is based on', 'Based-on: <a@x>', []],
    ['no label', `Could I merge this one?\n${URL}`, []],
    ['a dependency', `Depends on v3 of ${URL}`, []],
    ['a report', `Closes: ${URL}`, []],
  ])('a link to an older version, by %s', async (_, notes, older) => {
    expect((await noted(notes)).older).toEqual(older);
  });
});

describe('trailers of replies', () => {
  test('an answer to a cover may give one in the midst of its words', async () => {
    const body = 'Hi,\nfor all of it:\nReviewed-by: Bob <bob@example.org>\n\nAnn wrote:\n> Why.\n';
    const { trailers } = await read('Subject: Re: [PATCH 0/2] x\nIn-Reply-To: <c@x>', body);
    expect(trailers).toMatchObject([{ kind: 'Reviewed-by', email: 'bob@example.org' }]);
  });

  test('a page that shows a test is named whole, and is no address', async () => {
    const { trailers } = await read('Subject: Re: [PATCH] x', 'Tested-by: https://ci.example.org/runs/5\n');
    expect(trailers).toMatchObject([{ kind: 'Tested-by', name: 'https://ci.example.org/runs/5', email: '' }]);
  });

  test('an answer may go on below a diff that it shows', async () => {
    const shown = 'It is:\n\n--- a/a.c\n+++ b/a.c\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\nSo be it.\n';
    const { trailers, patch } = await read(
      'Subject: Re: [PATCH] x',
      `> Why.\n${shown}\nReviewed-by: Bob <bob@example.org>\n`,
    );
    expect(patch?.files).toMatchObject([{ path: 'a.c' }]);
    expect(trailers).toMatchObject([{ kind: 'Reviewed-by', email: 'bob@example.org' }]);
  });

  test.each([
    ['[Bob Builder] Acked-by: Bob Builder <bob@example.org>', 'Bob Builder'],
    ['  [bb]: Reviewed-by: Bob <bob@example.org>', 'Bob'],
  ])('somebody may put a name before what is written into the quote: %s', async (line, name) => {
    const { trailers } = await read('Subject: Re: [PATCH] x', `> Why.\n${line}\n`);
    expect(trailers).toMatchObject([{ name, email: 'bob@example.org' }]);
  });
});

describe('whatever the bytes are, something is said', () => {
  test.each([
    ['nothing', ''],
    ['no header', 'just text\n'],
    ['a NUL byte', 'From: a@example.org\n\na\0b\n'],
    [
      'a multipart that never ends',
      'From: a@x.org\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain\n\nhello',
    ],
    ['an unknown charset', 'From: a@x.org\nContent-Type: text/plain; charset=klingon\n\n\xff\n'],
    ['a line of a megabyte', `From: a@x.org\n\n${'x '.repeat(500_000)}\n`],
  ])('%s', async (_, bytes) => {
    expect((await parseMail(Buffer.from(bytes, 'latin1'))).kind).toMatch(/^(?:mail|unreadable)$/);
  });
});
