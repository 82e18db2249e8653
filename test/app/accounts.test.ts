import { beforeEach, expect, test } from 'vitest';
import {
  acceptInvitation,
  accountOfSession,
  accountOfToken,
  addAccount,
  addToken,
  checkPassword,
  endSession,
  hasAdmin,
  invite,
  listTokens,
  mayDo,
  readInvitation,
  removeAccount,
  removeToken,
  SESSION_SECONDS,
  setPassword,
  setRole,
  startSession,
  type Workspace,
} from '../../app/index.ts';
import { epoch } from '../../model/facts/index.ts';
import { openStore } from '../../model/store/database.ts';
import { account, PASSWORD } from '../support/accounts.ts';

const NOW = epoch(1_700_000_000);
let workspace: Workspace;
beforeEach(() => {
  workspace = { store: openStore(':memory:'), repositories: '' };
});

test('a password opens its own account and no other', async () => {
  await addAccount(workspace, { name: 'mara', email: '', role: 'triager', password: PASSWORD }, NOW);
  await addAccount(workspace, { name: 'robot', email: '', role: 'triager', password: null }, NOW);
  expect((await checkPassword(workspace, 'Mara', PASSWORD))?.name).toBe('mara');
  for (const [name, password] of [
    ['mara', 'wrong horse'],
    ['robot', ''],
    ['nobody', PASSWORD],
    ['mara', 'x'.repeat(2_000_000)],
  ] as const)
    expect(await checkPassword(workspace, name, password)).toBeNull();
});

test('neither password, token, session nor invitation can be read from the database', async () => {
  const mara = account(workspace, 'mara', 'admin');
  const secrets = [
    PASSWORD,
    addToken(workspace, 'mara', 'ci', NOW),
    startSession(workspace, mara, NOW),
    invite(workspace, 'mara', NOW),
  ];
  const file = workspace.store.journal.toWrite().serialize().toString('latin1');
  for (const secret of secrets) expect(file).not.toContain(secret);
});

test('a role may do what those before it may', async () => {
  const triager = account(workspace, 'mara', 'triager');
  expect([mayDo(triager, 'reader'), mayDo(triager, 'triager'), mayDo(triager, 'maintainer')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(mayDo(null, 'reader')).toBe(false);
});

test('a token works until it is removed, and only its owner removes it', async () => {
  account(workspace, 'mara', 'triager');
  account(workspace, 'otto', 'triager');
  const token = addToken(workspace, 'mara', 'ci', NOW);
  expect(accountOfToken(workspace, token)?.name).toBe('mara');
  const [stored] = listTokens(workspace, 'mara');
  expect(() => removeToken(workspace, 'otto', stored!.id)).toThrow('otto has no token');
  removeToken(workspace, 'mara', stored!.id);
  expect(accountOfToken(workspace, token)).toBeNull();
});

test('a session ends by itself, by logging out, and by another password', async () => {
  const mara = account(workspace, 'mara', 'reader');
  const [first, second] = [startSession(workspace, mara, NOW), startSession(workspace, mara, NOW)];
  expect(accountOfSession(workspace, first, epoch(NOW + SESSION_SECONDS - 1))?.name).toBe('mara');
  expect(accountOfSession(workspace, first, epoch(NOW + SESSION_SECONDS))).toBeNull();
  endSession(workspace, first);
  expect(accountOfSession(workspace, first, NOW)).toBeNull();
  await setPassword(workspace, 'mara', 'another horse');
  expect(accountOfSession(workspace, second, NOW)).toBeNull();
});

test('an invitation is good for one password, for three days', async () => {
  account(workspace, 'admin', 'admin');
  account(workspace, 'otto', 'reader');
  const link = invite(workspace, 'otto', NOW);
  const given = { name: '', email: '', password: 'battery staple' };
  expect(readInvitation(workspace, link, NOW)?.account?.name).toBe('otto');
  expect(readInvitation(workspace, link, epoch(NOW + 4 * 86_400))).toBeNull();
  await acceptInvitation(workspace, link, given, NOW);
  expect(await checkPassword(workspace, 'otto', 'battery staple')).not.toBeNull();
  await expect(acceptInvitation(workspace, link, given, NOW)).rejects.toThrow('has been used');
});

test('the first link makes the first admin, and nobody after there is one', async () => {
  const link = invite(workspace, null, NOW);
  expect(hasAdmin(workspace)).toBe(false);
  const first = await acceptInvitation(workspace, link, { name: 'mara', email: '', password: PASSWORD }, NOW);
  expect(first.role).toBe('admin');
  const late = invite(workspace, null, NOW);
  expect(readInvitation(workspace, late, NOW)).toBeNull();
});

test('the last admin stays one', async () => {
  account(workspace, 'mara', 'admin');
  expect(() => setRole(workspace, 'mara', 'reader')).toThrow('the only admin');
  expect(() => removeAccount(workspace, 'mara')).toThrow('the only admin');
  account(workspace, 'otto', 'admin');
  setRole(workspace, 'mara', 'reader');
});

test.each([
  ['', '', 'account name'],
  ['a\nb', '', 'account name'],
  ['mara', 'not an address', 'address'],
])('account %j with address %j is refused', async (name, email, message) => {
  const given = { name, email, role: 'reader', password: null } as const;
  await expect(addAccount(workspace, given, NOW)).rejects.toThrow(message);
});
