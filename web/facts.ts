/** Pages over facts: series, mails, the queue, trees, search, status. */
import type { Context } from 'hono';
import { html } from 'hono/html';
import {
  countAll,
  countSources,
  diffSeries,
  findings,
  type ListedSeries,
  listSeries,
  listTrees,
  type loadDossier,
  oneSeriesReport,
  type Pair,
  queueReport,
  readThread,
  searchMails,
  seriesMbox,
  showChange,
  showSeries,
  showStack,
} from '../app/index.ts';
import { reportBody } from './judgement.ts';
import { mailPath, page, safe, seriesPath, to, type Visit } from './layout.ts';
import { mailText } from './mail-text.ts';
import type { Site } from './site.ts';
import { day } from './values.ts';

const PAGE_SIZE = 100;

/** `?page=`, from 1 up. */
const pageOf = (context: Context): number =>
  Math.max(1, Math.floor(Number(context.req.query('page') ?? 1)) || 1);

export async function seriesList(context: Context, site: Site, visit: Visit) {
  const [from, list, state, q] = ['from', 'list', 'state', 'q'].map((name) => context.req.query(name) ?? '');
  const all = await listSeries(site.workspace, visit.asOf, {
    from: from || undefined,
    list: list || undefined,
  });
  const found = all
    .filter(
      (one) => (!state || one.state === state) && (!q || one.title.toLowerCase().includes(q.toLowerCase())),
    )
    .toReversed();
  const at = pageOf(context);
  const shown = found.slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE);
  const query = { from: from!, list: list!, state: state!, q: q! };
  const field = (name: keyof typeof query, label: string) =>
    html`<label>${label}<input name="${name}" value="${query[name]}"></label>`;
  const body = html`<form method="get">${field('q', 'Title')}${field('from', 'From')}${field('list', 'List')}${field('state', 'State')}${visit.isPast ? html`<input type="hidden" name="asOf" value="${day(visit.asOf)}">` : ''}<button>Filter</button></form>
<p>${found.length} series.</p>${seriesTable(shown, visit)}${pager(visit, '/series', query, at, found.length)}`;
  return page(context, visit, 'Series', body);
}

function seriesTable(series: readonly ListedSeries[], visit: Visit) {
  const rows = series.map(
    (
      one,
    ) => html`<tr><td data-label="posted">${day(one.date)}</td><th scope="row"><a href="${to(visit, seriesPath(one.id))}">${safe(one.title)}</a></th>
<td data-label="version" class="${one.versionFrom === 'stated' ? '' : 'inferred'}">v${one.version}</td><td data-label="patches">${one.complete ? one.received : `${one.received} of ${one.expected}`}</td><td data-label="state">${one.state}</td><td data-label="from">${safe(one.author.name || one.author.email)}</td></tr>`,
  );
  return html`<div class="wide" tabindex="0" role="group" aria-label="Series"><table class="stack"><thead><tr><th scope="col">Posted</th><th scope="col">Title</th><th scope="col">Version</th><th scope="col">Patches</th><th scope="col">State</th><th scope="col">From</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function pager(
  visit: Visit,
  path: string,
  query: Readonly<Record<string, string>>,
  at: number,
  total: number,
) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  const link = (n: number, text: string) =>
    html`<a href="${to(visit, path, { ...query, page: String(n) })}">${text}</a> `;
  return html`<p>Page ${at} of ${last}. ${at > 1 ? link(at - 1, 'Newer') : ''}${at < last ? link(at + 1, 'Older') : ''}</p>`;
}

export async function seriesPage(context: Context, site: Site, visit: Visit, id: string) {
  const { workspace } = site;
  const report = await oneSeriesReport(workspace, id, visit.asOf);
  const series = await showSeries(workspace, id, visit.asOf);
  const versions = await showChange(workspace, series.changeId, visit.asOf);
  const links = versions.map((one) =>
    one.id === series.id
      ? html`<li aria-current="true">v${one.version}, ${day(one.date)}, ${one.state}</li>`
      : html`<li><a href="${to(visit, seriesPath(one.id))}">v${one.version}</a>, ${day(one.date)}, ${one.state}</li>`,
  );
  const path = seriesPath(series.id);
  const body = html`${reportBody(report, visit)}
<section><h2>Versions</h2><ul>${links}</ul>${versions.length > 1 ? html`<p><a href="${to(visit, `${path}/diff`)}">What changed since the version before</a></p>` : ''}</section>
<section><h2>To apply</h2><p><a href="${to(visit, `${path}/mbox`)}">The newest state as an mbox</a>, with the trailers that replies gave:</p><pre>mergeready series mbox ${series.id} | git am</pre></section>`;
  return page(context, visit, report.title, body);
}

export async function diffPage(context: Context, site: Site, visit: Visit, id: string) {
  const other = context.req.query('to') ?? null;
  const { before, after, pairs } = await diffSeries(site.workspace, id, other, visit.asOf);
  const body = html`<p><a href="${to(visit, seriesPath(before.id))}">v${before.version}</a> against <a href="${to(visit, seriesPath(after.id))}">v${after.version}</a></p>${pairs.map(pairHtml)}`;
  return page(context, visit, `What changed: ${after.title}`, body);
}

function pairHtml({ before, after, change, isSplitOf, message, diff }: Pair) {
  const lines = [...message, ...diff].map((line) => {
    const kind = line.startsWith('@@')
      ? 'hunk'
      : line.startsWith('+')
        ? 'add'
        : line.startsWith('-')
          ? 'del'
          : '';
    return html`<span class="${kind}">${safe(`${line}\n`)}</span>`;
  });
  return html`<section><h2>${before?.n ?? '–'} → ${after?.n ?? '–'}: ${safe((after ?? before)!.title)}</h2><p>${isSplitOf === null ? change : `split off patch ${isSplitOf}`}</p>${lines.length > 0 ? html`<pre>${lines}</pre>` : ''}</section>`;
}

export async function mboxOf(site: Site, visit: Visit, id: string): Promise<Response> {
  const { text } = await seriesMbox(site.workspace, id, visit.asOf);
  return new Response(text, {
    headers: {
      'Content-Type': 'application/mbox; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id.replace(/[^\w.-]/g, '_').slice(0, 60)}.mbox"`,
    },
  });
}

export async function messagePage(context: Context, site: Site, visit: Visit, id: string) {
  const thread = await readThread(site.workspace, id, visit.asOf);
  const mail = thread.find((one) => one.messageId === id);
  if (!mail) return null;
  const head = html`<p>${safe(mail.sender.name)} &lt;${safe(mail.sender.email)}&gt;, ${day(mail.date)}<br><span class="quiet">${safe(mail.messageId)}</span></p>`;
  const others = thread.map((one) => {
    const text = html`${day(one.date)} ${safe(one.sender.name || one.sender.email)}: ${safe(one.subject)}`;
    return one.messageId === id
      ? html`<li aria-current="true">${text}</li>`
      : html`<li><a href="${to(visit, mailPath(one.messageId))}">${text}</a></li>`;
  });
  return page(
    context,
    visit,
    mail.subject || '(no subject)',
    html`${head}${mailText(mail.text)}<section><h2>Thread</h2><ul>${others}</ul></section>`,
  );
}

export async function triagePage(
  context: Context,
  site: Site,
  dossier: ReturnType<typeof loadDossier> | null,
  visit: Visit,
) {
  const [person, who, feature] = ['person', 'who', 'feature'].map(
    (name) => context.req.query(name) || undefined,
  );
  const filter = { person, who: who as 'author' | undefined, feature };
  const report = await queueReport(site.workspace, dossier, visit.asOf, filter);
  const form = html`<form method="get"><label>Person<input name="person" value="${person ?? ''}"></label><label>Waits for<select name="who">${['', 'maintainer', 'reviewer', 'author', 'nobody'].map((one) => html`<option ${one === who ? 'selected' : ''}>${one}</option>`)}</select></label><label>Feature<input name="feature" value="${feature ?? ''}"></label><button>Filter</button></form>`;
  return page(context, visit, report.title, html`${form}${reportBody(report, visit)}`);
}

export async function treesPage(context: Context, site: Site, visit: Visit) {
  const rows = listTrees(site.workspace).map((one) => {
    const name =
      one.kind === 'quilt'
        ? html`<a href="${to(visit, `/trees/${encodeURIComponent(one.name)}`)}">${safe(one.name)}</a>`
        : safe(one.name);
    return html`<tr><th scope="row">${name}</th><td>${one.role}</td><td>${one.items}</td></tr>`;
  });
  return page(
    context,
    visit,
    'Trees',
    html`<table><thead><tr><th scope="col">Tree</th><th scope="col">Role</th><th scope="col">Commits</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}

export async function stackPage(context: Context, site: Site, visit: Visit, name: string) {
  const patches = (await showStack(site.workspace, name, visit.asOf)).toReversed();
  const at = pageOf(context);
  const rows = patches
    .slice((at - 1) * PAGE_SIZE, at * PAGE_SIZE)
    .map(
      (one) =>
        html`<tr><td data-label="entered">${day(one.entered)}</td><td data-label="days">${one.days}</td><th scope="row">${safe(one.subject)}</th><td data-label="fate"><span class="${one.fate.inferredFrom ? 'inferred' : ''}">${one.fate.what}${one.fate.inferredFrom ? ` (inferred from ${safe(one.fate.inferredFrom)})` : ''}</span></td><td data-label="notes">${safe(one.notes.map((note) => note.text).join('; '))}</td></tr>`,
    );
  return page(
    context,
    visit,
    `Stack ${name}`,
    html`<table class="stack"><thead><tr><th scope="col">Entered</th><th scope="col">Days</th><th scope="col">Patch</th><th scope="col">What became of it</th><th scope="col">Notes</th></tr></thead><tbody>${rows}</tbody></table>${pager(visit, `/trees/${encodeURIComponent(name)}`, {}, at, patches.length)}`,
  );
}

export function searchPage(context: Context, site: Site, visit: Visit) {
  const q = context.req.query('q') ?? '';
  const hits = q.trim() === '' ? [] : searchMails(site.workspace.store, q, visit.asOf, PAGE_SIZE);
  const items = hits.map(
    (hit) =>
      html`<li>${day(hit.date)} <a href="${to(visit, mailPath(hit.messageId))}">${safe(hit.subject)}</a>, ${safe(hit.from)}</li>`,
  );
  return page(
    context,
    visit,
    'Search',
    html`<form method="get" role="search"><label>Words, "a phrase", word*<input type="search" name="q" value="${q}"></label><button>Search</button></form>${q === '' ? '' : html`<p>${hits.length}${hits.length === PAGE_SIZE ? ' or more' : ''} mails.</p><ul>${items}</ul>`}`,
  );
}

export function statusPage(context: Context, site: Site, visit: Visit) {
  const counts = Object.entries(countAll(site.workspace.store)).map(
    ([name, count]) => html`<li>${count} ${name}</li>`,
  );
  const sources = countSources(site.workspace.store).map(
    (one) => html`<li>${safe(one.name)} (${one.role ?? one.kind}): ${one.items}</li>`,
  );
  const found = findings(site.workspace.store);
  const items = found
    .slice(0, PAGE_SIZE)
    .map((one) => html`<li>${one.kind}: ${safe(one.where)}: ${safe(one.what)}</li>`);
  return page(
    context,
    visit,
    'Status',
    html`<ul>${counts}</ul><h2>Sources</h2><ul>${sources}</ul><h2>Findings (${found.length})</h2><ul>${items}</ul>`,
  );
}
