/** Atom (RFC 4287): a feed as text. */
import { plain } from './values.ts';

export interface Entry {
  /** The same for ever, and of no other entry (section 4.2.6). */
  readonly id: string;
  readonly title: string;
  readonly link: string;
  /** Seconds. */
  readonly updated: number;
  readonly summary: string;
}

export interface Feed {
  /** Its own address. */
  readonly self: string;
  /** The page that it goes with. */
  readonly page: string;
  readonly title: string;
  /** Where there is no entry yet; seconds. */
  readonly since: number;
  readonly entries: readonly Entry[];
}

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Strangers' text: without the characters that XML 1.0 cannot hold, and half surrogates. */
const xml = (text: string): string =>
  plain(text)
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (char) => XML[char]!);

const time = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

/** Newest first. */
export function atom({ self, page, title, since, entries }: Feed): string {
  const sorted = entries.toSorted((a, b) => b.updated - a.updated || (a.id < b.id ? -1 : 1));
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${xml(self)}</id>
<title>${xml(title)}</title>
<updated>${time(sorted[0]?.updated ?? since)}</updated>
<author><name>mergeready</name></author>
<link rel="self" type="application/atom+xml" href="${xml(self)}"/>
<link rel="alternate" type="text/html" href="${xml(page)}"/>
${sorted.map(entryText).join('')}</feed>
`;
}

const entryText = ({ id, title, link, updated, summary }: Entry): string => `<entry>
<id>${xml(id)}</id>
<title>${xml(title)}</title>
<updated>${time(updated)}</updated>
<link rel="alternate" href="${xml(link)}"/>
<summary>${xml(summary)}</summary>
</entry>
`;
