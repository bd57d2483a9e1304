import { expect, it } from 'vitest';
import { passOptionsOf } from './job-pass-options.ts';

/** What is waited on top of a batch's deadline before anybody judges what became of it: skew, and what a server may need. */
const waitedOnTopMs = 35_000;

it('a dead worker’s open batch has been waited for 90 s after its death', () => {
  const { writeDeadlineMs } = passOptionsOf({ options: {}, details: {} } as never, 'start');
  expect(writeDeadlineMs + waitedOnTopMs).toBeLessThanOrEqual(90_000);
});
