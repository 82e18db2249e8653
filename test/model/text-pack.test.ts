import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { damage, openStore, type Store } from '../../model/store/database.ts';
import { removeMail } from '../../model/store/remove-mail.ts';
import { NO_PACK, packAll, storePack, TextReader, takeOut, unpackText } from '../../model/store/text-pack.ts';
import { mail, receive, workspaceOf } from '../support/mails.ts';

/** All that the packs of a store hold. */
const held = ({ sqlite }: Store): string =>
  (sqlite.prepare('SELECT texts FROM text_pack ORDER BY id').pluck().all() as Buffer[])
    .map(unpackText)
    .join('|');

test('every text is read as it was packed, also when others were taken out', () => {
  const store = openStore(':memory:');
  const text = fc
    .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'x'.repeat(200_000)))
    .map((one) => one.replaceAll('\0', '').toWellFormed());
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 40 }), (given) => {
      const packed = packAll(given.map(([one]) => one));
      const numbers = new Map(
        [...new Set(packed.map(({ pack }) => pack))].map((one) => [
          one,
          one === null ? NO_PACK : storePack(store, one),
        ]),
      );
      const places = packed.map(({ pack, place }) => ({ pack: numbers.get(pack)!, place }));
      for (const [at, [, isTaken]] of given.entries())
        if (isTaken) takeOut(store, places[at]!.pack, [places[at]!.place]);
      const texts = new TextReader(store);
      const read = places.map((place) => texts.textOf(place));
      expect(read).toEqual(given.map(([one, isTaken]) => (isTaken ? '' : one)));
    }),
    { numRuns: 50 },
  );
});

test('a text that is missing is damage', async () => {
  const { store } = await workspaceOf([mail({ id: '1', subject: 'Words' })]);
  expect(damage(store)).toEqual([]);
  store.sqlite.exec('DELETE FROM text_pack');
  expect(damage(store)).toEqual(['message 1@example.org: its text is missing']);
});

test('a mail without a text that comes among old ones is not damage', async () => {
  const { store } = await workspaceOf([mail({ id: '1', subject: 'Words' })]);
  await receive(store, [mail({ id: '1', subject: 'Words' }), mail({ id: '2', subject: 'Words', body: '' })]);
  expect(damage(store)).toEqual([]);
});

describe('what is not shown is not kept', () => {
  const one = mail({ id: '1', subject: 'Words', body: 'first\n' });
  const two = mail({ id: '2', subject: 'Words', body: 'second\n' });

  test('of a mail that the archive took out', async () => {
    const { store } = await workspaceOf([one, two]);
    await removeMail(store, 1, '1@example.org');
    expect(held(store)).toBe('\0second\n');
    await removeMail(store, 1, '2@example.org');
    expect(held(store)).toBe('');
  });

  test('of a mail that came a second time', async () => {
    const { store } = await workspaceOf([one]);
    await receive(store, [one, two]);
    expect(held(store)).toBe('first\n|\0second\n');
  });

  test('of a copy in whose place a better one came', async () => {
    const masked = one.replace(
      'From: Ann Author <ann@example.org>',
      'From: "Ann Author via list" <list@example.org>\nReply-To: Ann Author <ann@example.org>',
    );
    const { store } = await workspaceOf([masked.replace('first', 'footer'), two]);
    await receive(store, [one]);
    expect(held(store)).toBe('\0second\n|first\n');
  });
});
