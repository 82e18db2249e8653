/** Who asks: by an API token in `Authorization`, or by the cookie of a session. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Account, accountOfSession, accountOfToken, type Workspace } from '../../app/index.ts';
import type { Epoch } from '../../model/facts/index.ts';

export const SESSION_COOKIE = 'mergeready_session';

export interface Asking {
  readonly account: Account | null;
  /** How it is known. A browser sends cookies by itself, so what comes with one needs proof that the person meant it. */
  readonly by: 'token' | 'session' | 'nothing';
  /** The session's secret; empty without one. */
  readonly session: string;
}

const NOBODY: Asking = { account: null, by: 'nothing', session: '' };

/** Puts `asking` and `account` into the context of a request. */
export function whoAsks(workspace: Workspace, now: () => Epoch): MiddlewareHandler {
  return async (context, next) => {
    const asking = read(context, workspace, now);
    context.set('asking', asking);
    context.set('account', asking.account);
    await next();
  };
}

/** `Token` is Patchwork's word (Django REST framework), `Bearer` is RFC 6750's. */
const AUTHORIZATION = /^(?:Token|Bearer) +([\w.~+/-]{1,200}=*) *$/i;

function read(context: Context, workspace: Workspace, now: () => Epoch): Asking {
  const header = context.req.header('Authorization');
  if (header !== undefined) {
    const secret = AUTHORIZATION.exec(header)?.[1];
    const account = secret === undefined ? null : accountOfToken(workspace, secret);
    return account === null ? NOBODY : { account, by: 'token', session: '' };
  }
  const session = getCookie(context, SESSION_COOKIE);
  const account = session === undefined ? null : accountOfSession(workspace, session, now());
  return account === null ? NOBODY : { account, by: 'session', session: session! };
}

/** The account that asks; null if nobody is logged in. */
export const accountOf = (context: Context): Account | null => context.get('account') ?? null;
export const askingOf = (context: Context): Asking => context.get('asking') ?? NOBODY;
