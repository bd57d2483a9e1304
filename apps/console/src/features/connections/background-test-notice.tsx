'use client';

import { CloseButton } from '@mantine/core';
import classes from './connections.module.css';
import { TestStep } from './test-step.tsx';
import { backgroundTests, sayEnd, useBackgroundTests } from './use-background-test.ts';

/** Says on the page of a connection how its test after saving stands; nothing where it passed. */
export function BackgroundTestNotice({ connection }: { connection: string }) {
  const test = useBackgroundTests().get(connection);
  const hasFailed = test !== undefined && test.kind !== 'running';
  return (
    <div role="status">
      {hasFailed && (
        <div className={classes.notice}>
          <div className={classes.noticeHead}>
            <strong>{sayEnd(test)}</strong>
            <CloseButton
              size="sm"
              aria-label="Close"
              onClick={() => backgroundTests.forget(connection)}
            />
          </div>
          {test.kind === 'failed' && (
            <ol className={classes.steps}>
              <TestStep step={test.step} />
            </ol>
          )}
        </div>
      )}
    </div>
  );
}
