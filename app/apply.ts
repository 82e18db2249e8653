/** What a maintainer applies: the newest complete state of a change, with the trailers that were given to it. */
import { withTrailers } from '../ingest/mail/index.ts';
import type { Epoch, GivenTrailer, Series } from '../model/facts/index.ts';
import { type ComposedPatch, carryTrailers, compose } from '../model/review/index.ts';
import { type ReadMail, readMails } from '../model/store/read-mail.ts';
import { findSeries, readSeries } from '../model/store/read-series.ts';
import { trailersOf } from './series.ts';
import type { Workspace } from './workspace.ts';

export interface MboxOptions {
  /** Also trailers that somebody else than the person named has sent (b4's --sloppy-trailers). */
  readonly isSloppy?: boolean;
  /** The version that was named, though there may be a newer one. */
  readonly isThisVersion?: boolean;
  /** No trailers but those of the patches themselves. */
  readonly isBare?: boolean;
}

export interface SeriesMbox {
  /** mboxrd, ready for git am. */
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
  const [named] = await readSeries(store, asOf, { ids: [findSeries(store, name)] });
  const versions = await readSeries(store, asOf, { changes: [named!.changeId] });
  const { base, patches } = compose(versions, options.isThisVersion ? named! : null);
  const given = await trailersOfAll(workspace, versions, asOf);
  const current = patches.map(({ patch, of }) => ({
    patch,
    trailers: (given.get(of) ?? []).filter((one) => one.appliesTo === patch.n || one.appliesTo === 'series'),
  }));
  // The base too: what was given to a patch that a reroll replaced is lost.
  const older = versions.filter((one) => one.version <= base.version);
  const { carried, lost } = carryTrailers(
    current,
    older.map((series) => ({ series, trailers: given.get(series) ?? [] })),
  );
  const mails = await mailsOf(workspace, patches);
  const wanted = (one: GivenTrailer): boolean =>
    !one.own && !/^nacked-by$/i.test(one.kind) && (options.isSloppy || !one.onBehalf);
  const texts = current.map(({ patch, trailers }) => {
    const all = [
      ...trailers.filter(wanted),
      ...carried.filter((one) => one.appliesTo === patch.n && wanted(one)),
    ];
    return mboxMail(mails.get(patch.messageId)!, options.isBare ? [] : all.map(trailerLine));
  });
  const numbers = new Set(patches.map(({ patch }) => patch.n));
  return {
    text: texts.join(''),
    version: Math.max(...patches.map(({ of }) => of.version), base.version),
    missing: Array.from({ length: base.expected }, (_, at) => at + 1).filter((n) => !numbers.has(n)),
    carried,
    lost,
    sloppy: current.flatMap(({ trailers }) => trailers.filter((one) => !one.own && one.onBehalf)),
  };
}

async function trailersOfAll(
  workspace: Workspace,
  versions: readonly Series[],
  asOf: Epoch,
): Promise<ReadonlyMap<Series, readonly GivenTrailer[]>> {
  const found = new Map<Series, readonly GivenTrailer[]>();
  for (const one of versions) found.set(one, await trailersOf(workspace, one, asOf));
  return found;
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

/** In the order in which git format-patch writes headers. */
function mboxMail(mail: ReadMail, trailers: readonly string[]): string {
  const headers = [
    'From mboxrd@z Thu Jan  1 00:00:00 1970',
    `From: ${mail.sender.name ? `${quotedName(mail.sender.name)} ` : ''}<${mail.sender.email}>`,
    `Date: ${mailDate(mail)}`,
    `Subject: ${mail.subject}`,
    `Message-ID: <${mail.messageId}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  const text = withTrailers(mail.text, trailers).replace(/^(>*From )/gm, '>$1');
  return `${headers.join('\n')}\n\n${text.endsWith('\n') ? text : `${text}\n`}\n`;
}

const quotedName = (name: string): string => `"${name.replace(/["\\\n]/g, '')}"`;

function mailDate({ claimedDate, date, zone }: ReadMail): string {
  const utc = new Date((claimedDate ?? date) * 1000 + zone * 60_000).toUTCString();
  const minutes = Math.abs(zone);
  const two = (number: number): string => String(number).padStart(2, '0');
  const offset = `${zone < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  return utc.replace('GMT', offset);
}
