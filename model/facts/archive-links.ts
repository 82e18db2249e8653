/** Mails named by links to the archives that keep them. */
import { type MessageId, messageId } from './ids.ts';

/**
 * A URL with a Message-ID for one of its parts, as every archive that can be asked for one writes it:
 * `lore.kernel.org/list/ID/`, `patch.msgid.link/ID`, `patchwork.freedesktop.org/patch/msgid/ID`, `marc.info/?i=ID`.
 * What begins with the `@` is somebody's page.
 */
export const PAGE =
  /\bhttps?:\/\/[\w.-]{1,200}(?::\d+)?\/([^\s<>"\\^`{|}]{0,500}(?:@|%40)[^\s<>"\\^`{|}]{0,500})/gi;
const ID = /^[^@\s]+@[^@\s]+$/;

/**
 * A mail as somebody types or pastes its name: the Message-ID, with angle brackets or without, or a link to a page of it
 * or of its thread.
 */
export const namedMail = (text: string): MessageId => messageId(archiveLinks(text)[0] ?? text);

/** Message-IDs behind links to mail archives. */
export function archiveLinks(text: string): readonly string[] {
  return text.includes('://') ? linkedIds([...text.matchAll(PAGE)]) : [];
}

/** @param urls matches of PAGE */
export function linkedIds(urls: readonly RegExpExecArray[]): readonly string[] {
  const ids = urls.flatMap((match) => {
    const parts = match[1]!.split(/[/?&#]/).map((part) => decodeLink(part.replace(/^[a-z-]{1,12}=/i, '')));
    return parts.map(bareId).find((part) => ID.test(part)) ?? [];
  });
  return [...new Set(ids)];
}

/** Without what ends the sentence that it stands in. */
export const bareId = (id: string): string => id.replace(/[.;:,)\]'*]+$/, '');

function decodeLink(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}
