/** wait(2). */
import type { Args } from './call.ts';
import { Blocked, check } from './errors.ts';
import { reap } from './fate.ts';
import { SIG } from './handlers.ts';
import type { Task, ThreadGroup } from './task.ts';

const WNOHANG = 1;
const WUNTRACED = 2;
const WCONTINUED = 8;

/** waitpid(2). @throws Blocked while there is nothing to tell */
export function wait(task: Task, args: Args): string {
  const [number, options] = [args.number(0), args.number(1)];
  const matching = [...task.group.children].filter(
    // wait(2), __WCLONE: who sends another signal than SIGCHLD is not meant.
    ({ leader, exitSignal }) =>
      exitSignal === SIG.CHLD && (number === -1 || leader.pidIn(task.pidNs) === number),
  );
  // pid-25 "ECHILD: the process specified by pid … does not exist or is not a child of the calling process".
  check(matching.length > 0, 'ECHILD');
  for (const one of matching) {
    const told = tell(task, one, options);
    if (told !== null) return told;
  }
  if (options & WNOHANG) return '0';
  throw new Blocked();
}

function tell(task: Task, child: ThreadGroup, options: number): string | null {
  // pid-21: the number that the one who waits knows.
  const pid = child.leader.pidIn(task.pidNs);
  if (child.fate !== null && !child.isWaitingForMembers) {
    const { fate } = child;
    reap(child);
    return 'exited' in fate ? `${pid} exited ${fate.exited & 0xff}` : `${pid} killed ${fate.killed}`;
  }
  const wanted = child.news === 'continued' ? WCONTINUED : WUNTRACED;
  if (child.news === null || !(options & wanted)) return null;
  const { news } = child;
  child.news = null;
  return `${pid} ${news}`;
}
