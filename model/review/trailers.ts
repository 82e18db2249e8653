/**
 * Trailers given to a series: those its mails bring, and those that replies give. A reply to a reply gives to the patch
 * (or cover) that the discussion is about.
 */
import { type Epoch, type GivenTrailer, keysOf, type Series, type Trailer } from '../facts/index.ts';
import { isOwnTrailer } from './people.ts';
import { ReviewThread, type Standing } from './thread.ts';
import type { Place, ThreadMail } from './types.ts';

/** In archive order; those of the series' own mails before those of replies. */
export function collectTrailers(
  series: Series,
  mails: readonly ThreadMail[],
  asOf: Epoch,
): readonly GivenTrailer[] {
  return trailersIn(new ReviewThread(series, mails, asOf));
}

export function trailersIn(thread: ReviewThread): readonly GivenTrailer[] {
  const collected = new Collected();
  for (const posting of thread.postings)
    for (const trailer of posting.mail.trailers) collected.add(given(trailer, posting, true));
  for (const reply of thread.replies)
    for (const trailer of trailersOf(reply.mail)) collected.add(given(trailer, reply, false));
  return collected.all;
}

function given(trailer: Trailer, { mail, place }: Standing, own: boolean): GivenTrailer {
  return {
    ...trailer,
    appliesTo: place,
    messageId: mail.messageId,
    date: mail.date,
    own,
    onBehalf: !own && namesSomebody(trailer) && !isOwnTrailer(trailer, mail.sender),
    isInWords: !own && !mail.trailers.includes(trailer),
  };
}

/** `Link:` and `Fixes:` name nobody: whoever sends them may. */
const namesSomebody = ({ name, email }: Trailer): boolean => name !== '' || email !== '';

function trailersOf(mail: ThreadMail): readonly Trailer[] {
  const ofOwnDiff = mail.hasDiff ? signedOffParagraphs(mail) : [];
  const found = mail.trailers.filter(
    ({ value }) => !ofOwnDiff.some((paragraph) => paragraph.includes(value)),
  );
  return found.map((trailer) => (trailer.kind === 'NACK' ? nackOf(mail) : trailer));
}

/** The trailers of a patch that somebody puts into a reply are that patch's. */
function signedOffParagraphs(mail: ThreadMail): readonly string[] {
  return mail.blocks
    .filter(({ kind }) => kind === 'own' || kind === 'trailers')
    .flatMap(({ text }) => text.split(/\n[ \t]*\n/))
    .filter((paragraph) => /^\s*signed-off-by:/im.test(paragraph));
}

/** Who says NACK without the form of a trailer is put down as if in it. */
function nackOf({ sender }: ThreadMail): Trailer {
  const value = sender.name ? `${sender.name} <${sender.email}>` : sender.email;
  return { kind: 'Nacked-by', value, name: sender.name, email: sender.email };
}

/** Leaves out what the same person has given to the same place: case, spacing and a second address aside. */
class Collected {
  readonly all: GivenTrailer[] = [];
  readonly #seen = new Set<string>();

  add(trailer: GivenTrailer): void {
    const keys = this.#keysOf(trailer);
    if (keys.some((key) => this.#seen.has(key))) return;
    for (const key of keys) this.#seen.add(key);
    this.all.push(trailer);
  }

  #keysOf(trailer: GivenTrailer): readonly string[] {
    const people = keysOf(trailer);
    const whos = people.length > 0 ? people : [trailer.value.replace(/\s+/g, ' ').trim().toLowerCase()];
    // Neither a place nor a kind has a space in it.
    const what = `${placeKey(trailer.appliesTo)} ${trailer.kind.toLowerCase()}`;
    return whos.map((who) => `${what} ${who}`);
  }
}

const placeKey = (place: Place): string => String(place);
