import { afterAll, expect, test } from 'vitest';
import { ingestMails } from '../../ingest/pipeline/mails.ts';
import { ParserPool } from '../../ingest/pipeline/pool.ts';
import type { MailItem } from '../../ingest/source/types.ts';
import { openStore } from '../../model/store/database.ts';
import { listSources, putSource } from '../../model/store/sources.ts';
import { END, mail } from '../support/mails.ts';

const pool = new ParserPool(2);
afterAll(() => pool.close());

/** The Message-IDs in the order in which they were stored. */
async function stored(items: readonly MailItem[]): Promise<readonly unknown[]> {
  const store = openStore(':memory:');
  await putSource(store, { kind: 'mbox', location: '/test.mbox', name: 'test', role: null });
  const [source] = await listSources(store);
  const read = async function* () {
    yield* items;
  };
  await ingestMails(store, source!, { kind: 'mbox', read }, pool, { latest: END });
  return store.sqlite.prepare('SELECT message_id FROM message ORDER BY id').pluck().all();
}

const item = (text: string, at: number): MailItem => ({
  kind: 'mail',
  bytes: Buffer.from(text),
  archivedAt: null,
  position: String(at),
});

test('mails that several threads parse are stored in the order in which they were read', async () => {
  const ids = Array.from({ length: 3000 }, (_, at) => `${at}`);
  const mails = ids.map((id, at) =>
    // Some take long, so that batches come back in another order.
    item(mail({ id, subject: 'Words', body: 'Words.\n'.repeat(at % 700 === 0 ? 20_000 : 1) }), at),
  );
  expect(await stored(mails)).toEqual(ids.map((id) => `${id}@example.org`));
});

test('a mail that is taken out again in the same run is gone', async () => {
  const text = mail({ id: 'gone', subject: 'Words' });
  const removed: MailItem = { kind: 'removed', bytes: Buffer.from(text), position: '1' };
  const kept = mail({ id: 'kept', subject: 'Words' });
  expect(await stored([item(text, 0), item(kept, 2), removed])).toEqual(['kept@example.org']);
});
