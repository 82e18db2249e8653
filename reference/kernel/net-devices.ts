/**
 * Network devices and the links between them (veth(4), rtnetlink(7)). A device belongs to one network namespace at a
 * time. A frame is delivered at once: a device names whom its frames reach, and the layers that they pass on the way.
 */

import type { NetNs } from './net.ts';
import type { Prefix } from './net-address.ts';
import type { Pass } from './net-packet.ts';

/** A device that a frame reaches, and what it passed on the way. */
export interface Reached {
  readonly device: Device;
  readonly passes: readonly Pass[];
}

export abstract class Device {
  abstract readonly kind: 'loopback' | 'veth' | 'bridge' | 'macvlan' | 'physical' | 'point-to-point';
  /** Where it lives; only moveDevice() changes it (net-05). */
  ns: NetNs;
  /** Of its name space: given anew when it moves to where the number is taken. */
  index: number;
  name: string;
  /** IFF_UP: whoever has CAP_NET_ADMIN in the owner of `ns` changes it. */
  isUp = false;
  /** Those of IPv4; RTM_NEWADDR and RTM_DELADDR change them; gone when the device moves. */
  addresses: readonly Prefix[] = [];
  /** The bridge that it is a port of. */
  master: Bridge | null = null;
  /** Of a bridge's port: a blocked one passes no frames (BR_STATE_BLOCKING). */
  isBlocked = false;

  constructor(ns: NetNs, name: string) {
    this.ns = ns;
    this.index = ns.nextIndex++;
    this.name = name;
  }

  /** Whom a frame that leaves here reaches. */
  abstract reaches(): Iterable<Reached>;

  /** Whom a frame that comes in here reaches: this device, or what its bridge passes it on to. */
  *arrives(): Iterable<Reached> {
    if (!this.isUp) return;
    if (this.master === null) yield { device: this, passes: [] };
    else if (!this.isBlocked) yield* behind([this.master.pass], this.master.flood(this));
  }

  /** What is passed when a frame goes through it. */
  get pass(): Pass {
    return { layer: 'ethernet', where: this.name, ns: this.ns };
  }

  /** What goes with it when it is destroyed: a veth's peer, a device's macvlans. */
  dependents(): readonly Device[] {
    return [];
  }
}

function* behind(passes: readonly Pass[], reached: Iterable<Reached>): Iterable<Reached> {
  for (const one of reached) yield { device: one.device, passes: [...passes, ...one.passes] };
}

export class Loopback extends Device {
  readonly kind = 'loopback';

  *reaches(): Iterable<Reached> {}
}

/** veth(4): two devices, each the other's cable. */
export class Veth extends Device {
  readonly kind = 'veth';
  peer: Veth | null = null;

  *reaches(): Iterable<Reached> {
    const { peer } = this;
    if (this.isUp && peer?.isUp) yield* behind([this.pass, peer.pass], peer.arrives());
  }

  override dependents(): readonly Device[] {
    return this.peer ? [this.peer] : [];
  }
}

/** A cable that carries IP packets without ethernet below (venet of the 2006 projects; tun(4) pairs). */
export class PointToPoint extends Device {
  readonly kind = 'point-to-point';
  peer: PointToPoint | null = null;

  *reaches(): Iterable<Reached> {
    if (this.isUp && this.peer?.isUp) yield { device: this.peer, passes: [] };
  }

  override dependents(): readonly Device[] {
    return this.peer ? [this.peer] : [];
  }
}

/** bridge(8): a switch; it is a device of its own as well. */
export class Bridge extends Device {
  readonly kind = 'bridge';
  readonly ports = new Set<Device>();
  /** A frame is on its way through: one that comes round in a loop of bridges is dropped, as STP would see to. */
  isBusy = false;

  *reaches(): Iterable<Reached> {
    if (this.isUp) yield* behind([this.pass], this.flood(null));
  }

  /** To all but where the frame came from, and to the bridge's own machine. */
  *flood(from: Device | null): Iterable<Reached> {
    if (!this.isUp || this.isBusy) return;
    this.isBusy = true;
    try {
      if (from !== null) yield { device: this, passes: [] };
      for (const port of this.ports) if (port !== from && port.isUp && !port.isBlocked) yield* port.reaches();
    } finally {
      this.isBusy = false;
    }
  }
}

/** What joins the physical devices of machines: each hears all others. */
export class Wire {
  readonly devices = new Set<Physical>();
}

/** Hardware: it outlives its namespace and goes back to the first one (net-08). */
export class Physical extends Device {
  readonly kind = 'physical';
  readonly wire: Wire;
  readonly macvlans = new Set<Macvlan>();

  constructor(ns: NetNs, name: string, wire: Wire) {
    super(ns, name);
    this.wire = wire;
    wire.devices.add(this);
    ns.devices.add(this);
  }

  *reaches(): Iterable<Reached> {
    if (!this.isUp) return;
    for (const other of this.wire.devices)
      if (other !== this && other.isUp) yield* behind([this.pass, other.pass], other.arrives());
  }

  /** The hardware address tells which of its personalities a frame is for. */
  override *arrives(): Iterable<Reached> {
    yield* super.arrives();
    for (const one of this.macvlans) yield* behind([one.pass], one.arrives());
  }

  override dependents(): readonly Device[] {
    return [...this.macvlans];
  }
}

/** ip-link(8), "MACVLAN", mode bridge: one more personality of a physical device, with an address of its own. */
export class Macvlan extends Device {
  readonly kind = 'macvlan';
  readonly lower: Physical;

  constructor(ns: NetNs, name: string, lower: Physical) {
    super(ns, name);
    this.lower = lower;
    lower.macvlans.add(this);
  }

  *reaches(): Iterable<Reached> {
    if (!this.isUp) return;
    for (const other of this.lower.macvlans)
      if (other !== this) yield* behind([this.pass, other.pass], other.arrives());
    yield* behind([this.pass], this.lower.reaches());
  }
}
