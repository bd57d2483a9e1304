'use client';

import { type ProblemError, problemOf } from '@mailhaul/api-client';
import type { Problem } from '@mailhaul/contracts';
import { Button, Group } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { sayWho } from '../lib/catalogue.tsx';
import { formatAbsolute } from '../lib/format.ts';
import classes from './problem-notice.module.css';

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly action?: ReactNode;
  /** Puts the focus on it when it appears: after a form was sent. */
  readonly takesFocus?: boolean;
}

/** An error for people: what happened, who can mend it, what to do; details folded. */
export function ProblemNotice({ error, onRetry, action, takesFocus = false }: ProblemNoticeProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) box.current?.focus();
  }, [error, takesFocus]);
  const problem = problemOf(error) ?? defect(error);
  return (
    <div ref={box} role="alert" tabIndex={-1} className={classes.box}>
      <CircleAlert size={16} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <strong className={classes.title}>{problem.title}</strong>
        {problem.detail !== problem.title && <p className={classes.line}>{problem.detail}</p>}
        {problem.whatToDo !== '' && <p className={classes.line}>{problem.whatToDo}</p>}
        <Faults problem={problem} />
        {(onRetry !== undefined || action !== undefined) && (
          <Group gap={8} mt={8}>
            {onRetry !== undefined && (
              <Button variant="default" onClick={onRetry}>
                Try again
              </Button>
            )}
            {action}
          </Group>
        )}
        <details className={classes.details}>
          <summary>Details</summary>
          <dl>
            <dt>Code</dt>
            <dd>{problem.code}</dd>
            <dt>Can be mended by</dt>
            <dd>{sayWho(problem.fixedBy)}</dd>
            <dt>Time</dt>
            <dd>{formatAbsolute(Date.now())}</dd>
            {problem.requestId !== '' && (
              <>
                <dt>Request</dt>
                <dd>{problem.requestId}</dd>
              </>
            )}
          </dl>
        </details>
      </div>
    </div>
  );
}

const faultsShownMax = 8;

function Faults({ problem }: { problem: Problem }) {
  const faults = problem.faults ?? [];
  if (faults.length === 0) return null;
  return (
    <ul className={classes.faults}>
      {faults.slice(0, faultsShownMax).map(({ place, message }, index) => (
        <li key={index}>
          {place}: {message}
        </li>
      ))}
      {faults.length > faultsShownMax && <li>and {faults.length - faultsShownMax} more</li>}
    </ul>
  );
}

/** What is none of the API's problems is a mistake of the console. */
function defect(error: unknown): ProblemError['problem'] {
  return {
    type: 'about:blank',
    title: 'The console made a mistake',
    status: 0,
    code: 'console-defect',
    detail: error instanceof Error ? error.message : String(error),
    fixedBy: 'nobody',
    whatToDo: 'Load the page again.',
    requestId: '',
  };
}
