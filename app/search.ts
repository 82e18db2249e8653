/** What people type to find mails: words, and fields such as `from:` and `state:`. */
import type { Dossier } from '../model/dossier/index.ts';
import { type Epoch, namedMail, UsageError } from '../model/facts/index.ts';
import {
  type FieldTerm,
  type Found,
  findMails,
  isBeginningOf,
  type MailQuery,
  type SearchSpan,
  seriesMatching,
} from '../model/store/search.ts';
import { selectedSeries } from './features.ts';
import { LIST_PART } from './lists.ts';
import { listSeries, SERIES_STATES } from './series.ts';
import type { Workspace } from './workspace.ts';

export type { Found, Hit } from '../model/store/search.ts';

/** Fields as they are typed; what is not here is a word like others (`netns::init`, `https://…`). */
export const SEARCH_FIELDS = {
  from: 'name or address of the sender',
  to: 'name or address in To or Cc',
  subject: 'words of the subject',
  body: 'words of the text',
  file: 'a path that the patch changes, or a part of it',
  list: LIST_PART,
  id: 'a Message-ID, or its beginning',
  commit: 'a commit that it became, or that it names; or the beginning',
  since: 'received on this day or later (2024-05-01)',
  until: 'received on this day or earlier',
  is: 'patch, cover or reply',
  state: `of its series: ${SERIES_STATES.join(', ')}`,
  feature: 'of the dossier',
} as const;

type Field = keyof typeof SEARCH_FIELDS;

export interface SearchQuery {
  readonly words: string;
  readonly terms: readonly { readonly field: Field; readonly value: string; readonly isNot: boolean }[];
}

/** `-from:bob`, `file:"a path"`, `after:`/`before:` for `since:`/`until:`. */
export function parseQuery(text: string): SearchQuery {
  const terms: { field: Field; value: string; isNot: boolean }[] = [];
  const words = text.replace(
    /(?<!\S)(-?)([a-z]+):("[^"]*"|\S+)/g,
    (all, not: string, name: string, value: string) => {
      const field = { after: 'since', before: 'until', cc: 'to' }[name] ?? name;
      if (!Object.hasOwn(SEARCH_FIELDS, field)) return all;
      terms.push({ field: field as Field, value: value.replace(/^"|"$/g, ''), isNot: not === '-' });
      return ' ';
    },
  );
  return { words: words.replace(/\s+/g, ' ').trim(), terms };
}

/** What is pasted alone, and names one mail or commit here, is meant as that: `<id@host>`, its archive's page, a hash. */
function named({ store }: Workspace, query: SearchQuery): SearchQuery {
  const { words } = query;
  const id = namedMail(words);
  const field =
    /^\S{12,}$/.test(id) && isBeginningOf(store, 'id', id)
      ? 'id'
      : /^[0-9a-f]{7,40}$/i.test(id) && isBeginningOf(store, 'commit', id.toLowerCase())
        ? 'commit'
        : null;
  return field === null ? query : { words: '', terms: [...query.terms, { field, value: id, isNot: false }] };
}

/**
 * Newest first, unless told otherwise.
 * @param dossier for `feature:`; null where there is none
 * @throws UsageError if the query cannot be understood
 */
export async function searchMails(
  workspace: Workspace,
  dossier: Dossier | null,
  text: string,
  asOf: Epoch,
  span: SearchSpan,
): Promise<Found> {
  const { words, terms } = named(workspace, parseQuery(text));
  if (/^(?:NOT|OR|AND)\b/.test(words))
    throw new UsageError(`search: ${words}: NOT, OR and AND stand between words`);
  if (words === '' && terms.length === 0)
    throw new UsageError('search: give words, or fields such as from:name');
  const isOfMail = (term: (typeof terms)[number]): term is FieldTerm =>
    term.field !== 'state' && term.field !== 'feature';
  let query: MailQuery = { words, fields: terms.filter(isOfMail), series: null };
  for (const { field, value, isNot } of terms.filter((term) => !isOfMail(term))) {
    const all = seriesMatching(workspace.store, query, asOf);
    const wanted = new Set(
      field === 'state'
        ? await inState(workspace, all, value, asOf)
        : await ofFeature(workspace, dossier, value, asOf),
    );
    query = { ...query, series: all.filter((id) => wanted.has(id) !== isNot) };
  }
  return findMails(workspace.store, query, asOf, span);
}

async function inState(
  workspace: Workspace,
  ids: readonly string[],
  state: string,
  asOf: Epoch,
): Promise<readonly string[]> {
  const name = state.replaceAll('-', ' ');
  if (!(SERIES_STATES as readonly string[]).includes(name))
    throw new UsageError(`search: state:${state}: there is ${SERIES_STATES.join(', ')}`);
  const listed = await listSeries(workspace, asOf, { ids });
  return listed.filter((one) => one.state === name).map(({ id }) => id);
}

async function ofFeature(
  workspace: Workspace,
  dossier: Dossier | null,
  id: string,
  asOf: Epoch,
): Promise<readonly string[]> {
  if (dossier === null) throw new UsageError('search: feature: needs a dossier; give --dossier FILE');
  const feature = dossier.features.find((one) => one.id === id);
  if (!feature)
    throw new UsageError(
      `search: feature:${id}: the dossier has ${dossier.features.map((one) => one.id).join(', ')}`,
    );
  return (await selectedSeries(workspace, [feature], asOf)).map((one) => one.id);
}
