/** What the REST API lists: patches, covers, comments and series, filtered and paged where the rows are. */
import { type SelectQueryBuilder, sql } from 'kysely';
import type { Epoch } from '../facts/index.ts';
import type { Store } from './database.ts';
import { contains } from './operands.ts';
import type { ListedMailTable, Schema } from './schema.ts';

/** Numbers are those of numbers.ts. Several values of one filter: any of them. */
export interface ListingFilter {
  readonly ids?: readonly number[] | undefined;
  /** With the List-Id, so that a mail posted to several lists is found by each. */
  readonly projects?: readonly { readonly id: number; readonly key: string }[] | undefined;
  readonly submitters?: readonly number[] | undefined;
  /** Every one of these words is in the name. */
  readonly words?: readonly string[] | undefined;
  readonly since?: Epoch | undefined;
  readonly before?: Epoch | undefined;
}

export interface MailFilter extends ListingFilter {
  readonly kind: ListedMailTable['kind'];
  readonly series?: readonly number[] | undefined;
  readonly about?: number | undefined;
  readonly states?: readonly string[] | undefined;
  readonly delegates?: readonly number[] | undefined;
  readonly isArchived?: boolean | undefined;
  readonly hashes?: readonly string[] | undefined;
  readonly messageId?: string | undefined;
}

export interface Order {
  readonly by: 'id' | 'name' | 'date' | 'submitter' | 'project' | 'state' | 'archived' | 'received_all';
  readonly isDescending: boolean;
}

export interface Slice {
  readonly order: Order;
  readonly limit: number;
  readonly offset: number;
}

export interface Page<T> {
  readonly rows: readonly T[];
  readonly total: number;
}

type Mails = SelectQueryBuilder<Schema, 'listed_mail' | 'decided', object>;

const STATE = sql<string>`coalesce(decided.state, listed_mail.state)`;
const ARCHIVED = sql<number>`coalesce(decided.archived, 0)`;

const mailsWith = ({ db }: Store): Mails =>
  db.selectFrom('listed_mail').leftJoin('decided', 'decided.id', 'listed_mail.id') as Mails;

function filteredMails(store: Store, filter: MailFilter): Mails {
  let query = mailsWith(store).where('listed_mail.kind', '=', filter.kind);
  const { ids, submitters, series, states, delegates, hashes, projects } = filter;
  if (ids) query = query.where('listed_mail.id', 'in', ids);
  if (submitters) query = query.where('listed_mail.submitter', 'in', submitters);
  if (series) query = query.where('listed_mail.series', 'in', series);
  if (filter.about !== undefined) query = query.where('listed_mail.about', '=', filter.about);
  if (states) query = query.where(STATE, 'in', states);
  if (delegates) query = query.where('decided.delegate', 'in', delegates);
  if (filter.isArchived !== undefined) query = query.where(ARCHIVED, '=', Number(filter.isArchived));
  if (hashes) query = query.where('listed_mail.hash', 'in', hashes);
  if (filter.since !== undefined) query = query.where('listed_mail.date', '>=', filter.since);
  if (filter.before !== undefined) query = query.where('listed_mail.date', '<', filter.before);
  for (const word of filter.words ?? []) query = query.where(contains('listed_mail.name', word));
  if (filter.messageId !== undefined)
    query = query.where('listed_mail.message', 'in', (eb) =>
      eb.selectFrom('message').select('id').where('message_id', '=', filter.messageId!),
    );
  if (projects)
    query = query.where(({ eb, or, exists, selectFrom }) =>
      or([
        eb(
          'listed_mail.project',
          'in',
          projects.map(({ id }) => id),
        ),
        exists(
          selectFrom('copy')
            .select('copy.source')
            .whereRef('copy.message', '=', 'listed_mail.message')
            .where(
              'copy.list',
              'in',
              projects.map(({ key }) => key),
            ),
        ),
      ]),
    );
  return query;
}

/** A patch, cover or comment with what people decided about it. */
export type ListedMailRow = Awaited<ReturnType<typeof selectRows>>[number];

function selectRows(query: Mails) {
  return query
    .innerJoin('message', 'message.id', 'listed_mail.message')
    .leftJoin('listed_series', 'listed_series.id', 'listed_mail.series')
    .select([
      'listed_mail.id',
      'listed_mail.kind',
      'listed_mail.n',
      'listed_mail.about',
      'listed_mail.project',
      'listed_mail.submitter',
      'listed_mail.date',
      'listed_mail.name',
      'listed_mail.hash',
      'listed_mail.message',
      'message.message_id as messageId',
      'message.from_name as fromName',
      'message.from_email as fromEmail',
      'message.subject',
      'listed_mail.series',
      'listed_series.series as seriesId',
      'listed_series.date as seriesDate',
      'listed_series.name as seriesName',
      'listed_series.version as seriesVersion',
      'decided.delegate',
      STATE.as('state'),
      ARCHIVED.as('archived'),
      sql<string | null>`coalesce(decided.commit_ref, listed_mail.commit_ref)`.as('commitRef'),
    ])
    .execute();
}

const MAIL_ORDER = {
  id: sql`listed_mail.id`,
  name: sql`listed_mail.name`,
  date: sql`listed_mail.date`,
  submitter: sql`listed_mail.submitter`,
  project: sql`listed_mail.project`,
  state: STATE,
  archived: ARCHIVED,
  received_all: sql`listed_mail.id`,
} satisfies Record<Order['by'], unknown>;

export async function pageOfMails(
  store: Store,
  filter: MailFilter,
  slice: Slice,
): Promise<Page<ListedMailRow>> {
  const query = filteredMails(store, filter);
  const direction = slice.order.isDescending ? 'desc' : 'asc';
  const rows = await selectRows(
    query
      .orderBy(MAIL_ORDER[slice.order.by], direction)
      .orderBy('listed_mail.id', direction)
      .limit(slice.limit)
      .offset(slice.offset),
  );
  return { rows, total: await countOf(query) };
}

const countOf = async (query: Mails): Promise<number> =>
  (await query.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;

/** By number. */
export const mailsByNumber = (store: Store, ids: readonly number[]): Promise<readonly ListedMailRow[]> =>
  selectRows(mailsWith(store).where('listed_mail.id', 'in', ids));

/** The covers and patches of these series, by their place in it. */
export const mailsOfSeries = (store: Store, series: readonly number[]): Promise<readonly ListedMailRow[]> =>
  selectRows(
    mailsWith(store)
      .where('listed_mail.series', 'in', series)
      .orderBy('listed_mail.n')
      .orderBy('listed_mail.id'),
  );

export interface SeriesRow {
  readonly id: number;
  readonly series: string;
  readonly project: number;
  readonly submitter: number;
  readonly date: number;
  readonly name: string;
  readonly version: number;
  readonly total: number;
  readonly received: number;
  readonly is_complete: number;
}

const SERIES_ORDER = {
  id: 'id',
  name: 'name',
  date: 'date',
  submitter: 'submitter',
  received_all: 'is_complete',
  project: 'project',
  state: 'id',
  archived: 'id',
} as const satisfies Record<Order['by'], string>;

export async function pageOfSeries(
  { db }: Store,
  filter: ListingFilter,
  slice: Slice,
): Promise<Page<SeriesRow>> {
  const { ids, submitters, projects } = filter;
  let query = db.selectFrom('listed_series');
  if (ids) query = query.where('id', 'in', ids);
  if (submitters) query = query.where('submitter', 'in', submitters);
  if (filter.since !== undefined) query = query.where('date', '>=', filter.since);
  if (filter.before !== undefined) query = query.where('date', '<', filter.before);
  for (const word of filter.words ?? []) query = query.where(contains('name', word));
  if (projects)
    query = query.where(({ eb, or, exists, selectFrom }) =>
      or([
        eb(
          'listed_series.project',
          'in',
          projects.map(({ id }) => id),
        ),
        exists(
          selectFrom('listed_mail')
            .innerJoin('copy', 'copy.message', 'listed_mail.message')
            .select('listed_mail.id')
            .whereRef('listed_mail.series', '=', 'listed_series.id')
            .where(
              'copy.list',
              'in',
              projects.map(({ key }) => key),
            ),
        ),
      ]),
    );
  const direction = slice.order.isDescending ? 'desc' : 'asc';
  const rows = await query
    .selectAll()
    .orderBy(SERIES_ORDER[slice.order.by], direction)
    .orderBy('id', direction)
    .limit(slice.limit)
    .offset(slice.offset)
    .execute();
  const { count } = await query
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return { rows, total: count };
}

export const seriesByNumber = ({ db }: Store, ids: readonly number[]): Promise<readonly SeriesRow[]> =>
  db.selectFrom('listed_series').selectAll().where('id', 'in', ids).execute();
