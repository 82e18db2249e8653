/** events/: what bots poll. */
import {
  type EventPayload,
  type EventRow,
  type ListedMailRow,
  mailsByNumber,
  pageOfEvents,
  type SeriesRow,
  seriesByNumber,
} from '../../../app/index.ts';
import { type ApiAsk, answerPage, dateOf, numbersOf, sliceOf, valuesOf } from './ask.ts';
import { embeddedCheck } from './checks.ts';
import { projectsOf } from './patches.ts';
import {
  dateText,
  embeddedComment,
  embeddedMail,
  embeddedSeries,
  Projects,
  projectJson,
  userJson,
} from './shapes.ts';

export async function listEvents(ask: ApiAsk): Promise<Response> {
  const { store } = ask.workspace;
  const projects = new Projects(ask);
  const slice = sliceOf(ask, { by: ['date'], default: { by: 'date', isDescending: true }, isSized: false });
  const mails = [...(numbersOf(ask, 'patch') ?? []), ...(numbersOf(ask, 'cover') ?? [])];
  const filter = {
    categories: valuesOf(ask, 'category'),
    projects: projectsOf(ask, projects)?.map(({ id }) => id),
    series: numbersOf(ask, 'series'),
    mails: mails.length > 0 ? mails : undefined,
    since: dateOf(ask, 'since'),
    before: dateOf(ask, 'before'),
  };
  const { rows, total } = await pageOfEvents(store, filter, {
    ...slice,
    isDescending: slice.order.isDescending,
  });
  const numbers = rows.flatMap(({ mail, comment }) => [mail, comment].filter((one) => one !== null));
  const found = new Map((await mailsByNumber(store, numbers)).map((one) => [one.id, one]));
  const ids = rows.flatMap(({ series }) => series ?? []);
  const series = new Map((await seriesByNumber(store, ids)).map((one) => [one.id, one]));
  return answerPage(
    ask,
    rows.map((row) => eventJson(ask, row, projects, found, series)),
    total,
    slice,
  );
}

function eventJson(
  ask: ApiAsk,
  event: EventRow,
  projects: Projects,
  mails: ReadonlyMap<number, ListedMailRow>,
  series: ReadonlyMap<number, SeriesRow>,
) {
  const more = JSON.parse(event.payload) as EventPayload | Record<string, never>;
  const user = (who: string) => (who === '' ? null : userJson(ask, ask.listing.users.named(who)));
  return {
    id: event.id,
    category: event.category,
    project: projectJson(ask, event.project, projects),
    date: dateText(event.date),
    ...(ask.minor >= 2 ? { actor: 'who' in more ? user(more.who) : null } : {}),
    payload: payloadOf(),
  };

  function payloadOf(): Record<string, unknown> {
    const mail = event.mail === null ? undefined : mails.get(event.mail);
    const about = mail ? { [mail.kind]: embeddedMail(ask, mail) } : {};
    const one = event.series === null ? undefined : series.get(event.series);
    const ofSeries = one ? { series: embeddedSeries(ask, one) } : {};
    switch (event.category) {
      case 'series-created':
      case 'series-completed':
        return ofSeries;
      case 'patch-completed':
        return { ...about, ...ofSeries };
      case 'patch-comment-created':
      case 'cover-comment-created': {
        const comment = event.comment === null ? undefined : mails.get(event.comment);
        return { ...about, ...(comment && mail ? { comment: embeddedComment(ask, comment, mail) } : {}) };
      }
      default:
        return { ...about, ...decidedPayload(mail) };
    }
  }

  function decidedPayload(mail: ListedMailRow | undefined): Record<string, unknown> {
    if (!('kind' in more)) return {};
    switch (more.kind) {
      case 'state':
        return { previous_state: more.before, current_state: more.after };
      case 'delegate':
        return { previous_delegate: user(more.before), current_delegate: user(more.after) };
      case 'check': {
        const check = ask.listing.checks.get(mail?.messageId ?? '')?.find(({ id }) => id === more.check);
        return { check: check && mail ? embeddedCheck(ask, mail.id, check) : null };
      }
    }
  }
}
