/** The list that is to be agreed: which features the goal needs, what each is worth by itself, and who stands where. */
import { html } from 'hono/html';
import { type Assessment, assessDossier } from '../../app/index.ts';
import type { FeatureReadiness } from '../../model/readiness/index.ts';
import { agreed, optionText } from '../../reports/feature-list.ts';
import { isMerged } from '../../reports/strategies.ts';
import { featurePath, type Html, page, safe, to } from '../layout.ts';
import { type Field, filters } from '../paging.ts';
import { chip, citations, date, evidence, plural, state } from '../parts.ts';
import type { DossierAsk, Visit } from '../visit.ts';

const FIELDS: readonly Field[] = [
  {
    kind: 'select',
    name: 'class',
    label: 'Class',
    options: ['self-contained', 'enabler', 'everyday', 'set-only', 'none said'],
  },
  { kind: 'text', name: 'user', label: 'User' },
];

export async function featureListPage(ask: DossierAsk) {
  const { site, dossier, visit } = ask;
  const assessment = await assessDossier(site.workspace, dossier, visit.asOf);
  const shown = assessment.features.filter((one) => isWanted(one, ask));
  const group = (title: string, is: (one: FeatureReadiness) => boolean) =>
    bullets(visit, title, shown.filter(is), assessment);
  const body = html`<p>Goal: ${safe(assessment.goal)}</p><p>${plural(assessment.features.length, 'feature')}, ${assessment.features.filter(isMerged).length} merged. ${agreed(assessment.agreement)}</p>
${filters(ask, FIELDS)}
${group('Useful in its own right, as far as anybody said', isOwn)}${group('Nobody said yet whether it is useful by itself', isUnclassed)}${group('Only within the whole set', isSetOnly)}
${agreement(visit, assessment)}${matrix(visit, assessment)}`;
  return page(ask, 'Feature list', body);
}

const isSetOnly = ({ classes }: FeatureReadiness): boolean =>
  classes.length > 0 && classes.every((one) => one.class === 'set-only');
const isUnclassed = ({ classes }: FeatureReadiness): boolean => classes.length === 0;
const isOwn = (one: FeatureReadiness): boolean => !isSetOnly(one) && !isUnclassed(one);

function isWanted(one: FeatureReadiness, { query }: DossierAsk): boolean {
  const [kind, user] = [query('class'), query('user').toLowerCase()];
  const isOfClass =
    kind === '' ||
    (kind === 'none said' ? isUnclassed(one) : one.classes.some((given) => given.class === kind));
  return (
    isOfClass &&
    (user === '' || one.users.some(({ id, name }) => `${id} ${name}`.toLowerCase().includes(user)))
  );
}

function bullets(
  visit: Visit,
  title: string,
  features: readonly FeatureReadiness[],
  { stakeholders }: Assessment,
): Html | '' {
  if (features.length === 0) return '';
  const nameOf: NameOf = (id) => stakeholders.find((one) => one.id === id)?.name ?? id;
  return html`<section><h2>${title}</h2><ul>${features.map((one) => bullet(visit, one, nameOf))}</ul></section>`;
}

type NameOf = (stakeholder: string) => string;

function bullet(visit: Visit, one: FeatureReadiness, nameOf: NameOf) {
  const classes = one.classes.map(
    (given) =>
      html`${chip(given.class)}${given.disputed ? ' (disputed)' : ''} ${evidence(visit, given.evidence)} `,
  );
  const users = one.users.map(
    (user, at) =>
      html`${at > 0 ? ', ' : ''}${safe(user.name)}${user.exists ? '' : ' (does not exist yet)'}${user.evidence ? html` ${evidence(visit, user.evidence)}` : ''}`,
  );
  const open = one.blockers.filter((blocker) => blocker.state !== 'resolved');
  const against = one.positions.filter(({ stance }) => stance === 'object');
  return html`<li><a href="${to(visit, featurePath(one.id))}"><strong>${one.id}</strong>: ${safe(one.title)}</a> ${state(one.stage)} ${one.compulsory === 'no' ? '' : chip(one.compulsory === 'claimed' ? 'compulsory, they say' : 'compulsory: disputed', 'wait')}
<ul class="plain">${classes.length > 0 ? html`<li>${classes}</li>` : ''}<li>For ${users.length > 0 ? users : 'nobody who is named'}.${one.requires.length > 0 ? ` Needs ${one.requires.join(', ')}.` : ''}</li>
${one.variants.map((variant) => html`<li>Variant <strong>${variant.id}</strong>: ${safe(variant.title)}${variant.evidence ? html` ${evidence(visit, variant.evidence)}` : ''}</li>`)}
${open.map((blocker) => html`<li>${state(blocker.state)} ${safe(blocker.title)} ${blocker.evidence[0] ? evidence(visit, blocker.evidence[0]) : ''}</li>`)}${against.map((position) => html`<li>${state('object')} ${safe(nameOf(position.stakeholder))} ${evidence(visit, position.evidence)}</li>`)}
${one.questions.map((question) => html`<li>${state('question')} ${safe(question.title)}: ${safe(question.options.map((option) => optionText(option, nameOf)).join(' / '))} ${evidence(visit, question.evidence)}</li>`)}</ul></li>`;
}

function agreement(visit: Visit, { agreement: needed, notHeard, positions, stakeholders }: Assessment) {
  const nameOf = (id: string): string => safe(stakeholders.find((one) => one.id === id)?.name ?? id);
  const conditions = needed.map(
    (one) => html`<li>${state(one.state)} ${safe(one.sentence)}${citations(visit, one.evidence)}</li>`,
  );
  const silent = notHeard.map(
    (one) =>
      html`<li>${safe(one.stakeholder)}: asked by name${one.since === null ? '' : html` ${date(one.since)}`}, not heard${one.wasAddressed === false ? '; that mail was not addressed to them' : ''}${citations(visit, [one.askedIn])}</li>`,
  );
  const said = positions.map(
    (one) =>
      html`<li>${nameOf(one.stakeholder)} on ${safe(one.target)}: ${state(one.stance)}${one.condition ? ` ${safe(one.condition)}` : ''} ${evidence(visit, one.evidence)}</li>`,
  );
  const list = (title: string, items: readonly Html[]) =>
    items.length > 0 ? html`<h3>${title}</h3><ul>${items}</ul>` : '';
  return html`<section><h2>Agreement</h2>${list('The list (strategy a) needs', conditions)}${list('Asked, and silent', silent)}${list('Said of strategies, plans and the goal', said)}</section>`;
}

/** Who stands where: each stance leads to the mail that says it. */
function matrix(visit: Visit, assessment: Assessment) {
  const { features, stakeholders, positions, notHeard } = assessment;
  const said = [...positions, ...features.flatMap((one) => one.positions)];
  const silent = new Set(notHeard.map(({ id }) => id));
  const cell = (target: string, id: string) => {
    const found = said.filter((one) => one.stakeholder === id && one.target.split(',')[0] === target);
    if (found.length === 0)
      return html`<td>${silent.has(id) ? html`<span class="quiet">not heard</span>` : ''}</td>`;
    return html`<td>${found.map((one) => html`<div>${state(one.stance)}${one.target.includes(',') ? html` <small>${safe(one.target.split(', ').at(-1)!)}</small>` : ''} ${citations(visit, [one.evidence.message ?? one.evidence.commit ?? ''])}</div>`)}</td>`;
  };
  const row = (target: string, title: Html | string) =>
    html`<tr><th scope="row">${title}</th>${stakeholders.map(({ id }) => cell(target, id))}</tr>`;
  const others = [...new Set(positions.map(({ target }) => target))];
  return html`<section><h2>Who stands where</h2><div class="wide" tabindex="0" role="group" aria-label="Stakeholders"><table class="matrix"><thead><tr><th scope="col">Feature</th>${stakeholders.map(({ name, required }) => html`<th scope="col">${safe(name)}${required ? html` <small>(required)</small>` : ''}</th>`)}</tr></thead><tbody>${features.map((one) => row(`feature ${one.id}`, html`<a href="${to(visit, featurePath(one.id))}">${one.id}</a>`))}${others.map((target) => row(target, safe(target)))}</tbody></table></div></section>`;
}
