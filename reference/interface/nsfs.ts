/** Files of namespaces: /proc/PID/ns and the ioctls of ioctl_nsfs(2). */
export const NSFS_CALLS = {
  openns: 'link [pid] -> fd; opens /proc/PID/ns/LINK, of itself without a pid',
  nsid: 'link -> the name that /proc/self/ns/LINK is a link to',
  nsuser: 'fd -> name of the owning user namespace (NS_GET_USERNS)',
  nsparent: 'fd -> name of the parent namespace (NS_GET_PARENT)',
  nstype: 'fd -> CLONE_NEW* (NS_GET_NSTYPE)',
  nsowner: 'fd -> uid (NS_GET_OWNER_UID)',
} as const;
