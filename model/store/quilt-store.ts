/** Quilt stacks: writing what a snapshot changed, reading a stack as of a date. */
import { type Epoch, epoch, type QuiltChanges, titleKey } from '../facts/index.ts';
import type { StackPatch } from '../landing/index.ts';
import type { Store } from './database.ts';

export function writeQuilt({ sqlite }: Store, source: number, changes: QuiltChanges): void {
  const stay = sqlite.prepare(
    `INSERT INTO quilt_stay (source, name, entered_at, left_at, section, topic)
     VALUES (?, ?, ?, ?, coalesce(?, ''), coalesce(?, ''))
     ON CONFLICT DO UPDATE SET left_at = excluded.left_at,
       section = CASE WHEN excluded.left_at IS NULL THEN excluded.section ELSE section END,
       topic = CASE WHEN excluded.left_at IS NULL THEN excluded.topic ELSE topic END`,
  );
  const version = sqlite.prepare(
    'INSERT OR IGNORE INTO quilt_version (source, name, since, commit_id) VALUES (?, ?, ?, ?)',
  );
  const note = sqlite.prepare(
    `INSERT INTO quilt_note (source, name, text, since, until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET until = excluded.until`,
  );
  sqlite.transaction(() => {
    for (const one of changes.stays)
      stay.run(source, one.name, one.entered, one.left, one.section, one.topic);
    for (const one of changes.versions) version.run(source, one.name, one.since, one.commit);
    for (const one of changes.notes) note.run(source, one.name, one.text, one.since, one.until);
  })();
}

interface StayRow {
  name: string;
  entered_at: number;
  left_at: number | null;
  section: string;
  topic: string;
}

/** Every stay in the stack that had begun by `asOf`, oldest first. */
export function readStack({ sqlite }: Store, source: number, asOf: Epoch): readonly StackPatch[] {
  const stays = sqlite
    .prepare<[number, number], StayRow>(
      `SELECT name, entered_at, left_at, section, topic FROM quilt_stay
        WHERE source = ? AND entered_at <= ? ORDER BY entered_at, name`,
    )
    .all(source, asOf);
  const versions = Map.groupBy(
    sqlite
      .prepare<[number, number], ContentRow>(
        `SELECT v.name, v.since, c.subject, count(t.seq) AS reviews
           FROM quilt_version v JOIN git_commit c ON c.source = v.source AND c.commit_id = v.commit_id
           LEFT JOIN commit_trailer t ON t.commit_row = c.id AND t.kind IN ('Acked-by', 'Reviewed-by')
          WHERE v.source = ? AND v.since <= ? GROUP BY v.name, v.since ORDER BY v.name, v.since`,
      )
      .all(source, asOf),
    ({ name }) => name,
  );
  const notes = Map.groupBy(
    sqlite
      .prepare<[number, number], NoteRow>(
        `SELECT name, text, since, until FROM quilt_note
          WHERE source = ? AND since <= ? ORDER BY name, since, text`,
      )
      .all(source, asOf),
    ({ name }) => name,
  );
  const mainline = mainlineByTitle(
    sqlite,
    [...versions.values()].flat().map(({ subject }) => titleKey(subject)),
    asOf,
  );
  return stays.map((row) => {
    const until = row.left_at ?? asOf;
    const contents = (versions.get(row.name) ?? []).filter(
      ({ since }) => since >= row.entered_at && since <= until,
    );
    const noted = (notes.get(row.name) ?? []).filter(
      (note) => (note.until === null || note.until > row.entered_at) && note.since <= until,
    );
    const subject = contents.at(-1)?.subject ?? row.name;
    return {
      name: row.name,
      subject,
      entered: epoch(row.entered_at),
      left: row.left_at === null || row.left_at > asOf ? null : epoch(row.left_at),
      section: row.section,
      topic: row.topic,
      notes: noted.map((note) => ({
        ...note,
        since: epoch(note.since),
        until: note.until === null || note.until > asOf ? null : epoch(note.until),
      })),
      versions: contents.map(({ since, reviews }) => ({ since: epoch(since), reviews })),
      mainline: mainline.get(titleKey(subject)) ?? null,
    };
  });
}

interface ContentRow {
  readonly name: string;
  readonly since: number;
  readonly subject: string;
  readonly reviews: number;
}

interface NoteRow {
  readonly name: string;
  readonly text: string;
  readonly since: number;
  readonly until: number | null;
}

/** The first commit of mainline with each of these titles. */
function mainlineByTitle(
  sqlite: Store['sqlite'],
  keys: readonly string[],
  asOf: Epoch,
): ReadonlyMap<string, string> {
  const rows = sqlite
    .prepare<[string, number], { title_key: string; commit_id: string }>(
      `SELECT c.title_key, c.commit_id FROM git_commit c JOIN source s ON s.id = c.source
        WHERE c.title_key IN (SELECT value FROM json_each(?)) AND s.role = 'mainline' AND c.landed_at <= ?
        ORDER BY c.landed_at DESC`,
    )
    .all(JSON.stringify([...new Set(keys)]), asOf);
  return new Map(rows.map((row) => [row.title_key, row.commit_id]));
}
