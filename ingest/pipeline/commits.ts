/** One tree into the store. */
import { archiveLinks, type Commit } from '../../model/facts/index.ts';
import type { Store } from '../../model/store/database.ts';
import { writeMailmap } from '../../model/store/mailmap-store.ts';
import { writeMaintainers } from '../../model/store/maintainers-store.ts';
import { writeQuilt } from '../../model/store/quilt-store.ts';
import { type StoredSource, setCursor } from '../../model/store/sources.ts';
import {
  type CommitRow,
  keepCommits,
  linkCommit,
  removeCommits,
  writeCommits,
} from '../../model/store/write-commits.ts';
import type { TreeSource } from '../source/types.ts';
import type { Progress } from './mails.ts';

const BATCH = 200;

/** Reads what is new of a tree; returns how many commits were. */
export async function ingestCommits(
  store: Store,
  source: StoredSource,
  reader: TreeSource,
  options: { readonly onProgress?: Progress } = {},
): Promise<number> {
  let stored = 0;
  let batch: CommitRow[] = [];
  const flush = (): void => {
    stored += writeCommits(store, source.id, batch);
    batch = [];
  };
  for await (const item of reader.read(source.cursor)) {
    switch (item.kind) {
      case 'commit':
        batch.push({ commit: item.commit, links: linksOf(item.commit) });
        if (batch.length >= BATCH) flush();
        break;
      case 'note':
        flush();
        linkCommit(store, source.id, item.commit, mailsNamed(item.text));
        break;
      case 'maintainers':
        flush();
        writeMaintainers(store, source.id, item.since, item.text);
        break;
      case 'mailmap':
        flush();
        writeMailmap(store, source.id, item.since, item.text);
        break;
      case 'quilt':
        flush();
        writeQuilt(store, source.id, item.changes);
        break;
      case 'gone':
        flush();
        if ('commits' in item) removeCommits(store, source.id, item.commits);
        else keepCommits(store, source.id, item.butFor);
        break;
      case 'cursor':
        flush();
        await setCursor(store, source.id, item.cursor);
        break;
      case 'progress':
        options.onProgress?.(item.done, item.total);
    }
  }
  flush();
  return stored;
}

/** Trailers that name the mail that a commit came from: `Message-Id:` (git am -m), or a link to an archive. */
const NAMES_MAIL = /^(?:link|message-id|discussion|patch|archive|lore)$/i;

/** The mails that a commit says it came from. */
const linksOf = ({ trailers }: Commit): readonly string[] => [
  ...new Set(trailers.flatMap(({ kind, value }) => (NAMES_MAIL.test(kind) ? mailsNamed(value) : []))),
];

/** Message-IDs in angle brackets or behind links; or the text itself, if it is one. */
function mailsNamed(text: string): readonly string[] {
  const ids = [...text.matchAll(/<([^<>\s]+@[^<>\s]+)>/g)].map((match) => match[1]!);
  const found = [...ids.filter((id) => !id.includes('://')), ...archiveLinks(text)];
  return found.length > 0 || !/^[^\s/<>]+@[^\s/<>]+$/.test(text) ? found : [text];
}
