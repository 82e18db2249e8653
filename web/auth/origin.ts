/** Where visitors see the site, and from where they come. A proxy is believed only where the site was told to. */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import type { Site } from '../visit.ts';

/** `https://example.org`: as `--base-url` says, else as the trusted proxy says, else as the request says. */
export function originOf(context: Context, site: Site): string {
  if (site.origin) return site.origin;
  const url = new URL(context.req.url);
  if (!site.trustProxy) return url.origin;
  const proto = lastOf(context.req.header('X-Forwarded-Proto'));
  const host = lastOf(context.req.header('X-Forwarded-Host'));
  const isHost = /^[\w.-]+(?::\d{1,5})?$|^\[[0-9a-f:]+\](?::\d{1,5})?$/i.test(host);
  return `${proto === 'https' || proto === 'http' ? proto : url.protocol.slice(0, -1)}://${isHost ? host : url.host}`;
}

/** The visitor's address; of a trusted proxy, the one that it added itself: what stands before it anybody may have written. */
export function clientOf(context: Context, site: Site): string {
  const told = site.trustProxy ? lastOf(context.req.header('X-Forwarded-For')) : '';
  if (/^[0-9a-f.:]{2,45}$/i.test(told)) return told;
  // A request that came through no socket, as in tests, has no address.
  return context.env?.incoming ? (getConnInfo(context).remote.address ?? 'unknown') : 'unknown';
}

const lastOf = (header: string | undefined): string => header?.split(',').at(-1)?.trim() ?? '';

/** A path of this site to go on to; anything else, such as `//example.org`, leads to the first page. */
export function localPath(text: string, site: Site): string {
  const home = `${site.base}/`;
  if (!text.startsWith(home) || text.startsWith('//') || /[\\\x00-\x20\x7f]/.test(text)) return home;
  const nowhere = 'http://local.invalid';
  const url = URL.canParse(text, nowhere) ? new URL(text, nowhere) : null;
  return url?.origin === nowhere && url.pathname.startsWith(home) && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : home;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/** Names that mean this machine. */
export const isLoopback = (hostname: string): boolean =>
  LOOPBACK.test(hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname);
