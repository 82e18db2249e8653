import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openStore, schemaText } from '../../model/store/database.ts';

/** A thread that opens each path it is told, and says what came of it. */
const OPENER = `
const { parentPort } = require('node:worker_threads');
const opening = import(${JSON.stringify(new URL('../../model/store/database.ts', import.meta.url).href)});
opening.then(({ openStore }) => {
  parentPort.on('message', async (path) => {
    try {
      const store = openStore(path);
      store.journal.toWrite();
      await store.close();
      parentPort.postMessage('open');
    } catch (error) {
      parentPort.postMessage(error.message);
    }
  });
  parentPort.postMessage('ready');
});
`;

test('schema.sql is what a fresh database holds', () => {
  const path = join(import.meta.dirname, '../../model/store/schema.sql');
  expect(schemaText(openStore(':memory:'))).toBe(readFileSync(path, 'utf8'));
});

test('a database that may only be read is read, and nothing is made beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-readonly-'));
  const path = join(folder, 'it is 100 % read?.sqlite');
  await openStore(path).close();
  const store = openStore(path, { readonly: true });
  expect(schemaText(store)).toContain('CREATE TABLE message');
  expect(store.journal.toRead()).toBeNull();
  expect(readdirSync(folder)).toEqual(['it is 100 % read?.sqlite']);
  await store.close();
  rmSync(folder, { recursive: true });
});

test('whoever opens facts and journal first makes them, and everybody else finds them made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mergeready-first-'));
  const openers = Array.from({ length: 4 }, () => new Worker(OPENER, { eval: true }));
  const answer = (one: Worker): Promise<string> => new Promise((resolve) => one.once('message', resolve));
  await Promise.all(openers.map(answer));
  for (let round = 0; round < 15; round++) {
    const answers = openers.map(answer);
    for (const one of openers) one.postMessage(join(folder, `${round}.sqlite`));
    expect(await Promise.all(answers)).toEqual(openers.map(() => 'open'));
  }
  await Promise.all(openers.map((one) => one.terminate()));
  rmSync(folder, { recursive: true });
});
