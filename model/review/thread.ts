/**
 * The part of a thread that is about one series: its own mails and the replies below them. Replies to another
 * version in the same thread are not:
 *
 *     [PATCH 0/2]                     'series'
 *       Re: [PATCH 0/2]               'series'
 *       [PATCH 1/2]                   1
 *         Re: [PATCH 1/2]             1
 *           Re: [PATCH 1/2]           1
 *           [PATCH v2 1/2]            of another series
 *             Re: [PATCH v2 1/2]      of another series
 */
import { type Epoch, type MessageId, type Series, titleKey } from '../facts/index.ts';
import { People } from './people.ts';
import type { Place, ThreadMail } from './types.ts';

/** A mail that is read here, with where it stands. */
export interface Standing {
  readonly mail: ThreadMail;
  readonly place: Place;
  /** The nearest of its references that is known. */
  readonly parent: ThreadMail | null;
  readonly isPosting: boolean;
}

export class ReviewThread {
  readonly series: Series;
  /** Mails of the series itself. */
  readonly postings: readonly Standing[];
  /** What was said of it, in archive order. */
  readonly replies: readonly Standing[];
  readonly #standings: readonly Standing[];
  // Who wants to know only what was given asks for neither.
  #submitters: ReadonlySet<Standing> | null = null;
  #spans: ReadonlyMap<MessageId, Span> | null = null;
  readonly #parents: ReadonlyMap<MessageId, ThreadMail | null>;

  /** @param mails of the threads in which the series stands; those after `asOf` do not exist */
  constructor(series: Series, mails: readonly ThreadMail[], asOf: Epoch) {
    this.series = series;
    const standings = stand(series, mails.filter(({ date }) => date <= asOf).sort(inOrder));
    this.postings = standings.filter(({ isPosting }) => isPosting);
    this.replies = standings.filter(({ isPosting, mail }) => !isPosting && !mail.isNotice);
    this.#standings = standings;
    this.#parents = new Map(standings.map(({ mail, parent }) => [mail.messageId, parent]));
  }

  /** Is it from whoever sent the series, or wrote the patch (for the cover: any patch) that the mail is about? */
  isSubmitter(standing: Standing): boolean {
    this.#submitters ??= fromSubmitters(this.series, this.postings, this.#standings);
    return this.#submitters.has(standing);
  }

  /** The nearest known mail that this one answers. */
  parentOf(mail: ThreadMail): ThreadMail | null {
    return this.#parents.get(mail.messageId) ?? null;
  }

  /** Is `below` a reply to `above`, or to a reply to it, and so on? */
  isBelow(below: ThreadMail, above: ThreadMail): boolean {
    this.#spans ??= spansOf(this.#standings);
    const inner = this.#spans.get(below.messageId);
    const outer = this.#spans.get(above.messageId);
    return inner !== undefined && outer !== undefined && outer.from < inner.from && inner.to <= outer.to;
  }
}

function fromSubmitters(
  series: Series,
  postings: readonly Standing[],
  standings: readonly Standing[],
): ReadonlySet<Standing> {
  const senders = new People().add(...postings.map(({ mail }) => mail.sender));
  if (postings.length === 0) senders.add(series.author);
  // Authors of single patches: for others in the series they are reviewers.
  const authors = new Map(postings.map(({ mail, place }) => [place, new People().add(mail.author)]));
  authors.set('series', new People().add(...postings.map(({ mail }) => mail.author)));
  const isFrom = ({ mail, place }: Standing): boolean =>
    senders.has(mail.sender) || (authors.get(place)?.has(mail.sender) ?? false);
  return new Set(standings.filter(isFrom));
}

function inOrder(a: ThreadMail, b: ThreadMail): number {
  return a.date - b.date || (a.messageId < b.messageId ? -1 : 1);
}

/** Where the mails of a series stand: by Message-ID. */
export function placesOf(series: Series): ReadonlyMap<MessageId, Place> {
  const places = new Map<MessageId, Place>(series.patches.map(({ n, messageId }) => [messageId, n]));
  if (series.cover) places.set(series.cover, 'series');
  return places;
}

function stand(series: Series, mails: readonly ThreadMail[]): readonly Standing[] {
  const places = placesOf(series);
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]));
  const titles = new Set(
    [...places.keys()].map((id) => byId.get(id)).flatMap((mail) => (mail ? [titleKey(mail.title)] : [])),
  );
  const parents = new Map(mails.map((mail) => [mail, parentOf(mail, byId)]));
  const found = new Map<ThreadMail, Place | null>();
  for (const mail of mails) settle(mail);
  return mails.flatMap((mail) => {
    const place = found.get(mail) ?? null;
    if (place === null) return [];
    return [{ mail, place, parent: parents.get(mail) ?? null, isPosting: places.has(mail.messageId) }];
  });

  /** Walks up to the nearest mail that is settled, and settles those on the way. A loop leads nowhere. */
  function settle(mail: ThreadMail): void {
    const way: ThreadMail[] = [];
    let at: ThreadMail | null = mail;
    for (; at && !found.has(at); at = parents.get(at) ?? null) {
      found.set(at, null);
      const own = places.get(at.messageId);
      if (own !== undefined) found.set(at, own);
      if (own !== undefined || isOtherPosting(at, titles)) break;
      way.push(at);
    }
    const place = at ? (found.get(at) ?? null) : null;
    for (const passed of way) found.set(passed, place);
  }
}

/**
 * A patch or cover of another series, or a mail that opens a topic of its own ("RFC: a manual page for it"). A subject
 * that the series has, without a diff, is a reply whose mail program put no `Re:` in front.
 */
function isOtherPosting(mail: ThreadMail, titles: ReadonlySet<string>): boolean {
  if (mail.isReply || mail.isNotice) return false;
  if (mail.hasDiff || (mail.n === 0 && mail.references.length === 0)) return true;
  const title = titleKey(mail.title);
  return ![...titles].some((known) => title.includes(known));
}

function parentOf(mail: ThreadMail, byId: ReadonlyMap<MessageId, ThreadMail>): ThreadMail | null {
  for (const id of mail.references) {
    const parent = byId.get(id);
    if (parent && parent !== mail) return parent;
  }
  return null;
}

/** Preorder interval of a mail in its tree. */
interface Span {
  readonly from: number;
  to: number;
}

function spansOf(standings: readonly Standing[]): ReadonlyMap<MessageId, Span> {
  const children = Map.groupBy(standings, ({ parent }) => parent?.messageId ?? null);
  const known = new Set(standings.map(({ mail }) => mail.messageId));
  const spans = new Map<MessageId, Span>();
  const open: (ThreadMail | Span)[] = standings
    .filter(({ parent }) => parent === null || !known.has(parent.messageId))
    .map(({ mail }) => mail)
    .reverse();
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!('messageId' in next)) {
      next.to = count;
      continue;
    }
    const span: Span = { from: count++, to: count };
    spans.set(next.messageId, span);
    open.push(span);
    for (const child of children.get(next.messageId) ?? []) open.push(child.mail);
  }
  return spans;
}
