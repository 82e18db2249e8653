import { expect, test } from 'vitest';
import type { RawItem } from '../../ingest/pipeline/messages.ts';
import { ParserPool } from '../../ingest/pipeline/pool.ts';
import { END, mail } from '../support/mails.ts';

const itemOf = (bytes: Uint8Array): readonly RawItem[] => [{ bytes, archivedAt: null, position: '0' }];

/** No mail throws; this stands for whatever else ends a thread, such as memory that is used up. */
const broken = itemOf(null as unknown as Uint8Array);

test('when a thread has failed, another one goes on', async () => {
  const pool = new ParserPool(1);
  const fine = itemOf(Buffer.from(mail({ id: 'a', subject: 'Words' })));
  const failing = pool.parse(broken, END);
  const waiting = pool.parse(fine, END);
  await expect(failing).rejects.toThrow('a parsing thread failed');
  // The last one that waits is left to whoever reads.
  void pool.parse(fine, END);
  expect(await waiting).toMatchObject([{ kind: 'row', row: { messageId: 'a@example.org' } }]);
  await pool.close();
});
