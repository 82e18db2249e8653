/** Users, groups and capabilities: credentials(7), capabilities(7). */
export const USER_CALLS = {
  getuid: '-> uid',
  geteuid: '-> effective uid',
  getgid: '-> gid',
  setuid: 'uid',
  setgid: 'gid',
  setresuid: 'ruid euid suid (-1: as it is)',
  setresgid: 'rgid egid sgid (-1: as it is)',
  getresuid: '-> "RUID EUID SUID"',
  setgroups: '[gid...]',
  getgroups: '-> "GID GID...", as they stand',
  capget: '-> "EFFECTIVE PERMITTED INHERITABLE", hexadecimal',
  capset: 'effective permitted inheritable; hexadecimal',
  prctl: 'option [argument]; for the options of PR',
} as const;
