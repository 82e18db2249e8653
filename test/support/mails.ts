/** Small mails by people who don't exist, and a database in memory to read them into. */

import { afterAll } from 'vitest';
import type { Workspace } from '../../app/index.ts';
import { ingestMails } from '../../ingest/pipeline/mails.ts';
import { ParserPool } from '../../ingest/pipeline/pool.ts';
import type { MailItem } from '../../ingest/source/types.ts';
import { derive } from '../../model/derive/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { openStore, type Store } from '../../model/store/database.ts';
import { listSources, putSource } from '../../model/store/sources.ts';

export const END: Epoch = epoch(Date.UTC(2030, 0, 1) / 1000);

export interface Draft {
  readonly id: string;
  readonly subject: string;
  readonly from?: string;
  /** Minutes after 2026-03-02T10:00Z. */
  readonly at?: number;
  readonly to?: string;
  readonly body?: string;
}

export const diff = (file = 'kernel/nsproxy.c', line = 'int x;'): string =>
  `---\n ${file} | 1 +\n\ndiff --git a/${file} b/${file}\nindex 1111111..2222222 100644\n--- a/${file}\n+++ b/${file}\n@@ -1,2 +1,3 @@\n a\n+${line}\n b\n-- \n2.39.5\n`;

export function mail(draft: Draft): string {
  const date = new Date(Date.UTC(2026, 2, 2, 10, draft.at ?? 0)).toUTCString();
  const refs = draft.to
    ? `In-Reply-To: <${draft.to}@example.org>\nReferences: <${draft.to}@example.org>\n`
    : '';
  return `From: ${draft.from ?? 'Ann Author <ann@example.org>'}\nDate: ${date}\nMessage-ID: <${draft.id}@example.org>\n${refs}Subject: ${draft.subject}\nTo: list@example.org\n\n${draft.body ?? 'Words.\n'}`;
}

/** A workspace in memory that holds these mails, taken in as given: each inner array is one sync. */
export async function workspaceOf(...syncs: readonly (readonly string[])[]): Promise<Workspace> {
  const store = openStore(':memory:');
  for (const mails of syncs) await receive(store, mails);
  return { store, repositories: '' };
}

/** One thread for all workspaces of a file: starting one takes longer than most tests. */
const pool = new ParserPool(1);
afterAll(() => pool.close());

/** One sync of a list that now holds these mails as well. */
export async function receive(store: Store, mails: readonly string[]): Promise<void> {
  await putSource(store, { kind: 'mbox', location: '/test.mbox', name: 'test', role: null });
  const [source] = await listSources(store);
  const items = mails.map(
    (text, at): MailItem => ({
      kind: 'mail',
      bytes: Buffer.from(text),
      archivedAt: null,
      position: String(at),
    }),
  );
  const read = async function* () {
    yield* items;
  };
  await ingestMails(store, source!, { kind: 'mbox', read }, pool, { latest: END });
  await derive(store);
}
