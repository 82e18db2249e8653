/** Keys under which likes are looked up: coarse on purpose, since what they find is compared afterwards. */

/** More is no name, and the patterns below would take their time over it. */
const MAX_NAME = 200;

/** Most names: there is nothing to take off. */
const PLAIN_NAME = /^[A-Za-z\d]{1,60}(?: [A-Za-z\d]{1,60}){1,2}$/;

/**
 * One person across addresses, as far as a display name tells: `serge e. hallyn` for any address, or the address
 * where the name is missing or a single word. `Ann Author via list` is Ann Author, as whom git am knows her whose mail
 * a list rewrote. Two people of one full name are taken for one; whoever changes both name and address at once is
 * taken for two.
 */
export function personKey(mailbox: { readonly name: string; readonly email: string }): string {
  if (PLAIN_NAME.test(mailbox.name)) {
    const plain = mailbox.name.toLowerCase();
    if (!plain.includes(' via ')) return plain;
  }
  const name = mailbox.name
    .slice(0, MAX_NAME)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\(.*?\)|["'.,]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ via [\w.-]+ ?$/i, '')
    .trim()
    .toLowerCase();
  return name.includes(' ') && !name.includes('@') ? name : mailbox.email.toLowerCase();
}

type Named = Parameters<typeof personKey>[0] & { readonly aliases?: readonly string[] };

/** Whoever wrote a mail is compared with everybody else in its thread. */
const known = new WeakMap<Named, readonly string[]>();

/** Under which a person is known: personKey() of a full name, the address, and what a .mailmap says. */
export function keysOf(mailbox: Named): readonly string[] {
  const found = known.get(mailbox);
  if (found) return found;
  const keys: string[] = [];
  for (const key of [personKey(mailbox), mailbox.email.toLowerCase(), ...(mailbox.aliases ?? [])])
    if (key !== '' && !keys.includes(key)) keys.push(key);
  known.set(mailbox, keys);
  return keys;
}

/** One key in common. The empty address and the empty name are nobody's. */
export function isSamePerson(a: Named, b: Named): boolean {
  const keys = keysOf(a);
  return keysOf(b).some((key) => keys.includes(key));
}

/** A title without case, punctuation and white space: `mm: fix foo()` and `mm:fix foo` are one. */
export function titleKey(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** titleKey() of a subject without the brackets in front, which are numbers and versions. */
export const patchTitleKey = (subject: string): string =>
  titleKey(subject.replace(/^(?:\s*\[[^\]]*\])+/, ''));

/** The words of a title, for comparing two of them. */
export function titleTokens(title: string): ReadonlySet<string> {
  return new Set(titleKey(title).split(' ').filter(Boolean));
}

/** Jaccard index of two sets: 0 (nothing in common) to 1 (equal). Two empty sets are not alike. */
export function jaccard<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const item of small) if (large.has(item)) common++;
  const union = a.size + b.size - common;
  return union === 0 ? 0 : common / union;
}

/** A likeness as it is kept and shown: three digits are more than it tells. */
export const rounded = (likeness: number): number => Math.round(likeness * 1000) / 1000;

/** Fewer words behind the prefix are no title of their own: `mm: fix typo`. */
const TAIL_WORDS = 3;

/** The key of a title behind its prefix, which maintainers change: `mm/slab: do not sleep` and `slab: do not sleep`. */
export function titleTail(title: string): string {
  const key = titleKey(title.slice(title.lastIndexOf(': ') + 1));
  return key.split(' ').length >= TAIL_WORDS ? key : '';
}
