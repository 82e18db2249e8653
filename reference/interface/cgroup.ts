/** Control groups: cgroups(7), cgroup_namespaces(7). */
export const CGROUP_CALLS = {} as const;
