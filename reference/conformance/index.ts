export { type Explained, explain } from './explain.ts';
export { type Conformance, verify } from './verify.ts';
