/** Commits as far as they tell of the review of the patch that they carry. */
import { commitId, type Epoch, type Landing, type Mailbox } from '../facts/index.ts';
import type { LandedCommits } from '../review/index.ts';
import type { Store } from './database.ts';
import { unpackLines } from './mail-row.ts';
import { readMailmap } from './mailmap-store.ts';

interface Row {
  readonly commit_id: string;
  readonly committer_name: string;
  readonly committer_email: string;
  readonly lines: Buffer | null;
  readonly body: string;
  /** JSON: names and addresses. */
  readonly approved: string;
}

/** The commits of landings, as far as a git tree at hand has them. `asOf`: people as the .mailmap of that day knows them. */
export function landedCommits(store: Store, landings: readonly Landing[], asOf: Epoch): LandedCommits {
  const ids = landings.flatMap(({ commit }) => commit ?? []);
  if (ids.length === 0) return new Map();
  const mailmap = readMailmap(store, asOf);
  const known = (name: string, email: string): Mailbox => {
    const mailbox = { name, email };
    return mailmap ? mailmap.marked(mailbox) : mailbox;
  };
  const rows = store.sqlite
    .prepare<[string], Row>(
      `SELECT c.commit_id, c.committer_name, c.committer_email, c.lines, c.body,
              (SELECT json_group_array(json_array(t.name, t.email)) FROM commit_trailer t
                WHERE t.commit_row = c.id AND (t.kind LIKE '%reviewed%-by' OR t.kind LIKE '%acked%-by')) AS approved
         FROM json_each(?) wanted CROSS JOIN source s
         JOIN git_commit c ON c.source = s.id AND c.commit_id = wanted.value
        WHERE s.kind = 'git'`,
    )
    .all(JSON.stringify(ids));
  return new Map(
    rows.map((row) => [
      commitId(row.commit_id),
      {
        committer: known(row.committer_name, row.committer_email),
        approvedBy: (JSON.parse(row.approved) as [string, string][]).map(([name, email]) =>
          known(name, email),
        ),
        lines: new Set(unpackLines(row.lines)),
        message: row.body,
      },
    ]),
  );
}
