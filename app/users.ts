/** Users as Patchwork's clients see them: whoever has an account, and whoever the journal names: there too, whoever made a bundle. */

import { epoch, FOREVER } from '../model/facts/index.ts';
import { readBundles } from '../model/store/bundles.ts';
import { numberAll } from '../model/store/numbers.ts';
import { listAccounts } from './accounts.ts';
import { readJournal } from './journal.ts';
import type { Workspace } from './workspace.ts';

export interface User {
  readonly id: number;
  readonly username: string;
  /** Empty where none is known. */
  readonly email: string;
  /** May decide about patches, and so be given some. */
  readonly isMaintainer: boolean;
}

export interface Users {
  readonly all: readonly User[];
  /** By account name, address, or as the journal writes them. */
  readonly named: (who: string) => User | null;
  readonly numbered: (id: number) => User | null;
}

export function readUsers(workspace: Workspace): Users {
  const accounts = listAccounts(workspace);
  const keys = new Map<string, string>();
  for (const { name, email } of accounts) {
    keys.set(name.toLowerCase(), name);
    if (email) keys.set(email.toLowerCase(), name);
  }
  const named = [
    ...readJournal(workspace, FOREVER).flatMap(({ who, field, value }) =>
      field === 'delegate' && value !== '' ? [who, value] : [who],
    ),
    ...readBundles(workspace.store).map(({ owner }) => owner),
  ];
  for (const name of named) if (!keys.has(name.toLowerCase())) keys.set(name.toLowerCase(), name);
  const names = [...new Set(keys.values())];
  const numbers =
    names.length === 0
      ? new Map()
      : numberAll(
          workspace.store,
          'user',
          names.map((name) => ({ key: name.toLowerCase(), at: epoch(0) })),
        );
  const byName = new Map(accounts.map((one) => [one.name, one]));
  const all = names.map((username): User => {
    const account = byName.get(username);
    return {
      id: numbers.get(username.toLowerCase())!.id,
      username,
      email: account?.email ?? (/@/.test(username) ? username : ''),
      isMaintainer: account !== undefined && account.role !== 'reader',
    };
  });
  const byKey = new Map(all.map((user) => [user.username, user]));
  const byId = new Map(all.map((user) => [user.id, user]));
  return {
    all: all.sort((a, b) => a.id - b.id),
    named: (who) => byKey.get(keys.get(who.toLowerCase()) ?? '') ?? null,
    numbered: (id) => byId.get(id) ?? null,
  };
}
