export * from './mailmap.ts';
