/** A socket of any kind: it belongs to the network that it was made in, for life (net-04) and keeps it (net-13). */
import { OpenFile } from './file.ts';
import type { NetNs } from './net.ts';

export abstract class Socket extends OpenFile {
  readonly ns: NetNs;

  constructor(ns: NetNs) {
    super();
    this.ns = ns.take();
    ns.open.add(this);
  }

  override release(): void {
    this.ns.open.delete(this);
    this.ns.drop();
  }
}
