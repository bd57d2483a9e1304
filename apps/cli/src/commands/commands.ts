// Loaded together: one file of a bundle is read sooner than the many small ones that commands loaded apart would share.
export { migrate } from './migrate.ts';
export { status } from './status.ts';
export { test } from './test.ts';
export { verify } from './verify.ts';
