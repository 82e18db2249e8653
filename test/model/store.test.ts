import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, schemaText } from '../../model/store/database.ts';

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
