/** Files of namespaces: /proc/PID/ns and the ioctls of ioctl_nsfs(2). */
export const NSFS_CALLS = {
  openns: 'link [pid] -> fd; opens /proc/PID/ns/LINK, of itself without a pid',
  nsid: 'link [pid] -> the name of the namespace that /proc/PID/ns/LINK leads to',
  nsuser: 'fd -> name of the owning user namespace (NS_GET_USERNS)',
  nsparent: 'fd -> name of the parent namespace (NS_GET_PARENT)',
  nstype: 'fd -> CLONE_NEW* (NS_GET_NSTYPE)',
  nsowner: 'fd -> uid (NS_GET_OWNER_UID)',
  nsfd: 'fd which (owner, parent) -> fd, of NS_GET_USERNS or NS_GET_PARENT',
  pidfrom: 'fd pid -> pid of the caller for one of that namespace (NS_GET_PID_FROM_PIDNS)',
  pidin: 'fd pid -> pid in that namespace for one of the caller (NS_GET_PID_IN_PIDNS)',
  mntinfo: 'fd -> number of mounts (NS_MNT_GET_INFO)',
  mntnext: 'fd -> name of the next mount namespace (NS_MNT_GET_NEXT)',
  mntprev: 'fd -> name of the one before (NS_MNT_GET_PREV)',
  nsnumber: 'fd -> id (NS_GET_ID)',
  pidfdns: 'pidfd link -> name (PIDFD_GET_*_NAMESPACE)',
  fdflags: 'fd -> "cloexec rdonly" where that is so (F_GETFD, F_GETFL)',
} as const;
