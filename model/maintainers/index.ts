export * from './heard.ts';
export * from './match.ts';
export * from './parse.ts';
