/** The text of a mail, line by line: quotes and diffs told apart. Never rendered as HTML, whatever it is. */
import { html } from 'hono/html';
import { safe } from './layout.ts';

/** More is shown by the archive, not by a page. */
const MOST = 200_000;

export function mailText(text: string) {
  const shown = text.slice(0, MOST);
  const lines = safe(shown).split('\n');
  let inDiff = false;
  const parts: { kind: string; lines: string[] }[] = [];
  for (const line of lines) {
    if (/^(?:diff --git |Index: |--- a\/)/.test(line)) inDiff = true;
    if (/^-- ?$/.test(line)) inDiff = false;
    const kind = kindOf(line, inDiff);
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  const spans = parts.map(({ kind, lines: some }) =>
    kind === ''
      ? html`${`${some.join('\n')}\n`}`
      : html`<span class="${kind}">${`${some.join('\n')}\n`}</span>`,
  );
  return html`<pre>${spans}</pre>${text.length > MOST ? html`<p class="quiet">Cut after ${MOST} of ${text.length} characters.</p>` : ''}`;
}

function kindOf(line: string, inDiff: boolean): string {
  if (/^[ \t]*>/.test(line)) return 'quote';
  if (!inDiff) return '';
  if (line.startsWith('+')) return 'add';
  if (line.startsWith('-')) return 'del';
  return line.startsWith('@@') ? 'hunk' : '';
}
