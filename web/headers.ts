/** What browsers are told about every answer: run no script but ours, sit in no frame, guess no types, tell others nothing. */
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { askingOf } from './auth/who.ts';

const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  connectSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};

/** The browser sends `Origin: null` with forms under `no-referrer`, and the check of forms needs it: so `same-origin`. */
export const headers = (isHttps: boolean): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: POLICY,
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
    strictTransportSecurity: isHttps ? 'max-age=15552000' : false,
  });

/** Nothing of somebody who is logged in stays in a cache, nor in the browser after logging out. */
export const cacheHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  if (context.res.headers.has('Cache-Control')) return;
  const isOwn = askingOf(context).by !== 'nothing' || context.res.headers.has('Set-Cookie');
  context.header('Cache-Control', isOwn ? 'private, no-store' : 'no-cache');
  context.header('Vary', 'Cookie, Authorization');
};
