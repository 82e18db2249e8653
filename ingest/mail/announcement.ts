/**
 * Mails that say where a patch went: "applied, thanks" (announced-by-person.ts), robots of trees and of Patchwork, -mm's
 * "added to" and "removed from", pull requests taken. What they say is kept as they say it; which patch it is about is
 * told later.
 */
import type { AnnouncedPatch, Announcement } from '../../model/facts/index.ts';
import { fromPerson, isMainline, listed, NOTHING, type Told } from './announced-by-person.ts';

const MAX_TEXT = 20_000;

/** Without one of these no robot announces anything: most mails need not be looked at by lines. */
const ROBOT_SIGNS = ['has been merged into', 'titled', 'available in the', 'was applied to'];

/** Null for a mail that announces nothing. */
export function announcementOf(told: Told): Announcement | null {
  const mail = { ...told, text: told.text.slice(0, MAX_TEXT) };
  const isRobot = ROBOT_SIGNS.some((sign) => mail.text.includes(sign));
  return (isRobot ? fromRobot(mail) : null) ?? (mail.isReply ? fromPerson(mail) : null);
}

/** A robot's own opening; `Subject:` stands for the mails of -mm, where the title is inside. */
function fromRobot({ subject, title, text }: Told): Announcement | null {
  const tip =
    /^The following commit has been merged into the (\S+) branch of (\w+):\s+Commit-ID:\s+([0-9a-f]{40})/m.exec(
      text,
    );
  if (tip) {
    const patches = [{ n: null, title: title.replace(/^\[tip: ?[^\]]*\] ?/, ''), commit: tip[3]! }];
    return { ...NOTHING, kind: 'queued', tree: `${tip[2]} ${tip[1]}`, patches };
  }
  const mm =
    /^The (?:quilt )?patch titled\s+(?:Subject: )?(.+(?:\n {5,}.+)*)\nhas been (added to|removed from) the (-mm\b[^.\n]*?)(?: tree| branch)?\./m.exec(
      text,
    );
  if (mm) {
    const patches = [{ n: null, title: mm[1]!.replace(/\s+/g, ' ').trim(), commit: null }];
    return {
      ...NOTHING,
      kind: mm[2] === 'added to' ? 'queued' : leftMm(subject, text),
      tree: '-mm',
      patches,
    };
  }
  const added =
    /^this is a note to let you know that i(?:'|\u2019)?(?:ve| have) just added the patch titled\s+(?:Subject: )?(.+)\s+to (?:my (\S+) git|the (\S+)) tree/im.exec(
      text,
    );
  if (added)
    return {
      ...NOTHING,
      kind: 'queued',
      tree: (added[2] ?? added[3])!,
      patches: [{ n: null, title: added[1]!.trim(), commit: null }],
    };
  const pull =
    /^The pull request you sent on [^\n]+:\s+(?:> [^\n]*\n\s*)*has been merged into (\S+?):\s+\S+\/c(?:ommit)?\/([0-9a-f]{12,40})/m.exec(
      text,
    );
  if (pull) return { ...NOTHING, kind: 'merged', tree: pull[1]!, isWhole: true, patches: [] };
  const asked = /^are available in the [Gg]it repository at:\s+(\S+)/m.exec(text);
  if (asked) return { ...NOTHING, kind: 'requested', tree: asked[1]!, patches: shortlog(text) };
  const patchwork = /^This (?:series|patch|pull request) was applied to (\S+)(?: \((\S+)\))?\s+by /m.exec(
    text,
  );
  if (patchwork)
    return {
      ...NOTHING,
      kind: isMainline(patchwork[1]!) ? 'merged' : 'queued',
      tree: [patchwork[1], patchwork[2]].filter(Boolean).join(' '),
      isWhole: true,
      patches: listed(text),
    };
  return null;
}

/** The titles of git-shortlog(1), as git-request-pull(1) prints it. */
function shortlog(text: string): readonly AnnouncedPatch[] {
  const titles: string[] = [];
  let isInside = false;
  for (const line of text.split('\n')) {
    if (/^\S.* \(\d+\):$/.test(line)) isInside = true;
    else if (!line.startsWith('      ')) isInside &&= line === '';
    else if (isInside) titles.push(line.trim());
  }
  return titles.map((title) => ({ n: null, title, commit: null }));
}

/** -mm says in the subject's tag why a patch left it. Merged into another branch of mm is still on its way. */
function leftMm(subject: string, text: string): Announcement['kind'] {
  if (!/^\[(?:merged|mm-merged)/i.test(subject)) return 'dropped';
  return /because it was merged into (?:mainline|Linus)/i.test(text) ? 'merged' : 'queued';
}
