#!/usr/bin/env node
/** What the published package runs: the program, whose compiled code Node keeps, so that the next command starts sooner. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./main.ts');
