/** Which patch or cover letter a mail of a thread comments on. */

export interface ThreadedMail {
  readonly messageId: string;
  /** Nearest first. */
  readonly references: readonly string[];
  /** The series that it is a patch or cover of; null for a reply. */
  readonly series: string | null;
}

/**
 * For each reply the posting (patch or cover) that it, or the reply that it answers, stands under: the nearest of its
 * references that is one, else what that reference itself is about.
 *
 *     [PATCH 1/2] a
 *      `- Re: [PATCH 1/2] a        about 1/2
 *          `- Re: [PATCH 1/2] a    about 1/2, though it may name only the mail above it
 */
export function commentsOn<T extends ThreadedMail>(mails: readonly T[]): ReadonlyMap<string, T> {
  const byId = new Map(mails.map((mail) => [mail.messageId, mail]));
  const found = new Map<string, T | null>();
  const postingOf = (mail: T): T | null => {
    if (mail.series !== null) return mail;
    const known = found.get(mail.messageId);
    if (known !== undefined) return known;
    // A loop of references leads to nothing.
    found.set(mail.messageId, null);
    let posting: T | null = null;
    for (const id of mail.references) {
      const target = byId.get(id);
      posting = target ? postingOf(target) : null;
      if (posting) break;
    }
    found.set(mail.messageId, posting);
    return posting;
  };
  return new Map(
    mails.flatMap((mail) => {
      const posting = mail.series === null ? postingOf(mail) : null;
      return posting ? [[mail.messageId, posting] as const] : [];
    }),
  );
}
