/**
 * The JSON of Patchwork's REST API: the same names and nesting, and in each version only what that version had
 * (patchwork.readthedocs.io, "API"). What embeds something embeds no more of it than Patchwork does.
 */
import { allNumbers, type ListedMailRow, type SeriesRow, type User } from '../../../app/index.ts';
import type { ApiAsk } from './ask.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields that came with a version: left out for a client that speaks an older one. */
const since = (ask: ApiAsk, minor: number, fields: Json): Json => (ask.minor >= minor ? fields : {});

/** UTC without a zone, as Patchwork writes dates. */
export const dateText = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19);

export function userJson(ask: ApiAsk, user: User | null): Json | null {
  if (user === null) return null;
  return {
    id: user.id,
    url: ask.links.api(`users/${user.id}/`),
    username: user.username,
    first_name: '',
    last_name: '',
    email: user.email,
  };
}

export function personJson(
  ask: ApiAsk,
  person: { readonly id: number; readonly name: string; readonly email: string },
): Json {
  return {
    id: person.id,
    url: ask.links.api(`people/${person.id}/`),
    name: person.name || null,
    email: person.email,
  };
}

const archiveLink = (ask: ApiAsk, messageId: string): string | null =>
  ask.site.dossier ? `${ask.site.dossier.mailUrl}${encodeURIComponent(messageId)}` : null;

/** The first label of a List-Id, as Patchwork sites name their projects: `linux-api.vger.kernel.org` is linux-api. */
const shortName = (key: string): string => key.split('.')[0]!;

/** Lists by number. Two whose short names are the same keep their whole List-Ids. */
export class Projects {
  readonly all: readonly { readonly id: number; readonly key: string; readonly linkName: string }[];

  constructor({ workspace }: Pick<ApiAsk, 'workspace'>) {
    const found = allNumbers(workspace.store, 'project');
    const names = Map.groupBy(found, ({ key }) => shortName(key));
    this.all = found.map(({ id, key }) => ({
      id,
      key,
      linkName: names.get(shortName(key))!.length > 1 ? key : shortName(key),
    }));
  }

  /** By number, link name or List-Id. */
  find(name: string): (typeof this.all)[number] | null {
    const wanted = name.toLowerCase();
    return (
      this.all.find(
        ({ id, key, linkName }) => String(id) === wanted || linkName === wanted || key === wanted,
      ) ?? null
    );
  }
}

export function projectJson(ask: ApiAsk, id: number, projects: Projects): Json {
  const { key, linkName } = projects.find(String(id)) ?? { key: '', linkName: '' };
  const archive = ask.site.dossier?.mailUrl ?? '';
  return {
    id,
    url: ask.links.api(`projects/${id}/`),
    name: linkName,
    link_name: linkName,
    list_id: key,
    // List managers name a list by its address, with a dot for the @.
    list_email: key.replace('.', '@'),
    web_url: '',
    scm_url: '',
    webscm_url: '',
    ...since(ask, 2, {
      list_archive_url: archive,
      list_archive_url_format: archive && `${archive}{}`,
      commit_url_format: '',
    }),
  };
}

/** What a series shows of a patch or cover, and an event. */
export function embeddedMail(ask: ApiAsk, mail: ListedMailRow): Json {
  const kind = mail.kind === 'cover' ? 'cover' : 'patch';
  const mbox = { mbox: ask.links.mbox(kind, mail.id) };
  return {
    id: mail.id,
    url: ask.links.api(`${kind === 'cover' ? 'covers' : 'patches'}/${mail.id}/`),
    ...since(ask, 1, { web_url: ask.links.message(mail.messageId) }),
    msgid: `<${mail.messageId}>`,
    ...since(ask, 2, { list_archive_url: archiveLink(ask, mail.messageId) }),
    date: dateText(mail.date),
    name: mail.name,
    ...(kind === 'cover' ? since(ask, 1, mbox) : mbox),
  };
}

interface EmbeddableSeries {
  readonly id: number;
  readonly series: string;
  readonly date: number;
  readonly name: string;
  readonly version: number;
}

export function embeddedSeries(ask: ApiAsk, series: EmbeddableSeries): Json {
  return {
    id: series.id,
    url: ask.links.api(`series/${series.id}/`),
    ...since(ask, 1, { web_url: ask.links.series(series.series) }),
    date: dateText(series.date),
    name: series.name,
    version: series.version,
    mbox: ask.links.mbox('series', series.id),
  };
}

const seriesOf = (mail: ListedMailRow): EmbeddableSeries | null =>
  mail.series === null || mail.seriesId === null
    ? null
    : {
        id: mail.series,
        series: mail.seriesId,
        date: mail.seriesDate!,
        name: mail.seriesName!,
        version: mail.seriesVersion!,
      };

const submitterOf = (ask: ApiAsk, mail: ListedMailRow): Json =>
  personJson(ask, { id: mail.submitter, name: mail.fromName, email: mail.fromEmail });

/** @param project of the list that the client asked for, of several that got the mail */
export function patchJson(
  ask: ApiAsk,
  patch: ListedMailRow,
  projects: Projects,
  project: number,
  check: string,
): Json {
  const series = seriesOf(patch);
  return {
    id: patch.id,
    url: ask.links.api(`patches/${patch.id}/`),
    ...since(ask, 1, { web_url: ask.links.message(patch.messageId) }),
    project: projectJson(ask, project, projects),
    msgid: `<${patch.messageId}>`,
    ...since(ask, 2, { list_archive_url: archiveLink(ask, patch.messageId) }),
    date: dateText(patch.date),
    name: patch.name,
    commit_ref: patch.commitRef,
    pull_url: null,
    state: patch.state,
    archived: patch.archived === 1,
    hash: patch.hash,
    submitter: submitterOf(ask, patch),
    delegate: userJson(ask, patch.delegate === null ? null : ask.listing.users.numbered(patch.delegate)),
    mbox: ask.links.mbox('patch', patch.id),
    series: series ? [embeddedSeries(ask, series)] : [],
    ...since(ask, 1, { comments: ask.links.api(`patches/${patch.id}/comments/`) }),
    check,
    checks: ask.links.api(`patches/${patch.id}/checks/`),
    tags: {},
    ...since(ask, 2, { related: [] }),
  };
}

export function coverJson(ask: ApiAsk, cover: ListedMailRow, projects: Projects, project: number): Json {
  const series = seriesOf(cover);
  return {
    id: cover.id,
    url: ask.links.api(`covers/${cover.id}/`),
    ...since(ask, 1, { web_url: ask.links.message(cover.messageId) }),
    project: projectJson(ask, project, projects),
    msgid: `<${cover.messageId}>`,
    ...since(ask, 2, { list_archive_url: archiveLink(ask, cover.messageId) }),
    date: dateText(cover.date),
    name: cover.name,
    submitter: submitterOf(ask, cover),
    ...since(ask, 1, { mbox: ask.links.mbox('cover', cover.id) }),
    series: series ? [embeddedSeries(ask, series)] : [],
    ...since(ask, 1, { comments: ask.links.api(`covers/${cover.id}/comments/`) }),
  };
}

/** @param mails its cover and patches */
export function seriesJson(
  ask: ApiAsk,
  series: SeriesRow,
  mails: readonly ListedMailRow[],
  projects: Projects,
  project: number,
): Json {
  const cover = mails.find(({ kind }) => kind === 'cover');
  const patches = mails.filter(({ kind }) => kind === 'patch');
  const [head] = mails;
  return {
    id: series.id,
    url: ask.links.api(`series/${series.id}/`),
    ...since(ask, 1, { web_url: ask.links.series(series.series) }),
    project: projectJson(ask, project, projects),
    name: series.name,
    date: dateText(series.date),
    submitter: head ? submitterOf(ask, head) : personJson(ask, { id: series.submitter, name: '', email: '' }),
    version: series.version,
    total: series.total,
    received_total: series.received,
    received_all: series.is_complete === 1,
    mbox: ask.links.mbox('series', series.id),
    cover_letter: cover ? embeddedMail(ask, cover) : null,
    patches: patches.map((one) => embeddedMail(ask, one)),
  };
}

/** @param on the patch or cover that it is about */
export function embeddedComment(
  ask: ApiAsk,
  comment: ListedMailRow,
  on: { readonly kind: string; readonly id: number },
): Json {
  const place = on.kind === 'cover' ? 'covers' : 'patches';
  return {
    id: comment.id,
    ...since(ask, 3, { url: ask.links.api(`${place}/${on.id}/comments/${comment.id}/`) }),
    ...since(ask, 1, { web_url: ask.links.message(comment.messageId) }),
    msgid: `<${comment.messageId}>`,
    ...since(ask, 2, { list_archive_url: archiveLink(ask, comment.messageId) }),
    date: dateText(comment.date),
  };
}

export function commentJson(
  ask: ApiAsk,
  comment: ListedMailRow,
  on: { readonly kind: string; readonly id: number },
  text: { readonly content: string; readonly headers: Json; readonly isAddressed: boolean | null },
): Json {
  return {
    ...embeddedComment(ask, comment, on),
    subject: comment.subject,
    submitter: submitterOf(ask, comment),
    content: text.content,
    headers: text.headers,
    ...since(ask, 3, { addressed: text.isAddressed }),
  };
}
