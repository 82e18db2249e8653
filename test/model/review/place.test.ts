import { expect, test } from 'vitest';
import { placer } from '../../../model/review/index.ts';

const PATCH = [
  'int a;',
  '}',
  '',
  '+static int count(struct ns *ns)',
  '+{',
  '+\treturn ns->count;',
  '+}',
  '',
  'int b;',
  '}',
];
const at = (quoted: string): number | null => placer(PATCH)(quoted);

test('a remark stands below the last line that it quotes', () => {
  expect(at('+static int count(struct ns *ns)\n+{\n+\treturn ns->count;')).toBe(5);
});

test('of lines that stand there often the one counts with the quotation above it', () => {
  expect(at('int b;\n}')).toBe(9);
  expect(at('int a;\n}')).toBe(1);
});

test('spaces that a mail program changed do not matter', () => {
  expect(at('+    return ns->count;')).toBe(5);
});

test('a line that a mail program wrapped is found by the one before it', () => {
  expect(at('+static int count(struct ns *ns)\n+{ and what a mail program\nmade of it')).toBe(3);
});

test('a lone brace proves nothing, nor does what the mail does not hold', () => {
  expect(at('}')).toBe(null);
  expect(at('something of another mail')).toBe(null);
});
