/** Files that came with a mail: to be saved as they are, and harmless whatever they claim. */
import { beforeAll, describe, expect, test } from 'vitest';
import { exportFacts } from '../../app/index.ts';
import { siteOf } from '../../web/site.ts';
import { END, mail, receive, workspaceOf } from '../support/mails.ts';

const part = (type: string, disposition: string, content: string): string =>
  `--b\nContent-Type: ${type}\nContent-Disposition: ${disposition}\nContent-Transfer-Encoding: base64\n\n${Buffer.from(content, 'latin1').toString('base64')}\n`;

/** A mail of a text and what is attached to it. */
const withParts = (id: string, ...parts: readonly string[]): string =>
  mail({
    id,
    subject: 'See attached',
    body: `--b\nContent-Type: text/plain\n\nSee below.\n${parts.join('')}--b--\n`,
  }).replace('\n\n', '\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n');

const BYTES = '\x00\xff\x89PNG\r\n\x1a\n';

describe('a mail with attachments', () => {
  let app: ReturnType<typeof siteOf>;
  beforeAll(async () => {
    const workspace = await workspaceOf([
      withParts(
        'a',
        part('image/png', 'attachment; filename=shot.png', BYTES),
        part('text/html', 'attachment; filename="page.html"', '<script>alert(1)</script>'),
        part('text/x-patch', 'attachment; filename="fix.patch"', 'a patch\n'),
        part(
          'image/svg+xml',
          `attachment; filename*=UTF-8''${encodeURIComponent('../../é"\r\nX: y.svg')}`,
          '<svg/>',
        ),
      ),
      mail({ id: 'plain', subject: 'Nothing attached' }),
    ]);
    app = siteOf({ workspace, dossier: null, base: '/sub', today: () => END });
  });
  const file = (n: number) => app.request(`/sub/m/a%40example.org/attachment/${n}`);

  test('names them with type and size, as links', async () => {
    const page = await (await app.request('/sub/m/a%40example.org')).text();
    expect(page).toContain('href="/sub/m/a%40example.org/attachment/1" download>shot.png</a>');
    expect(page).toContain('image/png, 10 bytes');
    expect(await (await app.request('/sub/m/plain%40example.org')).text()).not.toContain('Attached');
  });

  test('gives each byte for byte, asked once or twice', async () => {
    for (const _ of [1, 2])
      expect(Buffer.from(await (await file(1)).arrayBuffer()).toString('latin1')).toBe(BYTES);
  });

  test('no browser shows or runs one', async () => {
    const heads = await Promise.all([1, 2, 3, 4].map(async (n) => (await file(n)).headers));
    expect(heads.map((head) => head.get('content-type'))).toEqual([
      'application/octet-stream',
      'application/octet-stream',
      'text/plain; charset=utf-8',
      'application/octet-stream',
    ]);
    for (const head of heads) {
      expect(head.get('content-disposition')).toMatch(
        /^attachment; filename="[^"/\\]+"; filename\*=UTF-8''[\w.%-]+$/,
      );
      expect(head.get('x-content-type-options')).toBe('nosniff');
      expect(head.get('content-security-policy')).toContain("default-src 'none'");
      expect(head.has('x')).toBe(false);
    }
  });

  test.each(['0', '5', '999', '1?asOf=2020-01-01', 'x', '../x'])('there is no attachment %s', async (n) => {
    expect((await app.request(`/sub/m/a%40example.org/attachment/${n}`)).status).toBe(404);
  });
});

test('what is too large is named and not kept', async () => {
  const workspace = await workspaceOf([
    withParts(
      'big',
      part('application/x-core', 'attachment; filename=core', 'x'.repeat(5 * 1024 * 1024)),
      part('text/plain', 'attachment; filename=log.txt', 'short\n'),
    ),
  ]);
  const app = siteOf({ workspace, dossier: null, base: '', today: () => END });
  const page = await (await app.request('/m/big%40example.org')).text();
  expect(page).toMatch(/core.*5\.0 MiB.*too large: not kept/);
  expect((await app.request('/m/big%40example.org/attachment/1')).status).toBe(404);
  expect(await (await app.request('/m/big%40example.org/attachment/2')).text()).toBe('short\n');
});

test('of two copies of a mail the attachments of the one that is shown are kept', async () => {
  const copy = (name: string, date: string): string =>
    withParts('a', part('text/plain', `attachment; filename=${name}`, name)).replace(
      /^Date: .*$/m,
      `Date: ${date}`,
    );
  const [late, early] = [
    copy('late.txt', 'Mon, 2 Mar 2026 12:00 +0000'),
    copy('early.txt', 'Mon, 2 Mar 2026 11:00 +0000'),
  ];
  const workspace = await workspaceOf([late]);
  await receive(workspace.store, [late, early]);
  const app = siteOf({ workspace, dossier: null, base: '', today: () => END });
  const page = await (await app.request('/m/a%40example.org')).text();
  expect(page).toContain('early.txt');
  expect(page).not.toContain('late.txt');
  const turned = await workspaceOf([early], [early, late]);
  expect([...exportFacts(turned.store)]).toEqual([...exportFacts(workspace.store)]);
});
