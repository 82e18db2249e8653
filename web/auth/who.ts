/** Who asks: by an API token in `Authorization`, or by the cookie of a session. */
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { type Account, accountOfSession, accountOfToken } from '../../app/index.ts';
import { type Epoch, epoch } from '../../model/facts/index.ts';
import type { Site } from '../visit.ts';

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
export function whoAsks(site: Site): MiddlewareHandler {
  return async (context, next) => {
    setAsking(context, read(context, site));
    await next();
  };
}

export function setAsking(context: Context, asking: Asking): void {
  context.set('asking', asking);
  context.set('account', asking.account);
}

/** From here on the request is a stranger's. */
export const forgetSession = (context: Context): void => setAsking(context, NOBODY);

/** The time that sessions, links and entries go by. */
export const nowOf = ({ now }: Site): Epoch => now?.() ?? epoch(Date.now() / 1000);

/** `Token` is Patchwork's word (Django REST framework), `Bearer` is RFC 6750's. */
const AUTHORIZATION = /^(?:Token|Bearer) +([\w.~+/-]{1,200}=*) *$/i;

function read(context: Context, site: Site): Asking {
  const { workspace } = site;
  const header = context.req.header('Authorization');
  if (header !== undefined) {
    const secret = AUTHORIZATION.exec(header)?.[1];
    const account = secret === undefined ? null : accountOfToken(workspace, secret);
    return account === null ? NOBODY : { account, by: 'token', session: '' };
  }
  const session = getCookie(context, SESSION_COOKIE);
  const account = session === undefined ? null : accountOfSession(workspace, session, nowOf(site));
  return account === null ? NOBODY : { account, by: 'session', session: session! };
}

/** The account that asks; null if nobody is logged in. */
export const accountOf = (context: Context): Account | null => context.get('account') ?? null;
export const askingOf = (context: Context): Asking => context.get('asking') ?? NOBODY;
