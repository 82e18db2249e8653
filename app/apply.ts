/** What a maintainer applies: the newest complete state of a change, with the trailers that were given to it. */
import { bodyWithTrailers, patchBody, plainBody, readDiff } from '../ingest/mail/index.ts';
import {
  type Epoch,
  type GivenTrailer,
  type Mailbox,
  type Series,
  type SeriesPatch,
  UsageError,
} from '../model/facts/index.ts';
import { type ComposedPatch, carryTrailers, collectTrailers, compose } from '../model/review/index.ts';
import { findSeries } from '../model/store/find-series.ts';
import { type ReadMail, readMails } from '../model/store/read-mail.ts';
import { readSeries } from '../model/store/read-series.ts';
import { threadsOf } from './series-threads.ts';
import type { Workspace } from './workspace.ts';

export interface MboxOptions {
  /** Also trailers that somebody else than the person named has sent (b4's --sloppy-trailers). */
  readonly isSloppy?: boolean;
  /** The version that was named, though there may be a newer one. */
  readonly isThisVersion?: boolean;
  /** The patches of the posting that was named, without later partial rerolls in their place. */
  readonly isAsPosted?: boolean;
  /** No trailers but those of the patches themselves. */
  readonly isBare?: boolean;
  /** Only these patches of it. */
  readonly only?: (patch: SeriesPatch) => boolean;
  /** Header lines besides the usual ones. */
  readonly headers?: (patch: SeriesPatch) => readonly string[];
}

export interface SeriesMbox {
  /** As `b4 am` writes it, ready for git am. */
  readonly text: string;
  readonly version: number;
  /** Numbers of patches that the archive lacks. */
  readonly missing: readonly number[];
  /** Trailers of an older version, on patches that did not change. */
  readonly carried: readonly GivenTrailer[];
  /** Trailers of an older version, on patches that did. */
  readonly lost: readonly GivenTrailer[];
  /** Given by a person other than the one they name, and left out. */
  readonly sloppy: readonly GivenTrailer[];
}

export async function seriesMbox(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
  options: MboxOptions = {},
): Promise<SeriesMbox> {
  const { store } = workspace;
  const [named] = await readSeries(store, asOf, { ids: [findSeries(store, name, asOf)] });
  const versions = await readSeries(store, asOf, { changes: [named!.changeId] });
  const { base, patches } = options.isAsPosted
    ? { base: named!, patches: named!.patches.map((patch) => ({ patch, of: named! })) }
    : compose(versions, options.isThisVersion ? named! : null);
  const threadOf = await threadsOf(workspace, versions, asOf);
  const given = new Map(versions.map((one) => [one, collectTrailers(one, threadOf(one), asOf)]));
  // What was given to the base's cover is for the series, whoever of it was sent again.
  const forAll = (given.get(base) ?? []).filter((one) => one.appliesTo === 'series');
  const current = patches.map(({ patch, of }) => {
    const own = (given.get(of) ?? []).filter((one) => one.appliesTo === patch.n);
    const ofCover = of === base ? [] : (given.get(of) ?? []).filter((one) => one.appliesTo === 'series');
    return { patch, trailers: [...own, ...forAll, ...ofCover] };
  });
  // The base too: what was given to a patch that a reroll replaced is lost.
  const older = versions.filter((one) => one.order <= base.order);
  const { carried, lost } = carryTrailers(
    current,
    older.map((series) => ({ series, trailers: given.get(series) ?? [] })),
  );
  const mails = await mailsOf(workspace, patches);
  const wanted = (one: GivenTrailer): boolean =>
    !one.own && !one.isInWords && canBeWritten(one) && (options.isSloppy || !one.onBehalf);
  const version = Math.max(...patches.map(({ of }) => of.version), base.version);
  const wantedPatches = current.filter(({ patch }) => options.only?.(patch) ?? true);
  const texts = wantedPatches.map(({ patch, trailers }) => {
    const all = [
      ...trailers.filter(wanted),
      ...carried.filter((one) => one.appliesTo === patch.n && wanted(one)),
    ];
    const mail = mails.get(patch.messageId)!;
    const body = options.isBare ? plainBody(mail.text) : bodyWithTrailers(mail.text, all.map(trailerLine));
    return mboxMail(mail, subjectOf(mail, patch.n, base, version), body, options.headers?.(patch));
  });
  const numbers = new Set(patches.map(({ patch }) => patch.n));
  return {
    text: texts.join(''),
    version,
    missing: Array.from({ length: base.expected }, (_, at) => at + 1).filter((n) => !numbers.has(n)),
    carried,
    lost,
    sloppy: current.flatMap(({ trailers }) => trailers.filter((one) => !one.own && one.onBehalf)),
  };
}

/** With an address that is none, or a link, a trailer is shown, but a patch does not get it (b4, `find_trailers()`). */
const canBeWritten = ({ name, email, value }: GivenTrailer): boolean =>
  email.includes('@') || (name === '' && email === '' && !value.includes('://'));

/** A cover letter with the trailers that replies gave to the whole series. */
export async function coverMbox(
  workspace: Workspace,
  name: string,
  asOf: Epoch,
  headers: readonly string[],
): Promise<string> {
  const { store } = workspace;
  const [series] = await readSeries(store, asOf, { ids: [findSeries(store, name, asOf)] });
  const [cover] = await readMails(store, series!.cover ? [series!.cover] : []);
  if (!cover) throw new UsageError(`series ${name}: it has no cover letter`);
  const threadOf = await threadsOf(workspace, [series!], asOf);
  const given = collectTrailers(series!, threadOf(series!), asOf).filter(
    (one) => one.appliesTo === 'series' && !one.own && !one.isInWords && !one.onBehalf && canBeWritten(one),
  );
  return mboxMail(cover, cover.subject, bodyWithTrailers(cover.text, given.map(trailerLine)), headers);
}

async function mailsOf(
  { store }: Workspace,
  patches: readonly ComposedPatch[],
): Promise<ReadonlyMap<string, ReadMail>> {
  const mails = await readMails(
    store,
    patches.map(({ patch }) => patch.messageId),
  );
  return new Map(mails.map((mail) => [mail.messageId, mail]));
}

const trailerLine = ({ kind, value }: GivenTrailer): string => `${kind}: ${value}`;

/** `[PATCH v2 1/3] title`: only the tags that git am takes off again. */
function subjectOf({ title, n }: ReadMail, number: number, base: Series, version: number): string {
  const isVersioned = version > 1 || base.versionFrom === 'stated';
  const words = [
    'PATCH',
    ...(base.prefixes.some((tag) => /^rfc/i.test(tag)) ? ['RFC'] : []),
    ...(isVersioned ? [`v${version}`] : []),
    ...(n === null ? [] : [`${number}/${base.expected}`]),
  ];
  return `[${words.join(' ')}] ${title}`;
}

/** The headers of b4, in its order. In-body headers take the place of the mail's own, as git-mailinfo(1) says. */
function mboxMail(mail: ReadMail, subject: string, body: string, more: readonly string[] = []): string {
  const { headers } = patchBody(mail.text, readDiff(mail.text)?.start ?? mail.text.length);
  const head = [
    folded(`Subject: ${subject}`),
    `From: ${mailboxText(mail.author)}`,
    `Date: ${headers.get('date') ?? mailDate(mail)}`,
    `Message-Id: <${mail.messageId}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="utf-8"',
    ...more,
  ];
  const encoding = /^[\x00-\x7f]*$/.test(body) ? '7bit' : '8bit';
  return `${[SPLIT, ...head, `Content-Transfer-Encoding: ${encoding}`].join('\n')}\n\n${escaped(body)}\n`;
}

const SPLIT = 'From git@z Thu Jan  1 00:00:00 1970';

/**
 * git am undoes no `>From `, so only what it would take for the start of a mail is escaped (git-mailsplit(1): a time
 * and a year behind `From `).
 */
const escaped = (body: string): string => body.replace(/^(>*From .*\d:\d\d:\d\d\b.* \d{2,4}\s*)$/gm, '>$1');

/** RFC 5322 wants quotes around what is no plain word. */
const mailboxText = ({ name, email }: Mailbox): string => {
  const plain = name.replace(/["\\\n]/g, '');
  if (plain === '') return email;
  return `${/^[\p{L}\p{M}\p{N}\s!#$%&'*+/=?^_`{|}~-]+$/u.test(plain) ? plain : `"${plain}"`} <${email}>`;
};

const WIDTH = 75;

/** Folds a header at blanks. */
function folded(header: string): string {
  const lines: string[] = [];
  for (const word of header.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || (last.length + word.length + 1 > WIDTH && last !== 'Subject:'))
      lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n ');
}

function mailDate({ claimedDate, date, zone }: ReadMail): string {
  const utc = new Date((claimedDate ?? date) * 1000 + zone * 60_000).toUTCString();
  const minutes = Math.abs(zone);
  const two = (number: number): string => String(number).padStart(2, '0');
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  return utc.replace('GMT', offset);
}
