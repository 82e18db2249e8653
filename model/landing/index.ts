export * from './match.ts';
export * from './similarity.ts';
export * from './stack.ts';
