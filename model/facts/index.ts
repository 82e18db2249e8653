export * from './announcement.ts';
export * from './commit.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './keys.ts';
export * from './mail.ts';
export * from './quilt.ts';
export * from './series.ts';
