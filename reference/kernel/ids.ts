/** Numbers that look alike and must not be mixed up. */
declare const kind: unique symbol;
type Id<Kind extends string> = number & { readonly [kind]: Kind };

/** A user, the same in all namespaces; what credentials and inodes hold. */
export type Kuid = Id<'kuid'>;
export type Kgid = Id<'kgid'>;
/** A user as one user namespace numbers it; what system calls take and give. */
export type Uid = Id<'uid'>;
export type Gid = Id<'gid'>;
/** A process as one pid namespace numbers it. There is no number for all of them: that is the Task itself. */
export type Pid = Id<'pid'>;

export const ROOT_UID = 0 as Kuid;
export const ROOT_GID = 0 as Kgid;
