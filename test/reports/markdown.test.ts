/** What people write in titles and mails is shown in Markdown as it stands. */
import { expect, test } from 'vitest';
import { epoch } from '../../model/facts/index.ts';
import { renderMarkdown } from '../../reports/render/markdown.ts';
import { item, list, type Span } from '../../reports/view.ts';

const shown = (text: string, ...more: readonly Span[]): string => {
  const sections = [{ title: 'x', blocks: [list([item(text, ...more)])] }];
  const mailUrl = 'https://lore.example.org/';
  const report = { name: 'x', title: 'x', asOf: epoch(0), subject: '', lead: [], sections, mailUrl };
  return renderMarkdown(report).split('\n').at(-2)!;
};

test.each([
  ['1. first', '- 1\\. first'],
  ['2) second', '- 2\\) second'],
  ['- dash', '- \\- dash'],
  ['+ plus', '- \\+ plus'],
  ['v1.2 is a version', '- v1.2 is a version'],
  ['drop &lt; from & <b>', '- drop \\&lt; from & \\<b\\>'],
  ['a_b [x](y)', '- a\\_b \\[x\\](y)'],
])('%s', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('a Message-ID with parentheses does not end its link', () => {
  const cited = { message: 'a(b@example.org', commit: null };
  expect(shown('see', cited)).toBe('- see ([mail](https://lore.example.org/a%28b%40example.org))');
});
