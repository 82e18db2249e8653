/** people/, users/, projects/ */
import { listSubmitters, type User } from '../../../app/index.ts';
import { notFound } from '../problem.ts';
import { type ApiAsk, answerPage, numberIn, sliceOf, wordsOf } from './ask.ts';
import { Projects, personJson, projectJson, userJson } from './shapes.ts';

const BY_NUMBER = { by: ['id', 'name'], default: { by: 'id', isDescending: false } } as const;

export async function listPeoplePage(ask: ApiAsk): Promise<Response> {
  const slice = sliceOf(ask, BY_NUMBER);
  const { rows, total } = listSubmitters(ask.workspace, { words: wordsOf(ask) ?? [] }, slice);
  return answerPage(
    ask,
    rows.map((one) => personOf(ask, one)),
    total,
    slice,
  );
}

export function showPerson(ask: ApiAsk): Response {
  const { rows } = listSubmitters(
    ask.workspace,
    { words: [], id: numberIn(ask, 'id') },
    { order: BY_NUMBER.default, limit: 1, offset: 0 },
  );
  if (!rows[0]) throw notFound();
  return ask.context.json(personOf(ask, rows[0]));
}

const personOf = (
  ask: ApiAsk,
  person: { readonly id: number; readonly name: string; readonly email: string },
) => ({
  ...personJson(ask, person),
  user: userJson(ask, ask.listing.users.named(person.email)),
});

export function listUsers(ask: ApiAsk): Response {
  const slice = sliceOf(ask, BY_NUMBER);
  const words = (wordsOf(ask) ?? []).map((word) => word.toLowerCase());
  const found = ask.listing.users.all.filter(({ username, email }) =>
    words.every((word) => `${username}\n${email}`.toLowerCase().includes(word)),
  );
  return answerPage(ask, sliced(ask, found, slice), found.length, slice);
}

const sliced = (ask: ApiAsk, users: readonly User[], { offset, limit }: { offset: number; limit: number }) =>
  users.slice(offset, offset + limit).map((user) => userJson(ask, user));

export function showUser(ask: ApiAsk): Response {
  const user = ask.listing.users.numbered(numberIn(ask, 'id'));
  if (!user) throw notFound();
  return ask.context.json(userJson(ask, user));
}

export function listProjects(ask: ApiAsk): Response {
  const slice = sliceOf(ask, BY_NUMBER);
  const projects = new Projects(ask);
  const words = (wordsOf(ask) ?? []).map((word) => word.toLowerCase());
  const found = projects.all.filter(({ key }) => words.every((word) => key.includes(word)));
  const shown = found.slice(slice.offset, slice.offset + slice.limit);
  return answerPage(
    ask,
    shown.map(({ id }) => projectDetail(ask, id, projects)),
    found.length,
    slice,
  );
}

/** By number or link name. */
export function showProject(ask: ApiAsk): Response {
  const projects = new Projects(ask);
  const found = projects.find(ask.context.req.param('id') ?? '');
  if (!found) throw notFound();
  return ask.context.json(projectDetail(ask, found.id, projects));
}

function projectDetail(ask: ApiAsk, id: number, projects: Projects) {
  const maintainers = ask.listing.users.all.filter(({ isMaintainer }) => isMaintainer);
  return {
    ...projectJson(ask, id, projects),
    maintainers: maintainers.map((user) => userJson(ask, user)),
    ...(ask.minor >= 1 ? { subject_match: '' } : {}),
  };
}
