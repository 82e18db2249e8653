/** One feature: what the dossier says of it, what happened to it, and what each strategy makes of it. */
import { html } from 'hono/html';
import { type Assessment, featureDetails, listSeries } from '../../app/index.ts';
import type {
  Condition,
  FeatureReadiness,
  StoryEvent,
  Strategy,
  Verdict,
} from '../../model/readiness/index.ts';
import { conformanceText } from '../../reports/conformance.ts';
import { isMerged, STRATEGY_NAMES } from '../../reports/strategies.ts';
import { doneNote } from '../decide/done.ts';
import { choice, choiceHead, decideForm } from '../decide/form.ts';
import { featurePath, page, safe, to } from '../layout.ts';
import { chip, citations, date, evidence, landed, plural, series, stacked, state } from '../parts.ts';
import { timeline } from '../timeline.ts';
import type { Dossier, DossierAsk, Visit } from '../visit.ts';

export async function featurePage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const id = ask.param('id');
  const found = await featureDetails(site.workspace, dossier, id, visit.asOf);
  if (!found) return null;
  const { assessment, story } = found;
  const at = assessment.features.findIndex((one) => one.id === id);
  const feature = assessment.features[at]!;
  const listed = await listSeries(site.workspace, visit.asOf, { ids: [...feature.series] });
  const body = html`${doneNote(ask)}${neighbours(visit, assessment, at)}${head(visit, feature, dossier)}${place(visit, feature, assessment)}
<section><h2>What happened</h2>${timeline(story, visit.asOf)}</section>
${users(visit, feature, dossier)}
<section><h2>Verdicts</h2>${verdicts(visit, feature)}</section>
${raised(
  visit,
  'Blockers',
  story.filter(({ kind }) => kind === 'blocker'),
)}${raised(
  visit,
  'Questions',
  story.filter(({ kind }) => kind === 'question'),
)}
${positions(visit, story)}
<section><h2>Series</h2>${seriesTable(ask, listed)}</section>${commits(visit, story)}`;
  return page(ask, `${feature.id}: ${feature.title}`, body);
}

function neighbours(visit: Visit, { features }: Assessment, at: number) {
  const step = (one: FeatureReadiness | undefined, rel: string, words: string) =>
    one
      ? html`<li><a rel="${rel}" href="${to(visit, featurePath(one.id))}">${words}: ${one.id}</a></li>`
      : '';
  return html`<nav aria-label="Features"><ul class="row">${step(features[at - 1], 'prev', 'Previous')}${step(features[at + 1], 'next', 'Next')}</ul></nav>`;
}

const COMPULSORY = {
  no: '',
  claimed: chip('compulsory, they say', 'wait'),
  disputed: chip('compulsory: disputed', 'wait'),
};

function head(visit: Visit, feature: FeatureReadiness, dossier: Dossier) {
  const described = dossier.features.find(({ id }) => id === feature.id)?.description;
  const classes = feature.classes.map(
    (one) =>
      html`<li>${chip(one.class)}${one.disputed ? ' (disputed)' : ''} ${evidence(visit, one.evidence)}</li>`,
  );
  const tests = feature.testClaims.map(
    (one) =>
      html`<li>${safe(one.what)}, says ${stakeholder(dossier, one.by)} ${evidence(visit, one.evidence)}</li>`,
  );
  return html`<p>${state(feature.stage)} ${COMPULSORY[feature.compulsory]}</p>
${feature.withdrawn ? html`<p class="past">Withdrawn ${feature.withdrawn.date}: ${safe(feature.withdrawn.why)}</p>` : ''}
${described ? html`<p>${safe(described)}</p>` : ''}
<h2>Value of its own</h2>${classes.length > 0 ? html`<ul>${classes}</ul>` : html`<p>Nobody said yet whether it is useful by itself.</p>`}
${tests.length > 0 ? html`<h2>Test claims</h2><ul>${tests}</ul>` : ''}`;
}

const stakeholder = ({ stakeholders }: Dossier, id: string): string =>
  safe(stakeholders.find((one) => one.id === id)?.name ?? id);

function place(
  visit: Visit,
  { id, requires, patches, reference }: FeatureReadiness,
  { mergeOrder, discussFirst, features }: Assessment,
) {
  const [merge, talk] = [mergeOrder, discussFirst].map((order) => order.findIndex((one) => one.id === id));
  const link = (other: string) => html`<a href="${to(visit, featurePath(other))}">${other}</a> `;
  const dependents = features.filter((one) => one.requires.includes(id));
  const rows = [
    ...(merge! >= 0
      ? [
          html`<dt>Merge</dt><dd>${merge! + 1} of ${mergeOrder.length} in <a href="${to(visit, '/plan')}">the plan</a>: ${safe(mergeOrder[merge!]!.why.join('; '))}</dd>`,
        ]
      : []),
    ...(talk! >= 0
      ? [
          html`<dt>Discuss</dt><dd>${talk! + 1} of ${discussFirst.length}: ${safe(discussFirst[talk!]!.why.join('; ') || 'nothing speaks for haste')}</dd>`,
        ]
      : []),
    ...(reference ? [html`<dt>Reference</dt><dd>${safe(conformanceText(reference))}</dd>`] : []),
    ...(requires.length > 0 ? [html`<dt>Needs</dt><dd>${requires.map(link)}</dd>`] : []),
    ...(dependents.length > 0
      ? [html`<dt>Needed by</dt><dd>${dependents.map((one) => link(one.id))}</dd>`]
      : []),
    ...(patches.merged + patches.buffered + patches.missing > 0
      ? [
          html`<dt>Patches</dt><dd>${patches.merged} merged, ${patches.buffered} buffered${patches.bufferedIn.length > 0 ? ` in ${safe(patches.bufferedIn.join(', '))}` : ''}, ${patches.missing} missing</dd>`,
        ]
      : []),
  ];
  return rows.length > 0 ? html`<dl>${rows}</dl>` : '';
}

function users(visit: Visit, feature: FeatureReadiness, dossier: Dossier) {
  const list = feature.users.map(
    (one) =>
      html`<li>${safe(one.name)}${one.exists ? '' : ' (does not exist yet)'} ${one.evidence ? evidence(visit, one.evidence) : ''}</li>`,
  );
  const name = (id: string): string => dossier.users.find((one) => one.id === id)?.name ?? id;
  const variants = feature.variants.map(
    (one) =>
      html`<li><strong>${one.id}</strong>: ${safe(one.title)}${one.users.length > 0 ? `, for ${safe(one.users.map(name).join(', '))}` : ''} ${one.evidence ? evidence(visit, one.evidence) : ''}</li>`,
  );
  return html`<section><h2>Users</h2>${list.length > 0 ? html`<ul>${list}</ul>` : html`<p>Nobody is named.</p>`}${variants.length > 0 ? html`<h3>Variants</h3><ul>${variants}</ul>` : ''}</section>`;
}

function verdicts(visit: Visit, feature: FeatureReadiness) {
  return Object.entries(feature.verdicts).map(([key, verdict]) => {
    const name = STRATEGY_NAMES[key as Strategy];
    return html`<details><summary>${key}, ${name}: ${state(verdict.verdict)}${isMerged(feature) ? ' (merged already)' : ''}</summary>${conditions(visit, verdict)}${ways(verdict)}</details>`;
  });
}

const conditions = (visit: Visit, { fails, unknown, holds }: Verdict) =>
  html`<ul class="plain">${[...fails, ...unknown, ...holds].map((one: Condition) => html`<li>${state(one.state)} ${safe(one.sentence)} <small class="quiet">(${safe(one.name)})</small>${citations(visit, one.evidence)}</li>`)}</ul>`;

const ways = ({ flip }: Verdict) =>
  flip.length === 0
    ? ''
    : html`<p>What would flip it, the cheapest first:</p><ul>${flip.map((set) => html`<li>${safe(set.join(' and '))}</li>`)}</ul>`;

/** Each with what became of it, in the words that were said. */
function raised(visit: Visit, title: string, story: readonly StoryEvent[]) {
  if (story.length === 0) return '';
  const rows = story.map(
    (one) =>
      html`<tr><td>${one.date === null ? '' : date(one.date)}</td><td>${state(one.state)}</td><th scope="row">${safe(one.text)}</th><td data-label="by">${one.who ? safe(one.who) : ''}</td><td>${one.evidence ? evidence(visit, one.evidence) : ''}</td></tr>`,
  );
  return html`<section><h2>${title}</h2>${stacked(title, ['Date', 'State', 'What', 'Who', 'In their words'], rows)}</section>`;
}

/** Newest first; a position that the same stakeholder replaced later is said to be. */
function positions(visit: Visit, story: readonly StoryEvent[]) {
  const all = story.filter(({ kind }) => kind === 'position').toReversed();
  if (all.length === 0) return html`<section><h2>Positions</h2><p>Nobody took one.</p></section>`;
  const seen = new Set<string>();
  const rows = all.map((one) => {
    const key = `${one.who} ${one.text.split(':')[0]!.startsWith('variant') ? one.text.split(':')[0] : ''}`;
    const isOld = seen.has(key);
    seen.add(key);
    return html`<tr><td>${one.date === null ? '' : date(one.date)}</td><th scope="row">${safe(one.who ?? '')}</th><td>${state(one.state)}${isOld ? html` <small class="quiet">(replaced since)</small>` : ''}</td><td>${safe(one.text)}</td><td>${one.evidence ? evidence(visit, one.evidence) : ''}</td></tr>`;
  });
  return html`<section><h2>Positions over time</h2>${stacked('Positions', ['Date', 'Who', 'Stance', 'On, and condition', 'In their words'], rows)}</section>`;
}

function seriesTable(ask: DossierAsk, listed: Awaited<ReturnType<typeof listSeries>>) {
  const { visit } = ask;
  if (listed.length === 0) return html`<p>None is known.</p>`;
  const rows = listed.toReversed().map((one) => {
    const trees = [...Map.groupBy(one.landings, ({ tree }) => tree).values()];
    return html`<tr data-series="${one.id}">${choice(visit, one.id, one.title)}<td>${date(one.date)}</td><th scope="row">${series(visit, one)}</th><td class="state">${state(one.state)}</td><td class="num">${plural(one.received, 'patch', 'patches')}</td><td>${trees.map((all) => html`<div>${all.length > 1 ? `${all.length} patches ` : ''}${landed(visit, all[0]!)}</div>`)}</td></tr>`;
  });
  const head = [...choiceHead(visit), 'Posted', 'Series', 'State', 'Patches', 'Landed'];
  return decideForm(ask, stacked('Series', head, rows, 'queue'));
}

/** What the dossier says of commits and releases. */
function commits(visit: Visit, story: readonly StoryEvent[]) {
  const stated = story.filter(({ kind, series: of }) => kind === 'landed' && of === null);
  if (stated.length === 0) return '';
  const items = stated.map(
    (one) =>
      html`<li>${one.date === null ? '' : date(one.date)} ${safe(one.state)}: ${safe(one.text)} ${one.evidence ? evidence(visit, one.evidence) : ''}</li>`,
  );
  return html`<section><h2>Merged, says the dossier</h2><ul>${items}</ul></section>`;
}
