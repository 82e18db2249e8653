/** The commits of one tree, and who spoke on the lists about the patches they came from. */
import {
  type CommitId,
  commitId,
  type Epoch,
  epoch,
  type Mailbox,
  type MessageId,
  messageId,
  type TreeRole,
} from '../facts/index.ts';
import type { Store } from './database.ts';
import { stringList } from './decode.ts';
import { pieces } from './operands.ts';

export interface TreeCommitRow {
  readonly id: CommitId;
  readonly subject: string;
  readonly author: Mailbox;
}

/** In the order in which the tree got them; empty where no tree has this name. */
export function commitsOfTree({ sqlite }: Store, name: string, asOf: Epoch): readonly TreeCommitRow[] {
  const rows = sqlite
    .prepare<
      [string, number],
      { commit_id: string; subject: string; author_name: string; author_email: string }
    >(
      `SELECT c.commit_id, c.subject, c.author_name, c.author_email FROM git_commit c
         JOIN source s ON s.id = c.source
        WHERE s.name = ? AND s.role IS NOT NULL AND c.landed_at <= ? AND json_array_length(c.parents) < 2
        ORDER BY c.landed_at, c.commit_id`,
    )
    .all(name, asOf);
  return rows.map((row) => ({
    id: commitId(row.commit_id),
    subject: row.subject,
    author: { name: row.author_name, email: row.author_email },
  }));
}

export interface LandedCommitRow extends TreeCommitRow {
  readonly committer: Mailbox;
  readonly tree: string;
  readonly role: TreeRole;
  readonly landedAt: Epoch;
  /** Who gave a Reviewed-by, Acked-by or Tested-by that stands in it. */
  readonly reviewers: readonly Mailbox[];
}

/** What landed in any git tree after `since` and by `until`, merges left out, oldest first. */
export function commitsBetween({ sqlite }: Store, since: Epoch, until: Epoch): readonly LandedCommitRow[] {
  const rows = sqlite
    .prepare<[number, number], LandedRow>(
      `SELECT c.id, c.commit_id, c.subject, c.author_name, c.author_email, c.committer_name, c.committer_email,
              c.landed_at, s.name, s.role FROM git_commit c JOIN source s ON s.id = c.source
        WHERE s.kind = 'git' AND c.landed_at > ? AND c.landed_at <= ? AND json_array_length(c.parents) < 2
        ORDER BY c.landed_at, c.commit_id`,
    )
    .all(since, until);
  const reviewers = sqlite.prepare<[number, ...string[]], Mailbox>(
    `SELECT name, email FROM commit_trailer WHERE commit_row = ? AND kind IN (${REVIEW_KINDS.map(() => '?').join(', ')})`,
  );
  return rows.map((row) => ({
    id: commitId(row.commit_id),
    subject: row.subject,
    author: { name: row.author_name, email: row.author_email },
    committer: { name: row.committer_name, email: row.committer_email },
    tree: row.name,
    role: row.role,
    landedAt: epoch(row.landed_at),
    reviewers: reviewers.all(row.id, ...REVIEW_KINDS),
  }));
}

interface LandedRow {
  id: number;
  commit_id: string;
  subject: string;
  author_name: string;
  author_email: string;
  committer_name: string;
  committer_email: string;
  landed_at: number;
  name: string;
  role: TreeRole;
}

export interface VoiceRow {
  readonly person: string;
  readonly date: Epoch;
  readonly references: readonly MessageId[];
  readonly reviewers: readonly Mailbox[];
}

const REVIEW_KINDS = ['Reviewed-by', 'Acked-by', 'Tested-by'];

/** The replies in the threads of these mails, by mail: without their texts, since a tree has thousands. */
export async function readVoices(
  store: Store,
  ids: readonly MessageId[],
  asOf: Epoch,
): Promise<ReadonlyMap<MessageId, readonly VoiceRow[]>> {
  const { db } = store;
  const threadOf = new Map<MessageId, number>();
  for (const piece of pieces(ids)) {
    const rows = await db
      .selectFrom('message')
      .select(['message_id', 'thread'])
      .where('message_id', 'in', piece)
      .execute();
    for (const row of rows) threadOf.set(messageId(row.message_id), row.thread);
  }
  const byThread = new Map<number, VoiceRow[]>();
  for (const piece of pieces([...new Set(threadOf.values())])) {
    const rows = await db
      .selectFrom('message')
      .select(['id', 'person', 'archived_at', 'refs', 'thread'])
      .where('thread', 'in', piece)
      .where('is_reply', '=', 1)
      .where('archived_at', '<=', asOf)
      .orderBy('archived_at')
      .execute();
    const reviewers = await reviewersIn(
      store,
      rows.map(({ id }) => id),
    );
    for (const row of rows) {
      const voice = {
        person: row.person,
        date: epoch(row.archived_at),
        references: stringList(row.refs).map(messageId),
        reviewers: reviewers.get(row.id) ?? [],
      };
      byThread.set(row.thread, [...(byThread.get(row.thread) ?? []), voice]);
    }
  }
  return new Map([...threadOf].map(([id, thread]) => [id, byThread.get(thread) ?? []]));
}

/** Who sent these mails, and whose reviews they bring along. */
export async function readSenders(
  store: Store,
  ids: readonly MessageId[],
): Promise<ReadonlyMap<MessageId, Pick<VoiceRow, 'person' | 'reviewers'>>> {
  const found = new Map<MessageId, Pick<VoiceRow, 'person' | 'reviewers'>>();
  for (const piece of pieces(ids)) {
    const rows = await store.db
      .selectFrom('message')
      .select(['id', 'message_id', 'person'])
      .where('message_id', 'in', piece)
      .execute();
    const reviewers = await reviewersIn(
      store,
      rows.map(({ id }) => id),
    );
    for (const { id, message_id, person } of rows)
      found.set(messageId(message_id), { person, reviewers: reviewers.get(id) ?? [] });
  }
  return found;
}

async function reviewersIn(
  { db }: Store,
  messages: readonly number[],
): Promise<ReadonlyMap<number, readonly Mailbox[]>> {
  const found = new Map<number, Mailbox[]>();
  for (const piece of pieces(messages)) {
    const rows = await db
      .selectFrom('trailer')
      .select(['message', 'name', 'email'])
      .where('message', 'in', piece)
      .where('kind', 'in', REVIEW_KINDS)
      .execute();
    for (const { message, name, email } of rows)
      found.set(message, [...(found.get(message) ?? []), { name, email }]);
  }
  return found;
}
