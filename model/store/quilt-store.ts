/** Quilt stacks: writing what a snapshot changed, reading a stack as of a date. */
import { type Epoch, epoch, FOREVER, type QuiltChanges, type StackPlace, titleKey } from '../facts/index.ts';
import { type StackInterval, type StackPatch, standingNote } from '../landing/index.ts';
import type { Store } from './database.ts';

export function writeQuilt({ sqlite }: Store, source: number, changes: QuiltChanges): void {
  const stay = sqlite.prepare(
    `INSERT INTO quilt_stay (source, name, entered_at, left_at, why, why_since) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET left_at = excluded.left_at, why = excluded.why, why_since = excluded.why_since`,
  );
  const place = sqlite.prepare(
    'INSERT OR REPLACE INTO quilt_place (source, name, since, section, topic) VALUES (?, ?, ?, ?, ?)',
  );
  const version = sqlite.prepare(
    'INSERT OR IGNORE INTO quilt_version (source, name, since, commit_id) VALUES (?, ?, ?, ?)',
  );
  const note = sqlite.prepare(
    `INSERT INTO quilt_note (source, name, text, since, until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET until = excluded.until`,
  );
  // A patch may leave without any new content to be matched: its state in the listing is another all the same.
  const list = sqlite.prepare(
    `INSERT OR IGNORE INTO pending SELECT 'listing', l.message FROM quilt_version v
       JOIN git_commit c ON c.source = v.source AND c.commit_id = v.commit_id
       JOIN landing l ON l.commit_row = c.id WHERE v.source = ? AND v.name = ?`,
  );
  sqlite.transaction(() => {
    for (const { name, entered, left, why, whySince } of changes.stays) {
      stay.run(source, name, entered, left, why, whySince);
      list.run(source, name);
    }
    for (const one of changes.places) place.run(source, one.name, one.since, one.section, one.topic);
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
  why: string | null;
}

/** Every stay in the stack that had begun by `asOf`, oldest first. */
export function readStack({ sqlite }: Store, source: number, asOf: Epoch): readonly StackPatch[] {
  const stays = sqlite
    .prepare<{ source: number; asOf: number }, StayRow>(
      `SELECT s.name, s.entered_at, s.left_at, CASE WHEN s.why_since <= @asOf THEN s.why END AS why, p.section, p.topic FROM quilt_stay s
         JOIN quilt_place p ON p.source = s.source AND p.name = s.name AND p.since =
           (SELECT max(since) FROM quilt_place
             WHERE source = s.source AND name = s.name AND since <= min(coalesce(s.left_at, @asOf), @asOf))
        WHERE s.source = @source AND s.entered_at <= @asOf ORDER BY s.entered_at, s.name`,
    )
    .all({ source, asOf });
  const versions = contentsIn(sqlite, source, asOf);
  const notes = notesIn(sqlite, source, asOf);
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
      why: row.why,
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

function contentsIn(
  sqlite: Store['sqlite'],
  source: number,
  asOf: Epoch,
): ReadonlyMap<string, readonly ContentRow[]> {
  const rows = sqlite
    .prepare<[number, number], ContentRow>(
      `SELECT v.name, v.since, c.subject, count(t.seq) AS reviews
         FROM quilt_version v JOIN git_commit c ON c.source = v.source AND c.commit_id = v.commit_id
         LEFT JOIN commit_trailer t ON t.commit_row = c.id AND t.kind IN ('Acked-by', 'Reviewed-by')
        WHERE v.source = ? AND v.since <= ? GROUP BY v.name, v.since ORDER BY v.name, v.since`,
    )
    .all(source, asOf);
  return Map.groupBy(rows, ({ name }) => name);
}

function notesIn(
  sqlite: Store['sqlite'],
  source: number,
  asOf: Epoch,
): ReadonlyMap<string, readonly NoteRow[]> {
  const rows = sqlite
    .prepare<[number, number], NoteRow>(
      `SELECT name, text, since, until FROM quilt_note
        WHERE source = ? AND since <= ? ORDER BY name, since, text`,
    )
    .all(source, asOf);
  return Map.groupBy(rows, ({ name }) => name);
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

/** When what a commit of a stack stands for was there, by the commit's row. */
export function stackIntervals({ sqlite }: Store): (row: number) => readonly StackInterval[] {
  const query = sqlite.prepare<[number], { name: string; since: number; next: number | null }>(
    `SELECT v.name, v.since, nullif(min(
            coalesce((SELECT min(n.since) FROM quilt_version n
                       WHERE n.source = v.source AND n.name = v.name AND n.since > v.since), ${FOREVER}),
            coalesce(s.left_at, ${FOREVER})), ${FOREVER}) AS next
       FROM git_commit c
       JOIN quilt_version v ON v.commit_id = c.commit_id AND v.source = c.source
       JOIN quilt_stay s ON s.source = v.source AND s.name = v.name
        AND s.entered_at <= v.since AND (s.left_at IS NULL OR s.left_at > v.since)
      WHERE c.id = ?`,
  );
  return (row) =>
    query.all(row).map(({ name, since, next }) => ({
      name,
      from: epoch(since),
      to: next === null ? null : epoch(next),
    }));
}

/** Where a patch that is in the stack by `asOf` stands in it, by its name. */
export function stackPlaces({ sqlite }: Store, source: number, asOf: Epoch): (name: string) => StackPlace {
  const places = sqlite
    .prepare<[number, string, number], string>(
      'SELECT section FROM quilt_place WHERE source = ? AND name = ? AND since <= ? ORDER BY since DESC LIMIT 1',
    )
    .pluck();
  const notes = sqlite.prepare<[number, string, number, number], NoteRow>(
    `SELECT name, text, since, until FROM quilt_note
      WHERE source = ? AND name = ? AND since <= ? AND (until IS NULL OR until > ?) ORDER BY since, text`,
  );
  const reviews = sqlite
    .prepare<[number, string, number], number>(
      `SELECT (SELECT count(*) FROM commit_trailer t
                WHERE t.commit_row = c.id AND t.kind IN ('Acked-by', 'Reviewed-by'))
         FROM quilt_version v JOIN git_commit c ON c.commit_id = v.commit_id AND c.source = v.source
        WHERE v.source = ? AND v.name = ? AND v.since <= ? ORDER BY v.since DESC LIMIT 1`,
    )
    .pluck();
  return (name) => ({
    name,
    section: places.get(source, name, asOf) ?? '',
    notes: notes
      .all(source, name, asOf, asOf)
      .map(({ text, since }) =>
        standingNote({ text, since: epoch(since) }, (at) => reviews.get(source, name, at) ?? 0, asOf),
      ),
  });
}
