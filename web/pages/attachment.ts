/** A file that came with a mail: to be saved, never shown. What a stranger sent runs nowhere, whatever it claims to be. */

import { html } from 'hono/html';
import { attachmentOf, attachmentsOf } from '../../app/index.ts';
import { type Html, mailPath, safe, to } from '../layout.ts';
import type { Ask, Visit } from '../visit.ts';

const attachmentPath = (id: string, n: number): string => `${mailPath(id)}/attachment/${n}`;

export async function attachmentFile(ask: Ask): Promise<Response | null> {
  const { site, visit, context } = ask;
  const found = await attachmentOf(site.workspace, ask.param('id'), Number(ask.param('n')), visit.asOf);
  if (found === null) return null;
  return context.body(new Uint8Array(found.bytes), 200, {
    'Content-Type': SHOWN_AS_TEXT.test(found.type) ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    'Content-Disposition': saved(found.name || `attachment-${found.n}`),
    'Content-Length': String(found.bytes.length),
  });
}

/** HTML, XML and scripts are texts too, but to a browser they are more. */
const SHOWN_AS_TEXT = /^text\/(?:plain|x-(?:patch|diff|csrc|chdr|log)|markdown|csv)$/i;

/** RFC 6266: a name in ASCII for old clients, and the name itself in RFC 8187's form. It is no path, and hides no ending. */
function saved(name: string): string {
  const plain = safe(name).replace(/[/\\]/g, '_').replace(/^\.+/, '_').trim() || 'attachment';
  const ascii = plain.replace(/[^\w.+ -]/g, '_');
  const full = encodeURIComponent(plain.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}

/** Below the head of a mail; nothing where nothing came with it. */
export async function attachmentList(ask: Ask, messageId: string): Promise<Html | ''> {
  const all = await attachmentsOf(ask.site.workspace, messageId);
  if (all.length === 0) return '';
  return html`<dt>Attached</dt><dd><ul class="plain">${all.map((one) => item(ask.visit, messageId, one))}</ul></dd>`;
}

function item(visit: Visit, messageId: string, one: Awaited<ReturnType<typeof attachmentsOf>>[number]): Html {
  const name = safe(one.name) || `part ${one.n}`;
  const about = html`<span class="quiet">${safe(one.type)}, ${bytes(one.size)}</span>`;
  if (!one.isKept)
    return html`<li>${name} ${about} <span class="quiet">(too large: not kept here; the archive has it)</span></li>`;
  return html`<li><a href="${to(visit, attachmentPath(messageId, one.n))}" download>${name}</a> ${about}</li>`;
}

function bytes(size: number): string {
  if (size < 1024) return `${size} bytes`;
  const kib = size / 1024;
  return kib < 1024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1024).toFixed(1)} MiB`;
}
