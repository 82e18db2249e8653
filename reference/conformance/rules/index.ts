/** All rules, in reading order. */
import type { Rule } from '../rule.ts';
import { CGRP } from './cgrp.ts';
import { CLN } from './cln.ts';
import { IOC } from './ioc.ts';
import { IPC } from './ipc.ts';
import { LIM } from './lim.ts';
import { MNT } from './mnt.ts';
import { MNT_RIGHTS } from './mnt-rights.ts';
import { MQUEUE } from './mqueue.ts';
import { NET } from './net.ts';
import { NET_DEVICES } from './net-devices.ts';
import { NSP } from './nsp.ts';
import { PID } from './pid.ts';
import { PID_SIGNALS } from './pid-signals.ts';
import { PVT } from './pvt.ts';
import { SET } from './set.ts';
import { TIME } from './time.ts';
import { USER } from './user.ts';
import { USER_RIGHTS } from './user-rights.ts';
import { UTS } from './uts.ts';

export const RULES: readonly Rule[] = [
  ...NSP,
  ...CLN,
  ...SET,
  ...UTS,
  ...IPC,
  ...MQUEUE,
  ...MNT,
  ...MNT_RIGHTS,
  ...PVT,
  ...PID,
  ...PID_SIGNALS,
  ...USER,
  ...USER_RIGHTS,
  ...CGRP,
  ...TIME,
  ...NET,
  ...NET_DEVICES,
  ...IOC,
  ...LIM,
];
