/** News of links (rtnetlink(7)): who listens in a network hears of its own devices only (net-05). */
import type { NetNs } from './net.ts';
import { Socket } from './net-file.ts';

/** A netlink socket that joined RTMGRP_LINK. */
export class LinkWatch extends Socket {
  /** Not read yet: `new NAME`, `del NAME`. */
  readonly news: string[] = [];

  constructor(ns: NetNs) {
    super(ns);
    ns.watches.add(this);
  }

  override release(): void {
    this.ns.watches.delete(this);
    super.release();
  }
}

export function announce(ns: NetNs, what: 'new' | 'del', name: string): void {
  for (const watch of ns.watches) watch.news.push(`${what} ${name}`);
}
