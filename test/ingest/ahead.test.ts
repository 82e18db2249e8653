/** Reading ahead changes when items are read, and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAhead } from '../../ingest/pipeline/ahead.ts';

async function* from(items: readonly number[], end?: Error): AsyncGenerator<number> {
  for (const item of items) yield item;
  if (end) throw end;
}

test('the same items come in the same order, however little may wait', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(9)), fc.nat(20), async (items, most) => {
      const taken: number[] = [];
      for await (const item of readAhead(from(items), (size) => size, most)) taken.push(item);
      expect(taken).toEqual(items);
    }),
  );
});

test('an error of the source comes behind the items before it', async () => {
  const taken: number[] = [];
  const read = async (): Promise<void> => {
    for await (const item of readAhead(from([1, 2, 3], new Error('gone')), () => 1, 10)) taken.push(item);
  };
  await expect(read()).rejects.toThrow('gone');
  expect(taken).toEqual([1, 2, 3]);
});

test('who stops taking closes the source, which is read no further than the limit', async () => {
  let read = 0;
  let isClosed = false;
  async function* counted(): AsyncGenerator<number> {
    try {
      for (;;) yield ++read;
    } finally {
      isClosed = true;
    }
  }
  for await (const item of readAhead(counted(), () => 1, 5)) if (item === 2) break;
  expect(isClosed).toBe(true);
  expect(read).toBeLessThanOrEqual(7);
});
