/** What mails say that the dossier does not: chosen here, and taken home as a patch. Nobody's dossier is written by a page. */
import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { dossierPatch, mayDo, proposeAdditions } from '../../app/index.ts';
import type { Addition } from '../../model/dossier/index.ts';
import { formToken } from '../auth/forms.ts';
import { refuse } from '../auth/refuse.ts';
import { page, plainText, safe } from '../layout.ts';
import { evidence, plural } from '../parts.ts';
import type { ActAsk, Dossier, DossierAsk, Visit } from '../visit.ts';

export async function proposalsPage(ask: DossierAsk) {
  const { site, visit, dossier } = ask;
  const additions = await proposeAdditions(site.workspace, dossier, visit.asOf);
  const mayTake = site.dossierFile !== undefined && !visit.isPast && mayDo(visit.account, 'maintainer');
  const items = additions.map(
    (one) =>
      html`<li><label class="check">${mayTake ? html`<input type="checkbox" name="take" value="${keyOf(one)}" checked> ` : ''}<span>${placeOf(dossier, one)}: ${safe(wordsOf(one.value))}</span></label>${citedBy(visit, one.value)}</li>`,
  );
  const list = html`<ul class="plain">${items}</ul>`;
  const body = html`<p class="count">${plural(additions.length, 'proposal')}. A person reads the mail behind each, and takes it or leaves it.</p>
${mayTake && items.length > 0 ? html`<form method="post" action="${visit.base}/proposals" class="decide">${formToken}${list}<button>Download the chosen as a patch of the dossier</button></form>` : list}
${mayTake ? '' : html`<p class="quiet">A patch is for whoever maintains the dossier; the command line makes it as well: <code>mergeready dossier propose</code>.</p>`}`;
  return page(ask, 'Proposals for the dossier', body);
}

/** The patch, of the dossier as the site has read it. */
export async function takeProposals(ask: ActAsk): Promise<Response> {
  const { context, site, form, visit } = ask;
  const { dossier, dossierFile } = site;
  if (dossier === null || dossierFile === undefined)
    return refuse(context, site, 400, 'This site shows no dossier.');
  const chosen = new Set(form.all('take'));
  const additions = await proposeAdditions(site.workspace, dossier, visit.asOf);
  const taken = additions.filter((one) => chosen.has(keyOf(one)));
  if (taken.length === 0)
    return refuse(context, site, 400, 'No proposal was chosen, or none of them stands any more.');
  return context.body(plainText(dossierPatch(dossierFile.name, dossierFile.text, taken)), 200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Disposition': 'attachment; filename="dossier.patch"',
    'Cache-Control': 'no-store',
  });
}

/** The same for the same proposal, whatever else is proposed. */
const keyOf = (one: Addition): string =>
  createHash('sha256').update(JSON.stringify(one)).digest('hex').slice(0, 16);

/** `features pid users` for features.3.users. */
function placeOf({ features, blockers }: Dossier, { list }: Addition): string {
  const names: Readonly<Record<string, readonly { readonly id: string }[]>> = { features, blockers };
  return list
    .map((part, at) => (typeof part === 'number' ? (names[String(list[at - 1])]?.[part]?.id ?? part) : part))
    .join(' ');
}

/** `stakeholder: net, stance: object`, without the evidence, which is linked. */
const wordsOf = (value: unknown): string =>
  isRecord(value)
    ? Object.entries(value)
        .filter(([key]) => key !== 'evidence' && key !== 'message')
        .map(([key, one]) => `${key}: ${isRecord(one) ? wordsOf(one) : String(one)}`)
        .join(', ')
    : String(value);

function citedBy(visit: Visit, value: unknown) {
  const cited = isRecord(value) ? (isRecord(value['evidence']) ? value['evidence'] : value) : {};
  const { message, commit, words } = cited;
  const text = (one: unknown): string | null => (typeof one === 'string' ? one : null);
  if (text(message) === null && text(commit) === null) return '';
  return evidence(visit, { message: text(message), commit: text(commit), words: text(words) });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
