/**
 * Mails about a patch that are no posting of it, though they may hold its diff: "added to the -mm tree", "merged into
 * tip", "failed to apply", a pull request, a push notification, a release, a diff that a robot is asked to test.
 *
 * Mistakes accepted: a maintainer who announces in words of his own is not found here; a patch whose title really is
 * "… has been added to …" is taken for a notice only if it has no [PATCH] tag.
 */
import type { NoticeKind } from '../../model/facts/index.ts';

interface Form {
  readonly kind: NoticeKind;
  readonly subject?: RegExp;
  readonly opening?: RegExp;
}

/** In order: the first that fits. `opening` is looked for in the first lines of the text. */
const FORMS: readonly Form[] = [
  { kind: 'merged', subject: /^\[(?:folded-)?merged[^\]]*\].*\bremoved from\b.*\btree\b/i },
  { kind: 'dropped', subject: /\bremoved from\b.*\btree\b/i },
  { kind: 'dropped', subject: /\bhas been (?:removed from|dropped from)\b/i },
  { kind: 'queued', subject: /^\+ \S+\.patch\b.* added to\b/i },
  { kind: 'queued', subject: /\bhas been added to (?:the )?.*\b(?:tree|queue|branch)\b/i },
  { kind: 'failed', subject: /^failed: patch\b/i },
  { kind: 'queued', subject: /^\[tip: ?[^\]]+\]/i },
  { kind: 'pull-request', subject: /\[(?![^\]]*\d\/\d)[^\]]*\bpull(?: request)?\b[^\]]*\]/i },
  {
    kind: 'queued',
    opening: /^this is a note to let you know that i(?:'|\u2019)?(?:ve| have) just (?:added|queued)/im,
  },
  { kind: 'queued', opening: /^the patch titled$/im },
  { kind: 'queued', opening: /^the following commit has been merged into\b/im },
  {
    kind: 'queued',
    opening: /^this is an automatic generated email to let you know that the following patch/im,
  },
  // Linux 6.6.1, and what real-time kernels are released as, may come with the whole diff.
  {
    kind: 'release',
    subject: /^(?:\[announce(?:ment)?\]|announce:|linux \d+\.\d+(?:\.\d+)?(?:-rc\d+)?$)/i,
  },
  { kind: 'test-request', subject: /^#syz test\b/i },
  { kind: 'test-request', opening: /^#syz test\b/im },
  { kind: 'push', opening: /^this is an automated email from the git hooks/im },
];

const OPENING_LENGTH = 600;
/** RFC 5322's longest line; a longer subject is no bot's. */
const SUBJECT_LENGTH = 998;

export function noticeOf(subject: string, hasPatchTag: boolean, text: string): NoticeKind | null {
  const opening = text.slice(0, OPENING_LENGTH);
  const head = subject.slice(0, SUBJECT_LENGTH);
  for (const form of FORMS) {
    if (form.subject) {
      if (form.kind !== 'pull-request' && hasPatchTag) continue;
      if (form.subject.test(head)) return form.kind;
    } else if (!hasPatchTag && form.opening!.test(opening)) {
      return form.kind;
    }
  }
  return null;
}
