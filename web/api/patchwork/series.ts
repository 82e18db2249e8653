/** series/ */
import { mailsOfSeries, pageOfSeries, seriesByNumber } from '../../../app/index.ts';
import { notFound } from '../problem.ts';
import { type ApiAsk, answerPage, dateOf, numberIn, sliceOf, submittersOf, wordsOf } from './ask.ts';
import { projectsOf, shownUnder } from './patches.ts';
import { Projects, seriesJson } from './shapes.ts';

export async function listSeriesPage(ask: ApiAsk): Promise<Response> {
  const { store } = ask.workspace;
  const projects = new Projects(ask);
  const slice = sliceOf(ask, {
    by: ['id', 'name', 'date', 'submitter', 'received_all'],
    default: { by: 'id', isDescending: false },
  });
  const filter = {
    projects: projectsOf(ask, projects),
    submitters: submittersOf(ask),
    words: wordsOf(ask),
    since: dateOf(ask, 'since'),
    before: dateOf(ask, 'before'),
  };
  const { rows, total } = await pageOfSeries(store, filter, slice);
  const mails = await mailsOfSeries(
    store,
    rows.map(({ id }) => id),
  );
  const ofSeries = Map.groupBy(mails, (mail) => mail.series);
  const under = shownUnder(ask, projects);
  return answerPage(
    ask,
    rows.map((row) => seriesJson(ask, row, ofSeries.get(row.id) ?? [], projects, under(row.project))),
    total,
    slice,
  );
}

export async function showOneSeries(ask: ApiAsk): Promise<Response> {
  const { store } = ask.workspace;
  const id = numberIn(ask, 'id');
  const [row] = await seriesByNumber(store, [id]);
  if (!row) throw notFound();
  const mails = await mailsOfSeries(store, [id]);
  return ask.context.json(seriesJson(ask, row, mails, new Projects(ask), row.project));
}
