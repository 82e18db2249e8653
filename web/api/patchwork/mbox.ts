/** patch/ID/mbox/, series/ID/mbox/, cover/ID/mbox/: what git am applies, with the trailers that replies gave. */
import type { Context } from 'hono';
import {
  bundlesFor,
  coverMbox,
  freshListing,
  knownNumber,
  type ListedMailRow,
  mailsByNumber,
  readDetails,
  seriesByNumber,
  seriesMbox,
} from '../../../app/index.ts';
import { FOREVER } from '../../../model/facts/index.ts';
import { accountOf, nowOf } from '../../auth/who.ts';
import type { Site } from '../../visit.ts';
import { notFound } from '../problem.ts';

/** @throws Problem 404 */
async function rowOf(context: Context, site: Site, kind: 'patch' | 'cover'): Promise<ListedMailRow> {
  await freshListing(site.workspace, nowOf(site));
  const [row] = await mailsByNumber(site.workspace.store, [Number(context.req.param('id'))]);
  if (row?.kind !== kind || row.seriesId === null) throw notFound();
  return row;
}

const patchHeader = (id: number): string => `X-Patchwork-Id: ${id}`;

/** `?series=*`: with the patches before it, which it may need. */
export async function patchMboxFile(context: Context, site: Site): Promise<Response> {
  const row = await rowOf(context, site, 'patch');
  const wanted = context.req.query('series');
  if (wanted !== undefined && wanted !== '*' && wanted !== String(row.series)) throw notFound();
  const { text } = await seriesMbox(site.workspace, row.seriesId!, FOREVER, {
    isAsPosted: true,
    only: ({ n, messageId }) => messageId === row.messageId || (wanted !== undefined && n < row.n!),
    headers: ({ messageId }) => (messageId === row.messageId ? [patchHeader(row.id)] : []),
  });
  return file(context, text, `${fileName(row.name)}.patch`);
}

/** Its diff alone. */
export async function patchDiffFile(context: Context, site: Site): Promise<Response> {
  const row = await rowOf(context, site, 'patch');
  const detail = (await readDetails(site.workspace, [row.messageId])).get(row.messageId);
  return file(context, `${detail?.diff ?? ''}\n`, `${fileName(row.name)}.diff`);
}

export async function coverMboxFile(context: Context, site: Site): Promise<Response> {
  const row = await rowOf(context, site, 'cover');
  const text = await coverMbox(site.workspace, row.seriesId!, FOREVER, [patchHeader(row.id)]);
  return file(context, text, `${fileName(row.name)}.mbox`);
}

/** The patches of a bundle, in its order. */
export async function bundleMboxFile(context: Context, site: Site): Promise<Response> {
  await freshListing(site.workspace, nowOf(site));
  const { store } = site.workspace;
  const id = Number(context.req.param('id'));
  const bundle = bundlesFor(site.workspace, accountOf(context)).find((one) => one.id === id);
  if (!bundle) throw notFound();
  const numbers = bundle.mails.flatMap((mail) => knownNumber(store, 'mail', mail) ?? []);
  const rows = new Map((await mailsByNumber(store, numbers)).map((row) => [row.messageId, row]));
  const texts: string[] = [];
  for (const mail of bundle.mails) {
    const row = rows.get(mail);
    if (row?.seriesId) texts.push(await patchText(site, row));
  }
  return file(context, texts.join(''), `${fileName(bundle.name)}.mbox`);
}

async function patchText(site: Site, row: ListedMailRow): Promise<string> {
  const { text } = await seriesMbox(site.workspace, row.seriesId!, FOREVER, {
    isAsPosted: true,
    only: ({ messageId }) => messageId === row.messageId,
    headers: () => [patchHeader(row.id)],
  });
  return text;
}

/** The patches of this series, as the API lists them. */
export async function seriesMboxFile(context: Context, site: Site): Promise<Response> {
  const [series] = await seriesByNumber(site.workspace.store, [Number(context.req.param('id'))]);
  if (!series) throw notFound();
  const { text } = await seriesMbox(site.workspace, series.series, FOREVER, { isAsPosted: true });
  return file(context, text, `${fileName(series.name)}.patch`);
}

/** git-pw takes the name as it stands: no quotes, and nothing that would need them. */
const fileName = (name: string): string =>
  name
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60) || 'patch';

const file = (context: Context, text: string, name: string): Response =>
  context.body(text, 200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': `attachment; filename=${name}`,
  });
