/** Accounts whose password costs nothing to check: scrypt at its real cost is tested in test/app/accounts.test.ts. */
import { scryptSync } from 'node:crypto';
import { type Account, type Role, startSession, type Workspace } from '../../app/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import { insertAccount } from '../../model/store/accounts-store.ts';
import { journalFile } from '../../model/store/journal-file.ts';
import { SESSION_COOKIE } from '../../web/auth/who.ts';
import type { Visitor } from './visitor.ts';

export const PASSWORD = 'correct horse';
const KEY = scryptSync(PASSWORD, 'salt', 32, { N: 2, r: 1, p: 1 }).toString('base64');
const CHEAP = `scrypt$2$1$1$${Buffer.from('salt').toString('base64')}$${KEY}`;

export function account(workspace: Workspace, name: string, role: Role): Account {
  return insertAccount(workspace.store, { name, email: '', role, password: CHEAP, createdAt: epoch(0) })!;
}

/** As if they had logged in. */
export function letIn(visitor: Visitor, workspace: Workspace, who: Account, now: Epoch): Visitor {
  visitor.cookies.set(SESSION_COOKIE, startSession(workspace, who, now));
  return visitor;
}

/** The same facts, with nothing decided about them yet, and no accounts. */
export const afresh = ({ store, ...rest }: Workspace): Workspace => ({
  ...rest,
  store: { ...store, journal: journalFile(':memory:') },
});
