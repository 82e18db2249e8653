import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, schemaText } from '../../model/store/database.ts';

test('schema.sql is what a fresh database holds', () => {
  const path = join(import.meta.dirname, '../../model/store/schema.sql');
  expect(schemaText(openStore(':memory:'))).toBe(readFileSync(path, 'utf8'));
});
