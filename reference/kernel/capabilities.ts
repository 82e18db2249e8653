/** Capabilities (capabilities(7)): sets of them are numbers with a bit for each. */

/** Bit numbers of <linux/capability.h>, those that something here asks for. */
export const CAP = {
  CHOWN: 0,
  DAC_OVERRIDE: 1,
  DAC_READ_SEARCH: 2,
  FOWNER: 3,
  KILL: 5,
  SETGID: 6,
  SETUID: 7,
  SETPCAP: 8,
  NET_BIND_SERVICE: 10,
  NET_ADMIN: 12,
  NET_RAW: 13,
  IPC_OWNER: 15,
  SYS_CHROOT: 18,
  SYS_PTRACE: 19,
  SYS_ADMIN: 21,
  SYS_BOOT: 22,
  SYS_NICE: 23,
  SYS_RESOURCE: 24,
  SYS_TIME: 25,
  MKNOD: 27,
  SETFCAP: 31,
  CHECKPOINT_RESTORE: 40,
} as const;
export type Cap = (typeof CAP)[keyof typeof CAP];

export type CapSet = bigint;
export const NO_CAPS: CapSet = 0n;
/** CAP_LAST_CAP is 40. */
export const ALL_CAPS: CapSet = (1n << 41n) - 1n;

export const hasCap = (set: CapSet, cap: Cap): boolean => (set & (1n << BigInt(cap))) !== 0n;
export const isSubset = (part: CapSet, whole: CapSet): boolean => (part & ~whole) === 0n;
export const hex = (set: CapSet): string => set.toString(16);
export const fromHex = (text: string): CapSet => BigInt(`0x${text || '0'}`) & ALL_CAPS;
