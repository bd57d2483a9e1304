'use client';

import type { ConnectionTestStep } from '@mailhaul/contracts';
import {
  ChevronDown,
  ChevronRight,
  CircleAlert,
  CircleCheck,
  CircleDotDashed,
  CircleX,
} from 'lucide-react';
import { useState } from 'react';
import { formatTook } from '../../lib/format.ts';
import classes from './connections.module.css';

const icons = {
  running: CircleDotDashed,
  passed: CircleCheck,
  failed: CircleX,
  warning: CircleAlert,
};
const words = {
  running: 'runs',
  passed: 'passed',
  failed: 'failed',
  warning: 'passed with a remark',
};

/** One step with what was found; the one that failed is unfolded, with what to do and the server's words. */
export function TestStep({ step }: { step: ConnectionTestStep }) {
  const [isOpened, setOpened] = useState<boolean>();
  const Icon = icons[step.state];
  const isOpen = isOpened ?? (step.state === 'failed' || step.state === 'warning');
  const hasMore = step.details.length > 0 || step.whatToDo !== undefined;
  const Arrow = isOpen ? ChevronDown : ChevronRight;
  return (
    <li className={classes.step} data-state={step.state}>
      <button
        type="button"
        className={classes.stepHead}
        aria-expanded={isOpen}
        disabled={!hasMore}
        onClick={() => setOpened(!isOpen)}
      >
        <Icon size={16} aria-hidden />
        <span>
          {step.label}
          <span className="srOnly">: {words[step.state]}</span>
        </span>
        <span className="num muted">
          {step.tookMs === undefined ? '' : formatTook(step.tookMs)}
        </span>
        {hasMore && <Arrow size={14} className="muted" aria-hidden />}
      </button>
      {isOpen && hasMore && (
        <div className={classes.stepBody}>
          {step.whatToDo !== undefined && (
            <p>
              <strong>{step.whatToDo}</strong>
            </p>
          )}
          {step.details.map((line, index) => (
            <p key={index} className="muted">
              {line}
            </p>
          ))}
          {step.serverText !== undefined && (
            <code className={classes.words}>{step.serverText}</code>
          )}
          {step.code !== undefined && <p className="muted">Code: {step.code}</p>}
        </div>
      )}
    </li>
  );
}
