/** patches/ID/checks/: what tests found of a patch. */
import {
  addCheck,
  CHECK_STATES,
  type Check,
  type CheckState,
  isWebAddress,
  type NewCheck,
} from '../../../app/index.ts';
import { seriesId } from '../../../model/facts/index.ts';
import { Faults, type Fields, fieldsOf, textIn } from '../body.ts';
import { notFound } from '../problem.ts';
import { writerOf } from '../who.ts';
import { type ApiAsk, answerPage, dateOf, numberIn, sliceOf, usersOf, valuesOf } from './ask.ts';
import { mailIn } from './patches.ts';
import { dateText, userJson } from './shapes.ts';

export async function listChecks(ask: ApiAsk): Promise<Response> {
  const patch = await mailIn(ask, 'patch');
  const slice = sliceOf(ask, { by: ['id', 'date'], default: { by: 'id', isDescending: false } });
  const [users, states, contexts] = [usersOf(ask, 'user'), valuesOf(ask, 'state'), valuesOf(ask, 'context')];
  const [since, before] = [dateOf(ask, 'since'), dateOf(ask, 'before')];
  const found = checksOf(ask, patch.messageId).filter(
    (one) =>
      (users?.includes(ask.listing.users.named(one.by)?.id ?? -1) ?? true) &&
      (states?.includes(one.state) ?? true) &&
      (contexts?.includes(one.context) ?? true) &&
      (since === undefined || one.at >= since) &&
      (before === undefined || one.at < before),
  );
  const ordered = slice.order.isDescending ? found.toReversed() : found;
  const shown = ordered.slice(slice.offset, slice.offset + slice.limit);
  return answerPage(
    ask,
    shown.map((one) => checkJson(ask, patch.id, one)),
    found.length,
    slice,
  );
}

export async function showCheck(ask: ApiAsk): Promise<Response> {
  const patch = await mailIn(ask, 'patch');
  const id = numberIn(ask, 'check');
  const check = checksOf(ask, patch.messageId).find((one) => one.id === id);
  if (!check) throw notFound();
  return ask.context.json(checkJson(ask, patch.id, check));
}

export async function createCheck(ask: ApiAsk): Promise<Response> {
  const patch = await mailIn(ask, 'patch');
  const by = writerOf(ask.context, ask.site);
  const given = checkFields(await fieldsOf(ask.context));
  const on = { messageId: patch.messageId, series: seriesId(patch.seriesId!) };
  const json = checkJson(ask, patch.id, addCheck(ask.workspace, on, given, by));
  return ask.context.json(json, 201, { Location: String(json['url']) });
}

const checksOf = (ask: ApiAsk, messageId: string): readonly Check[] =>
  ask.listing.checks.get(messageId) ?? [];

function checkFields(fields: Fields): NewCheck {
  const faults = new Faults();
  const state = textIn(fields, 'state', 20, faults) ?? '';
  const url = textIn(fields, 'target_url', 200, faults) || null;
  const context = textIn(fields, 'context', 255, faults) ?? 'default';
  const description = textIn(fields, 'description', 10_000, faults) || null;
  if (state === '') faults.add('state', 'A check must have a state.');
  else if (!isState(state)) faults.add('state', `"${state}" is not a valid choice.`);
  if (!/^[-\w]+$/.test(context))
    faults.add('context', 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.');
  if (url !== null && !isWebAddress(url)) faults.add('target_url', 'Enter a valid URL.');
  faults.check();
  return { state: state as CheckState, url, context, description };
}

const isState = (text: string): boolean => CHECK_STATES.some((state) => state === text);

export function embeddedCheck(ask: ApiAsk, patch: number, check: Check) {
  return {
    id: check.id,
    url: ask.links.api(`patches/${patch}/checks/${check.id}/`),
    date: dateText(check.at),
    state: check.state,
    target_url: check.url,
    context: check.context,
  };
}

function checkJson(ask: ApiAsk, patch: number, check: Check): Record<string, unknown> {
  const { id, url, ...rest } = embeddedCheck(ask, patch, check);
  const user = userJson(ask, ask.listing.users.named(check.by));
  return { id, url, user, ...rest, description: check.description };
}
