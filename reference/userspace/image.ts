/**
 * A checkpoint: of a container what its users can see, and nothing of how a kernel keeps it (the answer that the thread
 * of 2006 gives to whoever fears serialised kernel structures). Plain values: it can be written down and sent.
 */

export interface Image {
  /** The machine that it was taken from has these clocks, seconds; inside. */
  readonly clocks: { readonly monotonic: number; readonly boottime: number };
  readonly uts: { readonly nodename: string; readonly domainname: string };
  readonly user: { readonly uidMap: string; readonly gidMap: string; readonly setgroups: string };
  readonly ipc: IpcImage;
  readonly net: NetImage;
  /** By path, directories before what is in them. */
  readonly files: readonly FileImage[];
  /** Parents before children; the first one is its init. */
  readonly tasks: readonly TaskImage[];
}

/** Owners and modes as the container numbers them. */
export interface Owned {
  readonly key: number;
  readonly id: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

export interface IpcImage {
  readonly messages: readonly (Owned & { readonly items: readonly string[] })[];
  readonly semaphores: readonly (Owned & { readonly values: readonly number[] })[];
  readonly segments: readonly (Owned & { readonly size: number; readonly text: string })[];
  /** By path below /proc/sys. */
  readonly limits: Readonly<Record<string, string>>;
}

export interface NetImage {
  readonly devices: readonly {
    readonly name: string;
    readonly isUp: boolean;
    readonly addresses: readonly string[];
  }[];
  readonly routes: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
}

export interface FileImage {
  readonly path: string;
  /** Null: a directory. */
  readonly text: string | null;
  readonly mode: string;
}

export interface TaskImage {
  /** As its own pid namespace numbers it. */
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  readonly sockets: readonly SocketImage[];
}

export interface SocketImage {
  readonly fd: number;
  readonly state: 'bound' | 'listening' | 'connected';
  readonly local: string;
  readonly peer: string;
  readonly sent: number;
  readonly received: number;
  /** Sent and not acknowledged; received and not read. */
  readonly outgoing: string;
  readonly incoming: string;
}

/** What a checkpoint or restore refuses to do, and why: an errno's name first, where a kernel would give one. */
export class CheckpointError extends Error {}
