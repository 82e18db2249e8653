/** patches/ID/comments/, covers/ID/comments/: the replies to one, and whether each has been dealt with. */
import {
  decideMail,
  decisions,
  type ListedMailRow,
  listSeries,
  mailsByNumber,
  pageOfMails,
  readDetails,
  reviewSeries,
} from '../../../app/index.ts';
import { FOREVER, seriesId } from '../../../model/facts/index.ts';
import { Faults, fieldsOf, flagIn } from '../body.ts';
import { notFound, Problem } from '../problem.ts';
import { writerOf } from '../who.ts';
import { type ApiAsk, answerPage, numberIn, sliceOf } from './ask.ts';
import { mailIn } from './patches.ts';
import { commentJson } from './shapes.ts';

export const listComments = (kind: 'patch' | 'cover') => async (ask: ApiAsk) => {
  const on = await mailIn(ask, kind);
  const slice = sliceOf(ask, {
    by: ['id', 'date', 'submitter'],
    default: { by: 'id', isDescending: false },
  });
  const filter = { kind: 'comment', about: on.id } as const;
  const { rows, total } = await pageOfMails(ask.workspace.store, filter, slice);
  return answerPage(ask, await commentsJson(ask, on, rows), total, slice);
};

export const showComment = (kind: 'patch' | 'cover') => async (ask: ApiAsk) => {
  const on = await mailIn(ask, kind);
  const [json] = await commentsJson(ask, on, [await commentIn(ask, on)]);
  return ask.context.json(json);
};

export const updateComment = (kind: 'patch' | 'cover') => async (ask: ApiAsk) => {
  if (ask.minor < 3) throw new Problem(405, `Method "${ask.context.req.method}" not allowed.`);
  const on = await mailIn(ask, kind);
  const comment = await commentIn(ask, on);
  const by = writerOf(ask.context, ask.site);
  const faults = new Faults();
  const isAddressed = flagIn(await fieldsOf(ask.context), 'addressed', faults);
  faults.check();
  const mail = { messageId: comment.messageId, series: seriesId(on.seriesId!), isAll: false };
  if (isAddressed !== undefined)
    decideMail(ask.workspace, mail, { addressed: isAddressed === null ? '' : String(isAddressed) }, by);
  const [json] = await commentsJson(ask, on, [comment]);
  return ask.context.json(json);
};

async function commentIn(ask: ApiAsk, on: ListedMailRow): Promise<ListedMailRow> {
  const [comment] = await mailsByNumber(ask.workspace.store, [numberIn(ask, 'comment')]);
  if (comment?.kind !== 'comment' || comment.about !== on.id) throw notFound();
  return comment;
}

async function commentsJson(ask: ApiAsk, on: ListedMailRow, rows: readonly ListedMailRow[]) {
  const details = await readDetails(
    ask.workspace,
    rows.map(({ messageId }) => messageId),
  );
  const isAddressed = ask.minor >= 3 && rows.length > 0 ? await addressed(ask, on) : () => null;
  return rows.map((row) => {
    const detail = details.get(row.messageId);
    return commentJson(ask, row, on, {
      content: detail?.text ?? '',
      headers: detail?.headers ?? {},
      isAddressed: isAddressed(row.messageId),
    });
  });
}

/**
 * What somebody decided; else whether a remark in it is still open, as far as the thread tells; null for a mail without
 * remarks.
 */
async function addressed(ask: ApiAsk, on: ListedMailRow): Promise<(id: string) => boolean | null> {
  const own = decisions(ask.workspace, FOREVER).get(seriesId(on.seriesId!));
  const [series] = await listSeries(ask.workspace, FOREVER, { ids: [on.seriesId!] });
  const { comments } = await reviewSeries(ask.workspace, series!, FOREVER);
  const remarks = Map.groupBy(comments, ({ messageId }): string => messageId);
  return (id) => {
    const decided = own?.mails.get(id)?.isAddressed;
    if (decided !== undefined && decided !== null) return decided;
    return remarks.get(id)?.every(({ state }) => state !== 'open') ?? null;
  };
}
