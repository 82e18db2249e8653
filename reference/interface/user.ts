/** Users, groups and capabilities: credentials(7), capabilities(7). */
export const USER_CALLS = {
  getuid: '-> uid',
  getgid: '-> gid',
  setuid: 'uid',
} as const;
