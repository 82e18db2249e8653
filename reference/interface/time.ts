/** Clocks and timers: clock_gettime(2), time_namespaces(7). */
export const TIME_CALLS = {} as const;
