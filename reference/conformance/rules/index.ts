/** All rules, in reading order. */
import type { Rule } from '../rule.ts';
import { CLN, NSP, SET } from './generic.ts';
import { IOC, IPC, NET, PID, TIME, USER } from './types.ts';
import { UTS } from './uts.ts';

export const RULES: readonly Rule[] = [
  ...NSP,
  ...CLN,
  ...SET,
  ...UTS,
  ...IPC,
  ...PID,
  ...USER,
  ...TIME,
  ...NET,
  ...IOC,
];
