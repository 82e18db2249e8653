/** Who may do what: accounts, their API tokens, sessions and invitations. */
import { createHash, randomBytes } from 'node:crypto';
import { DAY, type Epoch, epoch, UsageError } from '../model/facts/index.ts';
import * as accounts from '../model/store/accounts-store.ts';
import { hashPassword, isPassword } from './password.ts';
import type { Workspace } from './workspace.ts';

export { type Account, ROLES, type Role, type StoredToken } from '../model/store/accounts-store.ts';

type Account = accounts.Account;
type Role = accounts.Role;

/** Seconds. A session lasts a working week, whatever is done in it. */
export const SESSION_SECONDS = 7 * DAY;
const INVITATION_SECONDS = 3 * DAY;

/** May this account do what needs this role? Nobody may only what needs none. */
export const mayDo = (account: Account | null, needed: Role): boolean =>
  account !== null && accounts.ROLES.indexOf(account.role) >= accounts.ROLES.indexOf(needed);

/** What the journal calls them: as the command line does, by address. */
export const whoIs = ({ name, email }: Account): string => email || name;

const bare = ({ id, name, email, role }: Account): Account => ({ id, name, email, role });
const bareOrNull = (found: Account | null): Account | null => found && bare(found);

export const listAccounts = ({ store }: Workspace): readonly Account[] =>
  accounts.readAccounts(store).map(bare);

/** Somebody can log in: without such an account the first start makes one. */
export const hasAdmin = ({ store }: Workspace): boolean =>
  accounts.readAccounts(store).some((one) => one.role === 'admin' && one.password !== null);

/** @param given.password null: chosen later, with an invitation */
export async function addAccount(
  { store }: Workspace,
  given: {
    readonly name: string;
    readonly email: string;
    readonly role: Role;
    readonly password: string | null;
  },
  now: Epoch,
): Promise<Account> {
  const { name, email, role } = given;
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(name))
    throw new UsageError(
      `account name ${JSON.stringify(name)}: letters, digits and . _ @ + -, 64 at the most`,
    );
  if (email !== '' && !/^[^\s<>@]+@[^\s<>@]+$/.test(email))
    throw new UsageError(`address ${JSON.stringify(email)}: written mara@example.org`);
  if (!accounts.ROLES.includes(role))
    throw new UsageError(`role ${role}: there is ${accounts.ROLES.join(', ')}`);
  const password = given.password === null ? null : await hashPassword(given.password);
  const added = accounts.insertAccount(store, { name, email, role, password, createdAt: now });
  if (!added) throw new UsageError(`account ${name} is there already`);
  return bare(added);
}

/** @throws UsageError if the last admin would be none any more */
export function setRole(workspace: Workspace, name: string, role: Role): void {
  const account = find(workspace, name);
  if (!accounts.ROLES.includes(role))
    throw new UsageError(`role ${role}: there is ${accounts.ROLES.join(', ')}`);
  if (role !== 'admin') keepAnAdmin(workspace, account);
  accounts.updateRole(workspace.store, account.id, role);
}

export function removeAccount(workspace: Workspace, name: string): void {
  const account = find(workspace, name);
  keepAnAdmin(workspace, account);
  accounts.deleteAccount(workspace.store, account.id);
}

function keepAnAdmin({ store }: Workspace, account: Account): void {
  const admins = accounts.readAccounts(store).filter((one) => one.role === 'admin');
  if (admins.length === 1 && admins[0]!.id === account.id)
    throw new UsageError(`${account.name} is the only admin; make another one first`);
}

/** Ends every session of the account. */
export async function setPassword(workspace: Workspace, name: string, password: string): Promise<void> {
  const account = find(workspace, name);
  accounts.updatePassword(workspace.store, account.id, await hashPassword(password));
}

/** Takes as long for a name that is not there. */
export async function checkPassword(
  { store }: Workspace,
  name: string,
  password: string,
): Promise<Account | null> {
  const found = accounts.accountNamed(store, name);
  return (await isPassword(password, found?.password ?? null)) ? bareOrNull(found) : null;
}

/** Makes an API token. This is the only time that it can be seen. */
export function addToken(workspace: Workspace, name: string, label: string, now: Epoch): string {
  const account = find(workspace, name);
  const secret = newSecret();
  accounts.insertToken(workspace.store, {
    account: account.id,
    hash: digest(secret),
    label: label.slice(0, 100),
    createdAt: now,
  });
  return secret;
}

export const listTokens = (workspace: Workspace, name: string): readonly accounts.StoredToken[] =>
  accounts.readTokens(workspace.store, find(workspace, name).id);

export function removeToken(workspace: Workspace, name: string, id: number): void {
  if (!accounts.deleteToken(workspace.store, find(workspace, name).id, id))
    throw new UsageError(`${name} has no token ${id}`);
}

/** Whose API token this is; null if it is none. */
export const accountOfToken = ({ store }: Workspace, secret: string): Account | null =>
  bareOrNull(accounts.accountOfTokenHash(store, digest(secret)));

/** What the session's cookie holds. */
export function startSession({ store }: Workspace, account: Account, now: Epoch): string {
  const secret = newSecret();
  const expiresAt = epoch(now + SESSION_SECONDS);
  accounts.insertSession(store, { account: account.id, hash: digest(secret), now, expiresAt });
  return secret;
}

export const accountOfSession = ({ store }: Workspace, secret: string, now: Epoch): Account | null =>
  bareOrNull(accounts.accountOfSessionHash(store, digest(secret), now));

export const endSession = ({ store }: Workspace, secret: string): void =>
  accounts.deleteSession(store, digest(secret));

export const endSessions = ({ store }: Workspace, account: Account): number =>
  accounts.deleteSessions(store, account.id);

/**
 * A secret that lets its holder choose a password, once, within three days.
 * @param name null: they also choose the name, and become the first admin
 */
export function invite(workspace: Workspace, name: string | null, now: Epoch): string {
  const secret = newSecret();
  const account = name === null ? null : find(workspace, name).id;
  const expiresAt = epoch(now + INVITATION_SECONDS);
  accounts.insertInvitation(workspace.store, { account, hash: digest(secret), expiresAt });
  return secret;
}

/** Whom an invitation is for: an account, or whoever makes the first one. Null if it is none, used or too old. */
export function readInvitation(
  workspace: Workspace,
  secret: string,
  now: Epoch,
): { readonly account: Account | null } | null {
  const found = accounts.readInvitation(workspace.store, digest(secret), now);
  // Whoever has waited with the first link until somebody else was admin comes too late.
  return found && (found.account !== null || !hasAdmin(workspace))
    ? { account: bareOrNull(found.account) }
    : null;
}

/** @param given.name of the first admin; without meaning where the invitation names an account */
export async function acceptInvitation(
  workspace: Workspace,
  secret: string,
  given: { readonly name: string; readonly email: string; readonly password: string },
  now: Epoch,
): Promise<Account> {
  const found = readInvitation(workspace, secret, now);
  const password = await hashPassword(given.password);
  if (!found || !accounts.deleteInvitation(workspace.store, digest(secret)))
    throw new UsageError('this link has been used, or is too old; ask for another one');
  if (found.account === null) return addAccount(workspace, { ...given, role: 'admin' }, now);
  accounts.updatePassword(workspace.store, found.account.id, password);
  return found.account;
}

function find({ store }: Workspace, name: string): accounts.StoredAccount {
  const found = accounts.accountNamed(store, name);
  if (!found) throw new UsageError(`no account ${name}; 'mergeready account list' names them`);
  return found;
}

/** 160 bits, as 40 hex digits: what clients of Patchwork are used to. */
const newSecret = (): string => randomBytes(20).toString('hex');

/** Secrets are random, so that one round without salt tells nothing of them. */
const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex');
