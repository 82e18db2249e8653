/**
 * Forms count only if this site made them for this visitor: each carries a token that follows from a cookie that other sites
 * can neither read nor set (a double submit, bound to the session), and the browser has to say that the form came from here.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Site } from '../visit.ts';
import { originOf } from './origin.ts';
import { refuse } from './refuse.ts';
import { askingOf, forgetSession } from './who.ts';

/** Stands for a session before there is one: at the login. */
const FORM_COOKIE = 'mergeready_form';

/** Stands in pages for the token until they go out, so that a page can be kept for several visitors. */
const MARK = String(getEnvironmentData('form mark') ?? `form-${randomBytes(16).toString('hex')}`);
// The threads that make pages write the same.
setEnvironmentData('form mark', MARK);

/** To be put into every form that posts. */
export const formToken = html`<input type="hidden" name="csrf" value="${MARK}">`;

const tokenOf = (secret: string): string =>
  createHmac('sha256', secret).update('mergeready form').digest('base64url');

/** What a form carries. */
export interface Form {
  /** Empty where it is not there. */
  readonly one: (name: string) => string;
  readonly all: (name: string) => readonly string[];
  readonly has: (name: string) => boolean;
}

export async function formOf(context: Context): Promise<Form> {
  const data = await context.req.formData();
  const all = (name: string) => data.getAll(name).filter((value) => typeof value === 'string');
  return { all, one: (name) => all(name)[0] ?? '', has: (name) => data.has(name) };
}

/** How cookies are set: out of scripts' reach, sent from other sites' links but not from their forms. */
export const cookieOptions = (context: Context, site: Site) => ({
  httpOnly: true,
  sameSite: 'Lax' as const,
  secure: originOf(context, site).startsWith('https:'),
  path: `${site.base}/`,
});

/** Is there a form in it that waits for the visitor's token? */
export const hasForms = (page: Uint8Array): boolean => Buffer.from(page.buffer).includes(MARK);

/** Says of an answer that no token is to be written into it. */
export const formless = (context: Context): void => context.set('isFormless', true);

/** Writes each visitor's token into the forms of a page as it goes out. */
export function fillForms(site: Site): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (context.get('isFormless')) return;
    if (!context.res.headers.get('Content-Type')?.startsWith('text/html')) return;
    const text = await context.res.text();
    if (!text.includes(MARK)) {
      context.res = new Response(text, context.res);
      return;
    }
    const known = askingOf(context).session || getCookie(context, FORM_COOKIE);
    const secret = known || randomBytes(20).toString('hex');
    context.res = new Response(text.replaceAll(MARK, tokenOf(secret)), context.res);
    if (!known) setCookie(context, FORM_COOKIE, secret, cookieOptions(context, site));
  };
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets through what reads, what comes with an API token, and forms of ours. */
export function checkForms(site: Site): MiddlewareHandler {
  return async (context, next) => {
    if (SAFE.has(context.req.method) || askingOf(context).by === 'token') return next();
    if (context.req.path.startsWith(`${site.base}/api/`)) {
      // The API knows its callers by their tokens alone: a cookie is sent by the browser, whoever made it ask.
      forgetSession(context);
      return next();
    }
    if (!isFromHere(context, site)) return refuse(context, site, 403, 'The form came from another site.');
    if (
      !/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(
        context.req.header('Content-Type') ?? '',
      )
    )
      return refuse(context, site, 415, 'Only forms are taken here.');
    const secret = askingOf(context).session || getCookie(context, FORM_COOKIE) || '';
    const given = (await formOf(context)).one('csrf');
    if (secret === '' || !isEqual(given, tokenOf(secret)))
      return refuse(
        context,
        site,
        403,
        'The form was not made for this session, or the session has ended. Go back, load the page again and send it once more.',
      );
    return next();
  };
}

/** Browsers name the site that a form came from, in `Origin` or else in `Sec-Fetch-Site`; programs name none. */
function isFromHere(context: Context, site: Site): boolean {
  const origin = context.req.header('Origin');
  if (origin !== undefined) return origin === originOf(context, site);
  return ['same-origin', 'none', undefined].includes(context.req.header('Sec-Fetch-Site'));
}

function isEqual(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
