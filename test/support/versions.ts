/** Postings of series by people who don't exist, and what is said of their versions. */
import { listSeries } from '../../app/index.ts';
import { type Draft, diff, END, mail, workspaceOf } from './mails.ts';

export const BOB = 'Bob Builder <bob@example.org>';

/** A patch to a file, which is its title's last word where none is given. */
export const patch = (
  id: string,
  subject: string,
  more: Partial<Draft> & { readonly file?: string } = {},
): Draft => {
  const { file = `${subject.split(' ').at(-1)!.toLowerCase()}.c`, ...draft } = more;
  return { id, subject, body: `Why.\n\n${diff(file, `int ${id};`)}`, ...draft };
};

/** A cover and its patches, a minute apart. */
export function series(
  id: string,
  tag: string,
  title: string,
  patches: readonly string[],
  more: Partial<Draft> = {},
): readonly Draft[] {
  const at = more.at ?? 0;
  const total = patches.length;
  return [
    { ...more, id, subject: `[${tag} 0/${total}] ${title}` },
    ...patches.map((name, n) =>
      patch(`${id}.${n + 1}`, `[${tag} ${n + 1}/${total}] ${name}`, {
        to: id,
        at: at + n + 1,
        ...(more.from ? { from: more.from } : {}),
      }),
    ),
  ];
}

/** `version title ← predecessor (method) → what supersedes it`, oldest first. */
export async function linked(...drafts: readonly Draft[]): Promise<readonly string[]> {
  const found = await listSeries(await workspaceOf(drafts.map(mail)), END);
  const name = new Map<string, string>(
    found.map((one) => [one.id, (one.cover ?? one.patches[0]!.messageId).replace('@example.org', '')]),
  );
  return found.map((one) => {
    const before = one.follows ? ` <- ${name.get(one.follows.series)} by ${one.follows.method}` : '';
    const after = one.supersededBy ? ` -> ${name.get(one.supersededBy)}` : '';
    const partial = one.isPartial ? ' (partial)' : '';
    return `${name.get(one.id)} v${one.version}${partial}${before}${after}`;
  });
}

export const DAY = 24 * 60;
