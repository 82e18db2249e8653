/** bundles/: patches that somebody put together. Written from version 1.2 on, by whoever made them. */
import {
  type Bundle,
  bundlesFor,
  changeBundle,
  dropBundle,
  isOwn,
  knownNumber,
  type ListedMailRow,
  mailsByNumber,
  makeBundle,
} from '../../../app/index.ts';
import { messageId } from '../../../model/facts/index.ts';
import { accountOf } from '../../auth/who.ts';
import { Faults, type Fields, fieldsOf, flagIn, numbersIn, textIn } from '../body.ts';
import { notFound, Problem } from '../problem.ts';
import { writerOf } from '../who.ts';
import { type ApiAsk, answerPage, flagOf, numberIn, sliceOf, usersOf, wordsOf } from './ask.ts';
import { projectsOf } from './patches.ts';
import { embeddedMail, Projects, projectJson, userJson } from './shapes.ts';

/** Patchwork's own limit for names. */
const LONGEST_NAME = 50;
const MOST_PATCHES = 250;

interface Filled {
  readonly bundle: Bundle;
  readonly patches: readonly ListedMailRow[];
}

const ORDERS: Readonly<Record<string, (one: Filled) => string | number>> = {
  id: ({ bundle }) => bundle.id,
  name: ({ bundle }) => bundle.name,
  owner: ({ bundle }) => bundle.owner,
};

export async function listBundles(ask: ApiAsk): Promise<Response> {
  const projects = new Projects(ask);
  const slice = sliceOf(ask, { by: ['id', 'name'], default: { by: 'id', isDescending: false } });
  const [wanted, owners, isPublic] = [
    projectsOf(ask, projects),
    usersOf(ask, 'owner'),
    flagOf(ask, 'public'),
  ];
  const words = (wordsOf(ask) ?? []).map((word) => word.toLowerCase());
  const seen = bundlesFor(ask.workspace, accountOf(ask.context)).filter(
    (one) =>
      words.every((word) => one.name.toLowerCase().includes(word)) &&
      (isPublic === undefined || one.isPublic === isPublic) &&
      (owners?.includes(ask.listing.users.named(one.owner)?.id ?? -1) ?? true),
  );
  const found = (await filled(ask, seen)).filter(
    ({ patches: [first] }) => wanted === undefined || wanted.some(({ id }) => id === first?.project),
  );
  const order = ask.context.req.query('order') ?? '';
  const key = ORDERS[order.replace(/^-/, '')] ?? ORDERS['id']!;
  const ordered = found.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const shown = (order.startsWith('-') ? ordered.toReversed() : ordered).slice(
    slice.offset,
    slice.offset + slice.limit,
  );
  return answerPage(
    ask,
    shown.map((one) => bundleJson(ask, one, projects)),
    found.length,
    slice,
  );
}

export const showBundle = async (ask: ApiAsk): Promise<Response> => answer(ask, bundleIn(ask));

export async function createBundle(ask: ApiAsk): Promise<Response> {
  const by = writing(ask);
  const fields = await bundleFields(ask, await fieldsOf(ask.context), null);
  const bundle = makeBundle(
    ask.workspace,
    { name: fields.name!, isPublic: fields.isPublic ?? false, mails: fields.mails! },
    by,
  );
  return answer(ask, bundle, 201);
}

export async function updateBundle(ask: ApiAsk): Promise<Response> {
  const by = writing(ask);
  const bundle = ownBundleIn(ask);
  const { name, isPublic, mails } = await bundleFields(ask, await fieldsOf(ask.context), bundle);
  return answer(
    ask,
    changeBundle(
      ask.workspace,
      bundle,
      {
        ...(name === undefined ? {} : { name }),
        ...(isPublic === undefined ? {} : { isPublic }),
        ...(mails === undefined ? {} : { mails }),
      },
      by,
    ),
  );
}

export function deleteBundle(ask: ApiAsk): Response {
  const by = writing(ask);
  dropBundle(ask.workspace, ownBundleIn(ask), by);
  return ask.context.body(null, 204);
}

/** @throws Problem unless a triager speaks 1.2 or newer: older versions had bundles to be read alone */
function writing(ask: ApiAsk): ReturnType<typeof writerOf> {
  if (ask.minor < 2) throw new Problem(405, `Method "${ask.context.req.method}" not allowed.`);
  return writerOf(ask.context, ask.site);
}

/** @throws Problem 404 also for one that is somebody else's and private: that it is there is theirs to say */
function bundleIn(ask: ApiAsk): Bundle {
  const id = numberIn(ask, 'id');
  const found = bundlesFor(ask.workspace, accountOf(ask.context)).find((one) => one.id === id);
  if (!found) throw notFound();
  return found;
}

function ownBundleIn(ask: ApiAsk): Bundle {
  const bundle = bundleIn(ask);
  if (!isOwn(bundle, accountOf(ask.context)))
    throw new Problem(403, 'You do not have permission to perform this action.');
  return bundle;
}

/** @param old null: a new one, which needs a name and patches */
async function bundleFields(ask: ApiAsk, fields: Fields, old: Bundle | null) {
  const faults = new Faults();
  const name = textIn(fields, 'name', LONGEST_NAME, faults)?.trim();
  const isPublic = flagIn(fields, 'public', faults) ?? undefined;
  const numbers = numbersIn(fields, 'patches', faults);
  const rows = await mailsByNumber(ask.workspace.store, [...new Set(numbers ?? [])]);
  const byId = new Map(rows.filter(({ kind }) => kind === 'patch').map((row) => [row.id, row]));
  const unknown = numbers?.find((id) => !byId.has(id));
  if (unknown !== undefined) faults.add('patches', `Invalid pk "${unknown}" - object does not exist.`);
  if (numbers?.length === 0) faults.add('patches', 'Bundles cannot be empty');
  if (numbers && numbers.length > MOST_PATCHES)
    faults.add('patches', `Ensure this field has no more than ${MOST_PATCHES} elements.`);
  if (name === '') faults.add('name', 'This field may not be blank.');
  if (old === null && fields['name'] === undefined) faults.add('name', 'This field is required.');
  if (old === null && fields['patches'] === undefined) faults.add('patches', 'This field is required.');
  const asker = accountOf(ask.context);
  const isTaken = bundlesFor(ask.workspace, asker).some(
    (one) => one.name === name && one.id !== old?.id && isOwn(one, asker),
  );
  if (isTaken) faults.add('name', 'You already have a bundle of this name.');
  faults.check();
  const mails = numbers && [...new Set(numbers)].map((id) => messageId(byId.get(id)!.messageId));
  return { name, isPublic, mails };
}

async function answer(ask: ApiAsk, bundle: Bundle, status: 200 | 201 = 200): Promise<Response> {
  const [one] = await filled(ask, [bundle]);
  const json = bundleJson(ask, one!, new Projects(ask));
  return ask.context.json(json, status, status === 201 ? { Location: String(json['url']) } : undefined);
}

/** With the rows of their patches, as far as these are still there. */
async function filled(ask: ApiAsk, bundles: readonly Bundle[]): Promise<readonly Filled[]> {
  const { store } = ask.workspace;
  const numbers = new Map<string, number>();
  for (const id of new Set(bundles.flatMap(({ mails }) => mails))) {
    const number = knownNumber(store, 'mail', id);
    if (number !== null) numbers.set(id, number);
  }
  const rows = await mailsByNumber(store, [...numbers.values()]);
  const byId = new Map(rows.map((row) => [row.messageId, row]));
  return bundles.map((bundle) => ({ bundle, patches: bundle.mails.flatMap((id) => byId.get(id) ?? []) }));
}

function bundleJson(ask: ApiAsk, { bundle, patches }: Filled, projects: Projects): Record<string, unknown> {
  const [first] = patches;
  return {
    id: bundle.id,
    url: ask.links.api(`bundles/${bundle.id}/`),
    ...(ask.minor >= 1 ? { web_url: ask.links.bundle(bundle.id) } : {}),
    project: first ? projectJson(ask, first.project, projects) : null,
    name: bundle.name,
    owner: userJson(ask, ask.listing.users.named(bundle.owner)),
    patches: patches.map((one) => embeddedMail(ask, one)),
    public: bundle.isPublic,
    mbox: ask.links.mbox('bundle', bundle.id),
  };
}
