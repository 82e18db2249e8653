/**
 * The `series` file of a quilt stack (quilt(1)): the patches in order, and what its maintainer writes in comments. In
 * -mm's, `#NEXT_PATCHES_START name` opens a section, `#topic` a topic, and `#some.patch: words` or `#some.patch+1: words`
 * says something of the patch (and of so many after it; `+N`: of all up to the next empty comment); `#some.patch` alone
 * holds it back. At the end `#[why]some.patch` says why a patch left; lines are added there, the newest last.
 */

export interface QuiltPatch {
  readonly name: string;
  readonly section: string;
  readonly topic: string;
  /** What the comments beside it say, in order. */
  readonly notes: readonly string[];
}

const NOTE = /^#\s*([^\s:#]+\.(?:patch|diff))(?:\+(\d+|N))?\s*:\s*(\S.*)$/;
const DEPARTURE = /^#\[([a-z][a-z -]*)\]\s*(\S+\.(?:patch|diff))$/;
const SECTION = /^#\s*NEXT_PATCHES_START\s+(.*)$/;
const TOPIC = /^#\s*([A-Za-z][\w/.-]*)\s*$/;
const APPLIED = /^([^\s#]+)(?:\s+-\S+)*\s*(?:#\s*(.*))?$/;

export function parseQuiltSeries(text: string): readonly QuiltPatch[] {
  const patches: { name: string; section: string; topic: string; block: number }[] = [];
  const notes: { name: string; more: string; text: string }[] = [];
  let [section, topic, block] = ['', '', 0];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    const opened = SECTION.exec(line);
    const note = NOTE.exec(line);
    const applied = APPLIED.exec(line);
    if (opened) [section, topic] = [opened[1]!.trim(), ''];
    else if (/^#\s*NEXT_PATCHES_END\b/.test(line)) [section, topic] = ['', ''];
    else if (note) notes.push({ name: note[1]!, more: note[2] ?? '0', text: note[3]!.trim() });
    else if (line === '#' || line === '') {
      topic = '';
      block++;
    } else if (line.startsWith('#'))
      topic = /\.(?:patch|diff)$/.test(line) ? topic : (TOPIC.exec(line)?.[1] ?? topic);
    else if (applied) {
      patches.push({ name: applied[1]!, section, topic, block });
      if (applied[2]) notes.push({ name: applied[1]!, more: '0', text: applied[2] });
    }
  }
  const at = new Map(patches.map(({ name }, n) => [name, n]));
  const found = new Map<string, string[]>();
  for (const { name, more, text: words } of notes) {
    const start = at.get(name);
    if (start === undefined) continue;
    const rest = patches.slice(start);
    const named =
      more === 'N'
        ? rest.filter((one) => one.block === patches[start]!.block)
        : rest.slice(0, Number(more) + 1);
    for (const one of named) found.set(one.name, [...(found.get(one.name) ?? []), words]);
  }
  return patches.map(({ block: _, ...patch }) => ({ ...patch, notes: found.get(patch.name) ?? [] }));
}

/** What the file says of patches that left: the words, oldest first, by name. */
export function parseDepartures(text: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = Object.create(null);
  for (const line of text.split('\n')) {
    const [, why, name] = DEPARTURE.exec(line.trim()) ?? [];
    if (why && name) found[name] = [...(found[name] ?? []), why];
  }
  return found;
}
