import { beforeEach } from 'vitest';

/** Tests of a group that build on each other: after one that failed the others say nothing new, and are skipped. */
export function stepByStep(onFailure: () => Promise<void> | void = () => undefined): void {
  let isOver = false;
  beforeEach((context) => {
    if (isOver) context.skip('a step before this one failed');
    context.onTestFailed(async () => {
      isOver = true;
      await onFailure();
    });
  });
}
