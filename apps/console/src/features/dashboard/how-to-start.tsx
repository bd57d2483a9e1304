'use client';

import type { Connection, Job } from '@mailhaul/contracts';
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Check, X } from 'lucide-react';
import Link from 'next/link';
import { useTenant } from '../frame/tenant-gate.tsx';
import { useViewerRefusal } from '../../lib/session.tsx';
import classes from './how-to-start.module.css';
import { firstSteps } from './first-steps.ts';
import { Tile } from '../../ui/tile.tsx';

interface HowToStartProps {
  readonly jobs: readonly Job[];
  readonly connections: readonly Connection[];
  readonly onClose: () => void;
}

/** The way from nothing to the first migration; the step that is next has the button. */
export function HowToStart({ jobs, connections, onClose }: HowToStartProps) {
  const { id: tenant } = useTenant();
  const isViewer = useViewerRefusal(tenant) !== undefined;
  const steps = firstSteps(`/t/${tenant}`, { jobs, connections });
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <Tile
      title="How to start"
      actions={
        <Tooltip label="Close; Help shows it again">
          <ActionIcon aria-label="Close: How to start" onClick={onClose}>
            <X size={16} />
          </ActionIcon>
        </Tooltip>
      }
    >
      <ol className={classes.steps}>
        {steps.map(({ title, text, button, href, isDone }, place) => (
          <li
            key={title}
            className={classes.step}
            data-done={isDone || undefined}
            aria-current={place === next ? 'step' : undefined}
          >
            <span className={`num ${classes.mark}`} aria-hidden>
              {isDone ? <Check size={13} strokeWidth={2.5} /> : place + 1}
            </span>
            <div>
              <p className={classes.title}>
                {title}
                {isDone && <span className="srOnly">: done</span>}
              </p>
              <p className={classes.text}>{text}</p>
              {place === next && !isViewer && (
                <Button renderRoot={(props) => <Link {...props} href={href} />}>{button}</Button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Tile>
  );
}
