/** docs/reference.md leads through the reference; a file that it does not name is one that nobody finds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test.each(['kernel', 'userspace'])('the tour names every file of reference/%s', (folder) => {
  const tour = readFileSync(join(root, 'docs/reference.md'), 'utf8');
  const files = readdirSync(join(root, 'reference', folder));
  expect(files.filter((name) => !tour.includes(`\`${name}\``) && !tour.includes(`/${name}`))).toEqual([]);
});
