export * from './match.ts';
export * from './similarity.ts';
