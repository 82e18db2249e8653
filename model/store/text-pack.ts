/**
 * Texts of mails, packed many at once: setting the compressor up costs more than a mail's text, and neighbours in an
 * archive quote one another. A pack is brotli (RFC 7932) of its texts in UTF-8 with a NUL between them, which no text
 * has. A place in a pack keeps its number when its text is taken out.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Store } from './database.ts';

/** Mails in a pack: with more, reading one mail costs more than is saved. */
const MOST_TEXTS = 16;
/** A longer text has a pack of its own; UTF-16 code units. */
const MOST_CHARACTERS = 128 * 1024;

const BETWEEN = '\0';

/** The lowest quality takes a third of deflate's time. */
const PACKING = { params: { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 18 } };

/** Copied, since zlib answers with a view of a larger buffer, and a view crosses threads with all that is behind it. */
export const packBytes = (bytes: string | Uint8Array): Uint8Array =>
  new Uint8Array(brotliCompressSync(bytes, PACKING));
export const unpackBytes = (blob: Buffer): Buffer => brotliDecompressSync(blob);
export const unpackText = (blob: Buffer): string => unpackBytes(blob).toString('utf8');

const unpackTexts = (blob: Buffer): readonly string[] => unpackText(blob).split(BETWEEN);
const packTexts = (texts: readonly string[]): Uint8Array => packBytes(texts.join(BETWEEN));

/** A pack on its way to the store. */
export interface TextPack {
  readonly texts: Uint8Array;
}

/** Where a text is, before its pack is stored. */
export interface Packed {
  /** Null: there is no text. */
  readonly pack: TextPack | null;
  readonly place: number;
}

/** The number of the pack that mails without a text are in: there is none. */
export const NO_PACK = 0;

/** One for each text, in their order; those of a pack share the object. */
export function packAll(texts: readonly string[]): readonly Packed[] {
  const packed = packFull(texts.filter((text) => text !== ''))[Symbol.iterator]();
  return texts.map((text) => (text === '' ? { pack: null, place: 0 } : packed.next().value!));
}

function packFull(texts: readonly string[]): readonly Packed[] {
  const packed: Packed[] = [];
  for (let from = 0; from < texts.length; ) {
    let [to, length] = [from, 0];
    do length += texts[to++]!.length;
    while (to < texts.length && to - from < MOST_TEXTS && length + texts[to]!.length <= MOST_CHARACTERS);
    const pack = { texts: packTexts(texts.slice(from, to)) };
    for (let place = 0; from < to; from++) packed.push({ pack, place: place++ });
  }
  return packed;
}

/** Stores a pack; returns its number. */
export function storePack({ sqlite }: Store, { texts }: TextPack): number {
  return Number(sqlite.prepare('INSERT INTO text_pack (texts) VALUES (?)').run(texts).lastInsertRowid);
}

/** Takes texts out of a pack, and the pack away when nothing is left in it: no text was empty when it came. */
export function takeOut({ sqlite }: Store, pack: number, places: readonly number[]): void {
  const blob = sqlite.prepare<[number], Buffer>('SELECT texts FROM text_pack WHERE id = ?').pluck().get(pack);
  if (blob === undefined || places.length === 0) return;
  const texts = unpackTexts(blob).map((text, at) => (places.includes(at) ? '' : text));
  if (texts.every((text) => text === '')) sqlite.prepare('DELETE FROM text_pack WHERE id = ?').run(pack);
  else sqlite.prepare('UPDATE text_pack SET texts = ? WHERE id = ?').run(packTexts(texts), pack);
}

/** Packs whose texts are kept unpacked at a time. */
const KEPT = 64;

/** Reads texts; each pack is unpacked once as long as its mails are asked for near one another. */
export class TextReader {
  readonly #find;
  readonly #unpacked = new Map<number, readonly string[]>();

  constructor({ sqlite }: Store) {
    this.#find = sqlite.prepare<[number], Buffer>('SELECT texts FROM text_pack WHERE id = ?').pluck();
  }

  /** Empty where the mail had no text. */
  textOf({ pack, place }: { readonly pack: number; readonly place: number }): string {
    return this.#textsOf(pack)[place] ?? '';
  }

  #textsOf(pack: number): readonly string[] {
    const known = this.#unpacked.get(pack);
    if (known) return known;
    const blob = this.#find.get(pack);
    const texts = blob === undefined ? [] : unpackTexts(blob);
    if (this.#unpacked.size >= KEPT) this.#unpacked.delete(this.#unpacked.keys().next().value!);
    this.#unpacked.set(pack, texts);
    return texts;
  }
}
