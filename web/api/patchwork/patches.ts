/** patches/, covers/: lists, single ones, and what a maintainer sets of a patch. */
import {
  combined,
  decideMail,
  freshListing,
  type ListedMailRow,
  type MailFilter,
  mailsByNumber,
  mailsOfSeries,
  pageOfMails,
  readDetails,
  TRIAGE_STATES,
} from '../../../app/index.ts';
import { messageId, seriesId } from '../../../model/facts/index.ts';
import { nowOf } from '../../auth/who.ts';
import { Faults, type Fields, fieldsOf, flagIn, textIn } from '../body.ts';
import { notFound } from '../problem.ts';
import { writerOf } from '../who.ts';
import {
  type ApiAsk,
  answerPage,
  dateOf,
  flagOf,
  numberIn,
  numbersOf,
  sliceOf,
  submittersOf,
  usersOf,
  valuesOf,
  wordsOf,
} from './ask.ts';
import { coverJson, Projects, patchJson } from './shapes.ts';

const ID_ORDER = { by: 'id', isDescending: false } as const;

/** Which list a mail is shown under: of several that got it, one that was asked for. */
export function shownUnder(ask: ApiAsk, projects: Projects): (own: number) => number {
  const asked = projectsOf(ask, projects);
  return (own) => (!asked || asked.length === 0 || asked.some(({ id }) => id === own) ? own : asked[0]!.id);
}

/** The lists that `?project=` names; an empty list where it names none that is here. */
export function projectsOf(ask: ApiAsk, projects: Projects): Projects['all'] | undefined {
  return valuesOf(ask, 'project')?.flatMap((name) => projects.find(name) ?? []);
}

function filterOf(ask: ApiAsk, kind: 'patch' | 'cover', projects: Projects): MailFilter {
  const msgid = ask.context.req.query('msgid');
  return {
    kind,
    projects: projectsOf(ask, projects),
    series: numbersOf(ask, 'series'),
    submitters: submittersOf(ask),
    words: wordsOf(ask),
    since: dateOf(ask, 'since'),
    before: dateOf(ask, 'before'),
    messageId: msgid === undefined ? undefined : messageId(msgid),
  };
}

export async function listPatches(ask: ApiAsk): Promise<Response> {
  const projects = new Projects(ask);
  const slice = sliceOf(ask, {
    by: ['id', 'name', 'project', 'date', 'state', 'archived', 'submitter'],
    default: ID_ORDER,
  });
  const filter: MailFilter = {
    ...filterOf(ask, 'patch', projects),
    states: valuesOf(ask, 'state')?.map(slug),
    delegates: usersOf(ask, 'delegate'),
    isArchived: flagOf(ask, 'archived'),
    hashes: ask.minor >= 2 ? valuesOf(ask, 'hash')?.map((hash) => hash.toLowerCase()) : undefined,
  };
  const { rows, total } = await pageOfMails(ask.workspace.store, filter, slice);
  const under = shownUnder(ask, projects);
  return answerPage(
    ask,
    rows.map((row) => patchJson(ask, row, projects, under(row.project), checkOf(ask, row))),
    total,
    slice,
  );
}

/** `Under Review` is under-review; Patchwork's old numbers of states are none here. */
const slug = (state: string): string => state.toLowerCase().replace(/[\s_]+/g, '-');

const checkOf = (ask: ApiAsk, { messageId }: ListedMailRow): string =>
  combined(ask.listing.checks.get(messageId) ?? []);

/** @throws Problem 404 */
export async function mailIn(ask: ApiAsk, kind: 'patch' | 'cover'): Promise<ListedMailRow> {
  const [row] = await mailsByNumber(ask.workspace.store, [numberIn(ask, 'id')]);
  if (row?.kind !== kind) throw notFound();
  return row;
}

export const showPatch = async (ask: ApiAsk): Promise<Response> =>
  patchDetail(ask, await mailIn(ask, 'patch'));

async function patchDetail(ask: ApiAsk, row: ListedMailRow): Promise<Response> {
  const detail = (await readDetails(ask.workspace, [row.messageId])).get(row.messageId);
  return ask.context.json({
    ...patchJson(ask, row, new Projects(ask), row.project, checkOf(ask, row)),
    headers: detail?.headers ?? {},
    content: detail?.content ?? '',
    diff: detail?.diff ?? '',
    prefixes: (/^\[(.*?)\]/.exec(row.name)?.[1] ?? '').split(',').filter(Boolean),
  });
}

export async function listCovers(ask: ApiAsk): Promise<Response> {
  const projects = new Projects(ask);
  const slice = sliceOf(ask, { by: ['id', 'name', 'date', 'submitter'], default: ID_ORDER });
  const { rows, total } = await pageOfMails(ask.workspace.store, filterOf(ask, 'cover', projects), slice);
  const under = shownUnder(ask, projects);
  return answerPage(
    ask,
    rows.map((row) => coverJson(ask, row, projects, under(row.project))),
    total,
    slice,
  );
}

export async function showCover(ask: ApiAsk): Promise<Response> {
  const row = await mailIn(ask, 'cover');
  const detail = (await readDetails(ask.workspace, [row.messageId])).get(row.messageId);
  return ask.context.json({
    ...coverJson(ask, row, new Projects(ask), row.project),
    headers: detail?.headers ?? {},
    content: detail?.text ?? '',
  });
}

export async function updatePatch(ask: ApiAsk): Promise<Response> {
  const row = await mailIn(ask, 'patch');
  const by = writerOf(ask.context, ask.site);
  const given = patchFields(ask, await fieldsOf(ask.context));
  const { store } = ask.workspace;
  const siblings = await mailsOfSeries(store, [row.series!]);
  const mail = {
    messageId: row.messageId,
    series: seriesId(row.seriesId!),
    isAll: siblings.filter(({ kind }) => kind === 'patch').length === 1,
  };
  decideMail(ask.workspace, mail, given, by);
  const listing = await freshListing(ask.workspace, nowOf(ask.site));
  const [changed] = await mailsByNumber(store, [row.id]);
  return patchDetail({ ...ask, listing }, changed!);
}

function patchFields(ask: ApiAsk, fields: Fields): Parameters<typeof decideMail>[2] {
  const faults = new Faults();
  const state = textIn(fields, 'state', 100, faults);
  const commit = textIn(fields, 'commit_ref', 255, faults);
  const delegate = textIn(fields, 'delegate', 20, faults);
  const isArchived = flagIn(fields, 'archived', faults);
  const states: readonly string[] = TRIAGE_STATES;
  if (state !== undefined && !states.includes(slug(state)))
    faults.add('state', `Invalid state ${slug(state)}. Expected one of: ${states.join(', ')}.`);
  const user = /^\d+$/.test(delegate ?? '') ? ask.listing.users.numbered(Number(delegate)) : null;
  if (delegate && !user) faults.add('delegate', `Invalid pk "${delegate}" - object does not exist.`);
  faults.check();
  return {
    ...(state === undefined ? {} : { state: slug(state) }),
    ...(delegate === undefined ? {} : { delegate: user ? user.email || user.username : '' }),
    ...(commit === undefined ? {} : { commit }),
    ...(isArchived === undefined ? {} : { archived: String(isArchived ?? false) }),
  };
}
