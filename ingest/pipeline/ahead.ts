/**
 * The same items in the same order, read while their taker is at work, so that a source goes on delivering while this
 * thread parses and writes. An error of the source comes where its next item would have stood.
 * @param sizeOf what an item takes of `most`, say bytes
 * @param most nothing is read while more is read and not taken
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  sizeOf: (item: T) => number,
  most: number,
): AsyncGenerator<T> {
  const queue: T[] = [];
  let size = 0;
  let isOver = false;
  let wake = (): void => {};
  const change = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const read = async (): Promise<void> => {
    try {
      for await (const item of source) {
        queue.push(item);
        size += sizeOf(item);
        wake();
        while (size > most && !isOver) await change();
        if (isOver) return;
      }
    } finally {
      isOver = true;
      wake();
    }
  };
  const reading = read();
  reading.catch(() => {});
  try {
    for (;;) {
      while (queue.length === 0 && !isOver) await change();
      const items = queue.splice(0);
      if (items.length === 0) break;
      for (const item of items) {
        yield item;
        size -= sizeOf(item);
        wake();
      }
    }
  } finally {
    isOver = true;
    wake();
    await reading;
  }
}
