export * from './groups.ts';
export * from './mailmap.ts';
