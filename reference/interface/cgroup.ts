/**
 * Control groups: cgroups(7), cgroup_namespaces(7). Names are those of directories in one that the program has for
 * itself, which shows as `base`; the hierarchy is `v2`, or `v1` for one of the first version.
 */
export const CGROUP_CALLS = {
  cgmkdir: 'name hierarchy',
  cgrmdir: 'name hierarchy',
  cgjoin: 'name hierarchy [pid]; writes to cgroup.procs',
  cgopen: 'name -> fd; of v2, for CLONE_INTO_CGROUP',
  cgfreeze: 'name 0|1; writes to cgroup.freeze of v2',
  cgfrozen: 'name -> 1 if all in it stand still (cgroup.events)',
  cgroup: 'pid (0: itself) hierarchy -> path in /proc/PID/cgroup, as the caller reads it',
} as const;
