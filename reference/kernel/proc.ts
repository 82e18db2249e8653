/** Files of /proc, from the tables of the subsystems. */
import type { PidFile, PidFiles, Sysctls } from './call.ts';
import { check, Failure } from './errors.ts';
import { ROOT_UID } from './ids.ts';
import { IPC_SYSCTLS } from './ipc-limits.ts';
import { showMessages } from './ipc-msg.ts';
import { showSemaphores } from './ipc-sem.ts';
import { showSegments } from './ipc-shm.ts';
import { LIMIT_SYSCTLS } from './limits.ts';
import { NET_SYSCTLS } from './net-sysctl.ts';
import { PID_SYSCTLS, visible } from './pid.ts';
import type { Task } from './task.ts';
import { showUptime, TIME_FILES } from './time.ts';
import { USER_FILES } from './user.ts';
import { UTS_SYSCTLS } from './uts.ts';

const SYSCTLS: Sysctls = { ...UTS_SYSCTLS, ...IPC_SYSCTLS, ...PID_SYSCTLS, ...NET_SYSCTLS, ...LIMIT_SYSCTLS };
const PID_FILES: PidFiles = { ...USER_FILES, ...TIME_FILES };

/** Files that show the namespaces of whoever reads (ipc-05, time-10). */
const FILES: Readonly<Record<string, (reader: Task) => string>> = {
  '/proc/sysvipc/msg': showMessages,
  '/proc/sysvipc/sem': showSemaphores,
  '/proc/sysvipc/shm': showSegments,
  '/proc/uptime': showUptime,
};

const SYS = '/proc/sys/';
const PID = /^\/proc\/(self|\d+)\/(\w+)$/;

function pidFile(task: Task, path: string): readonly [Task, PidFile] {
  const match = PID.exec(path);
  const file = PID_FILES[match?.[2] ?? ''];
  if (!match || !file) throw new Failure('ENOENT');
  return [match[1] === 'self' ? task : visible(task, Number(match[1])), file];
}

export function readProc(reader: Task, path: string): string {
  const show = FILES[path];
  if (show) return show(reader);
  if (path.startsWith(SYS)) {
    const file = SYSCTLS[path.slice(SYS.length)];
    check(file !== undefined, 'ENOENT');
    return file.read(reader);
  }
  const [of, { read }] = pidFile(reader, path);
  check(read !== undefined, 'EACCES');
  return read(of, reader);
}

export function writeProc(writer: Task, path: string, text: string): void {
  if (path.startsWith(SYS)) {
    const file = SYSCTLS[path.slice(SYS.length)];
    check(file !== undefined, 'ENOENT');
    // Its files belong to root of the machine (mode 0644), unless they say otherwise.
    const mayWrite = file.mayWrite?.(writer) ?? writer.credentials.euid === ROOT_UID;
    check(file.write !== undefined && mayWrite, 'EACCES');
    file.write(writer, text);
    return;
  }
  const [of, { write }] = pidFile(writer, path);
  check(write !== undefined, 'EACCES');
  write(of, text, writer);
}
