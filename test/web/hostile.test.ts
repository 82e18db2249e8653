/** Mail by strangers who mean harm, on every page that a link of the site leads to. */
import { beforeAll, expect, test } from 'vitest';
import { addCheck, decide, listSeries, makeBundle, type Workspace } from '../../app/index.ts';
import { parseDossier } from '../../model/dossier/index.ts';
import { siteOf } from '../../web/site.ts';
import { diff, END, mail, workspaceOf } from '../support/mails.ts';

const MARKUP =
  '</pre></td><script>alert(1)</script><img src=x onerror=alert(1)>"\'><a href="javascript:alert(1)">x</a>';
const MARKS = '\u202e\u2066\u0007\u001b[31m\u0085';
const EVIL = `${MARKUP} ${MARKS}`;
const FILE = `a<script>alert(1)</script>"onclick=alert(1)/x.c`;

const patch = (version: string, n: number, file: string, extra = ''): string =>
  mail({
    id: `v${version}.${n}"><script>`,
    subject: `[PATCH v${version} ${n}/2] ${EVIL}`,
    from: `"${MARKUP.replaceAll('"', '')}" <"x<b>"@example.org>`,
    at: Number(version) * 100 + n,
    to: `v${version}.0"><script>`,
    body: `${EVIL}\nSigned-off-by: ${EVIL} <x@example.org>\n${diff(file, `${EVIL}${extra}`)}`,
  });

const cover = (version: string): string =>
  mail({
    id: `v${version}.0"><script>`,
    subject: `[PATCH v${version} 0/2] ${EVIL} ${'w'.repeat(50_000)}`,
    from: `"${MARKUP.replaceAll('"', '')}" <"x<b>"@example.org>`,
    at: Number(version) * 100,
    body: `${EVIL}\n${'y'.repeat(1_000_000)}\n`,
  });

const reply = (id: string, to: string): string =>
  mail({
    id,
    subject: `Re: ${EVIL}`,
    from: `"${MARKUP.replaceAll('"', '')}" <r@example.org>`,
    at: 500,
    to,
    body: `> +${EVIL}\n\nWhy ${EVIL}?\n\nReviewed-by: <script>alert(1)</script> <r"onclick=x@example.org>\n`,
  });

const attached = (id: string, to: string): string =>
  reply(id, to).replace(
    /\n\n[\s\S]*$/,
    `\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; name*=UTF-8''${encodeURIComponent(`${EVIL}.html`)}\nContent-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(`${EVIL}.html`)}\n\n${MARKUP}\n--b--\n`,
  );

const DOSSIER = parseDossier(
  `mergeready: 1
id: evil
goal: {title: ${JSON.stringify(MARKUP)}, evidence: {message: 'v1.0"><script>@example.org', words: ${JSON.stringify('<script>alert(1)</script>')}}}
stakeholders: [{id: them, name: ${JSON.stringify(MARKUP)}, required: true}]
users: [{id: u, name: ${JSON.stringify(MARKUP)}, kind: project, exists: true, evidence: {message: r1@example.org}}]
features:
  - {id: one, title: ${JSON.stringify(MARKUP)}, description: ${JSON.stringify(MARKUP)}, selectors: {titles: ['.']}, users: [{user: u, evidence: {message: r1@example.org, words: ${JSON.stringify(MARKUP.slice(0, 20))}}}]}
  - {id: two, title: two, requires: [one]}
positions: [{stakeholder: them, on: {feature: one}, stance: condition, condition: ${JSON.stringify(MARKUP)}, evidence: {message: r1@example.org}}]
blockers: [{id: b, title: ${JSON.stringify(MARKUP)}, on: [one], kind: technical, raisedBy: them, evidence: {message: r1@example.org}}]
`,
  'evil.yaml',
);

let workspace: Workspace;
let app: ReturnType<typeof siteOf>;
beforeAll(async () => {
  workspace = await workspaceOf([
    cover('1'),
    patch('1', 1, FILE),
    patch('1', 2, 'b.c', 'z'.repeat(1_000_000)),
    cover('2'),
    patch('2', 1, FILE, ' again'),
    patch('2', 2, 'b.c'),
    reply('r1', 'v1.1"><script>'),
    reply('r2', 'v2.0"><script>'),
    attached('r3', 'v2.0"><script>'),
  ]);
  const by = { who: EVIL, at: END };
  const [shown] = await listSeries(workspace, END, {});
  decide(workspace, [shown!.id], { note: EVIL, delegate: EVIL, feature: EVIL }, by);
  const mails = shown!.patches.map(({ messageId }) => messageId);
  addCheck(
    workspace,
    { series: shown!.id, messageId: mails[0]! },
    { context: EVIL, state: 'fail', url: `javascript:${MARKUP}`, description: EVIL },
    by,
  );
  makeBundle(workspace, { name: EVIL, isPublic: true, mails }, by);
  app = siteOf({ workspace, dossier: DOSSIER, base: '', today: () => END });
});

const BEGIN = [
  '/',
  '/series',
  '/people',
  '/doctor',
  '/journal',
  '/bundle/1',
  '/reference',
  '/search?q=alert',
  '/search?q=from:script',
  '/triage?who=nobody',
];
const MOST_PAGES = 200;

/** What a page of ours is made of; anything else came from a mail. */
const TAGS = new Set(
  'html head meta title link body a header nav ul ol li div form label span input button main h1 h2 h3 p footer strong small em code pre cite table thead tbody tr th td figure figcaption svg path rect circle text g br dl dt dd details summary select option time article section blockquote mark script fieldset legend textarea kbd noscript output datalist dialog'.split(
    ' ',
  ),
);

test('nothing that a mail says is markup, on any page that a link leads to, and no page is without end', async () => {
  const [open, seen] = [[...BEGIN], new Set(BEGIN)];
  for (let path = open.shift(); path !== undefined && seen.size < MOST_PAGES; path = open.shift()) {
    const response = await app.request(path);
    const text = await response.text();
    expect([path, response.status]).toEqual([path, 200]);
    if (!response.headers.get('Content-Type')?.startsWith('text/html')) continue;
    expect([path, ...foreign(text)]).toEqual([path]);
    expect([path, text.length > 150_000]).toEqual([path, false]);
    for (const [, href] of text.matchAll(/href="(\/[^"#]*)/g)) {
      const link = href!.replaceAll('&amp;', '&');
      if (seen.has(link) || /sort=|^\/login|asOf=/.test(link)) continue;
      seen.add(link);
      open.push(link);
    }
  }
  expect(seen.size).toBeGreaterThan(40);
});

/** Tags and attributes that are none of ours, and characters that no page may hold. */
function foreign(page: string): readonly string[] {
  const found: string[] = [];
  for (const [tag, name, attributes] of page.matchAll(/<\/?([a-z0-9]+)((?:[^<>"]|"[^"]*")*)>/gi)) {
    if (!TAGS.has(name!.toLowerCase())) found.push(tag);
    if (
      name === 'script' &&
      !/^ ?(?:type="module" )?(?:defer )?src="\/[^"]*"/.test(attributes!) &&
      attributes !== ''
    )
      found.push(tag);
    for (const [, attribute, value] of attributes!.matchAll(/([^\s="]+)(?:="([^"]*)")?/g)) {
      if (/^(?:on|style$)/i.test(attribute!)) found.push(tag);
      if (/^(?:href|src|action)$/.test(attribute!) && !/^[/#?]/.test(value!)) found.push(tag);
    }
  }
  const rest = page.replace(/<!doctype html>/, '').replace(/<\/?[a-z0-9]+(?:[^<>"]|"[^"]*")*>/gi, '');
  if (/[<>]/.test(rest))
    found.push(rest.slice(Math.max(0, rest.search(/[<>]/) - 40), rest.search(/[<>]/) + 40));
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(page))
    found.push('a control character');
  return found;
}
