/** Clocks and timers, in whole seconds: clock_gettime(2), timerfd_create(2), time_namespaces(7). */
export const TIME_CALLS = {
  clock: 'clock -> seconds (clock_gettime)',
  sleepuntil: 'clock seconds (clock_nanosleep with TIMER_ABSTIME)',
  timerfd: 'clock -> fd (timerfd_create)',
  timerset: 'fd seconds (timerfd_settime with TFD_TIMER_ABSTIME)',
  timerleft: 'fd -> seconds (timerfd_gettime)',
} as const;
