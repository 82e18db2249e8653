/** System V IPC and POSIX message queues: sysvipc(7), mq_overview(7). */
export const IPC_CALLS = {
  msgget: 'key flags -> id',
  shmget: 'key flags -> id, of one page',
  semget: 'key flags -> id, of one semaphore',
} as const;
