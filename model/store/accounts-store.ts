/** Accounts with their tokens, sessions and invitations, in the journal's file. Secrets are stored as digests only. */
import type Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { type Epoch, epoch } from '../facts/index.ts';
import type { Store } from './database.ts';

/** Each may do what those before it may. */
export const ROLES = ['reader', 'triager', 'maintainer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
  readonly id: number;
  readonly name: string;
  /** What the journal calls them where it is known; else empty. */
  readonly email: string;
  readonly role: Role;
}

export interface StoredAccount extends Account {
  /** As scrypt wrote it; null as long as none was chosen. */
  readonly password: string | null;
  readonly createdAt: Epoch;
}

export interface StoredToken {
  readonly id: number;
  readonly label: string;
  readonly createdAt: Epoch;
}

const ACCOUNT = z
  .object({
    id: z.int(),
    name: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    password: z.string().nullable(),
    created_at: z.int(),
  })
  .transform(({ created_at, ...row }): StoredAccount => ({ ...row, createdAt: epoch(created_at) }));

const TOKEN = z
  .object({ id: z.int(), label: z.string(), created_at: z.int() })
  .transform(({ created_at, ...row }): StoredToken => ({ ...row, createdAt: epoch(created_at) }));

const COLUMNS = 'a.id, a.name, a.email, a.role, a.password, a.created_at';

/** One row, or null: also where there is no journal yet. */
function account(
  sqlite: Sqlite.Database | null,
  rest: string,
  ...values: readonly (string | number)[]
): StoredAccount | null {
  const row = sqlite?.prepare(`SELECT ${COLUMNS} FROM ${rest}`).get(...values);
  return row === undefined ? null : ACCOUNT.parse(row);
}

export const readAccounts = ({ journal }: Store): readonly StoredAccount[] =>
  (journal.toRead()?.prepare(`SELECT ${COLUMNS} FROM account a ORDER BY a.name`).all() ?? []).map((row) =>
    ACCOUNT.parse(row),
  );

export const accountNamed = ({ journal }: Store, name: string): StoredAccount | null =>
  account(journal.toRead(), 'account a WHERE a.name = ?', name);

/** @returns null if the name is taken */
export function insertAccount({ journal }: Store, given: Omit<StoredAccount, 'id'>): StoredAccount | null {
  const { name, email, role, password, createdAt } = given;
  const sqlite = journal.toWrite();
  const { changes, lastInsertRowid } = sqlite
    .prepare(
      'INSERT INTO account (name, email, role, password, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(name, email, role, password, createdAt);
  return changes === 0 ? null : account(sqlite, 'account a WHERE a.id = ?', Number(lastInsertRowid));
}

export function updateRole({ journal }: Store, id: number, role: Role): void {
  journal.toWrite().prepare('UPDATE account SET role = ? WHERE id = ?').run(role, id);
}

/** Also ends every session, and every invitation to choose another. */
export function updatePassword({ journal }: Store, id: number, password: string): void {
  const sqlite = journal.toWrite();
  sqlite.transaction(() => {
    sqlite.prepare('UPDATE account SET password = ? WHERE id = ?').run(password, id);
    sqlite.prepare('DELETE FROM session WHERE account = ?').run(id);
    sqlite.prepare('DELETE FROM invitation WHERE account = ?').run(id);
  })();
}

/** With tokens, sessions and invitations. What they wrote in the journal stays. */
export function deleteAccount({ journal }: Store, id: number): void {
  journal.toWrite().prepare('DELETE FROM account WHERE id = ?').run(id);
}

export function insertToken(
  { journal }: Store,
  given: {
    readonly account: number;
    readonly hash: string;
    readonly label: string;
    readonly createdAt: Epoch;
  },
): void {
  journal
    .toWrite()
    .prepare(
      'INSERT INTO token (account, hash, label, created_at) VALUES (@account, @hash, @label, @createdAt)',
    )
    .run(given);
}

export const readTokens = ({ journal }: Store, id: number): readonly StoredToken[] =>
  (
    journal
      .toRead()
      ?.prepare('SELECT id, label, created_at FROM token WHERE account = ? ORDER BY id')
      .all(id) ?? []
  ).map((row) => TOKEN.parse(row));

/** @returns false if the account has no such token */
export const deleteToken = ({ journal }: Store, account: number, id: number): boolean =>
  journal.toWrite().prepare('DELETE FROM token WHERE account = ? AND id = ?').run(account, id).changes > 0;

export const accountOfTokenHash = ({ journal }: Store, hash: string): StoredAccount | null =>
  account(journal.toRead(), 'token t JOIN account a ON a.id = t.account WHERE t.hash = ?', hash);

/** Sweeps out what has expired on the way. */
export function insertSession(
  { journal }: Store,
  given: { readonly account: number; readonly hash: string; readonly now: Epoch; readonly expiresAt: Epoch },
): void {
  const sqlite = journal.toWrite();
  sqlite.prepare('DELETE FROM session WHERE expires_at <= ?').run(given.now);
  sqlite
    .prepare(
      'INSERT INTO session (hash, account, created_at, expires_at) VALUES (@hash, @account, @now, @expiresAt)',
    )
    .run(given);
}

export const accountOfSessionHash = ({ journal }: Store, hash: string, now: Epoch): StoredAccount | null =>
  account(
    journal.toRead(),
    'session s JOIN account a ON a.id = s.account WHERE s.hash = ? AND s.expires_at > ?',
    hash,
    now,
  );

export function deleteSession({ journal }: Store, hash: string): void {
  journal.toRead()?.prepare('DELETE FROM session WHERE hash = ?').run(hash);
}

export const deleteSessions = ({ journal }: Store, account: number): number =>
  journal.toWrite().prepare('DELETE FROM session WHERE account = ?').run(account).changes;

/**
 * @param given.account null: whoever holds it makes the first account. There is one such invitation at a time, and one for
 * each account.
 */
export function insertInvitation(
  { journal }: Store,
  given: { readonly account: number | null; readonly hash: string; readonly expiresAt: Epoch },
): void {
  const sqlite = journal.toWrite();
  sqlite.transaction(() => {
    sqlite.prepare('DELETE FROM invitation WHERE account IS ?').run(given.account);
    sqlite
      .prepare('INSERT INTO invitation (hash, account, expires_at) VALUES (@hash, @account, @expiresAt)')
      .run(given);
  })();
}

const INVITATION = z.object({ account: z.int().nullable() });

/** @returns null if there is none, or it has expired; else whom it is for, which is nobody yet at the first start */
export function readInvitation(
  { journal }: Store,
  hash: string,
  now: Epoch,
): { readonly account: StoredAccount | null } | null {
  const sqlite = journal.toRead();
  const row = sqlite
    ?.prepare('SELECT account FROM invitation WHERE hash = ? AND expires_at > ?')
    .get(hash, now);
  if (row === undefined || row === null) return null;
  const { account: id } = INVITATION.parse(row);
  return { account: id === null ? null : account(sqlite ?? null, 'account a WHERE a.id = ?', id) };
}

/** @returns false if somebody else has used it meanwhile */
export const deleteInvitation = ({ journal }: Store, hash: string): boolean =>
  journal.toWrite().prepare('DELETE FROM invitation WHERE hash = ?').run(hash).changes > 0;
