'use client';

import type { Job } from '@mailhaul/contracts';
import { ActionIcon, Drawer, Tooltip } from '@mantine/core';
import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import Link from 'next/link';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { formatCount } from '../../lib/format.ts';
import { useAddress } from '../../lib/use-address.ts';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { JobMark } from '../../ui/status-mark.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './job-list.module.css';
import { placeInList } from './place-in-list.ts';
import type { JobList } from './use-job-list.ts';

interface JobListProps {
  readonly list: JobList;
  /** The one whose page this is. */
  readonly current: string;
}

/** All jobs beside the one that is looked at, in the order of their turn. */
export function JobListPane({ list, current }: JobListProps) {
  const { isThere, isPane, isOpen, hide, jobs } = list;
  if (!isThere || !isOpen) return null;
  const entries = <Entries {...{ jobs, current }} />;
  if (!isPane) {
    return (
      <Drawer opened onClose={hide} size={300} title="Jobs">
        <nav aria-label="Jobs">{entries}</nav>
      </Drawer>
    );
  }
  return (
    <nav className={classes.pane} aria-label="Jobs">
      <div className={classes.head}>
        <h2>
          Jobs <span className="num muted">{formatCount(jobs.length)}</span>
        </h2>
        <Tooltip label="Hide the list of jobs">
          <ActionIcon aria-label="Hide the list of jobs" onClick={hide}>
            <PanelLeftClose size={15} />
          </ActionIcon>
        </Tooltip>
      </div>
      {entries}
    </nav>
  );
}

/** Brings the list of jobs back. */
export function JobListButton({ list: { isThere, isPane, isOpen, show } }: { list: JobList }) {
  if (!isThere || (isPane && isOpen)) return null;
  return (
    <Tooltip label="Show the list of jobs">
      <ActionIcon aria-label="Show the list of jobs" aria-expanded={isOpen} onClick={show}>
        <PanelLeftOpen size={15} />
      </ActionIcon>
    </Tooltip>
  );
}

/** One stop of the tab key; arrows go from one job to the next. */
function Entries({ jobs, current }: { jobs: readonly Job[]; current: string }) {
  const { id: tenant } = useTenant();
  const { query } = useAddress();
  const box = useRef<HTMLOListElement>(null);
  const tab = query.get('tab');
  const place = jobs.findIndex(({ id }) => id === current);
  useEffect(() => {
    box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [place]);
  const step = (event: KeyboardEvent) => {
    const links = [...(box.current?.querySelectorAll('a') ?? [])];
    const at = links.findIndex((link) => link === event.target);
    const next = at < 0 ? undefined : placeInList(event.key, at, links.length);
    if (next === undefined) return;
    event.preventDefault();
    links[next]?.focus();
  };
  return (
    <ol ref={box} className={classes.list} onKeyDown={step}>
      {jobs.map((job, at) => (
        <li key={job.id}>
          <Link
            className={classes.job}
            href={`/t/${tenant}/jobs/${job.id}${tab === null ? '' : `?tab=${tab}`}`}
            aria-current={job.id === current ? 'page' : undefined}
            tabIndex={at === Math.max(0, place) ? 0 : -1}
            prefetch={false}
          >
            <span className={classes.line}>
              <span className={`num muted ${classes.turn}`} title={`Turn ${at + 1}`}>
                {at + 1}
              </span>
              <span className={`cut ${classes.name}`} title={job.name}>
                {job.name}
              </span>
            </span>
            <span className={classes.state}>
              <JobMark status={job.status} statuses={job.statuses} scheduleNow={job.scheduleNow} />
            </span>
            <ProgressBar figures={job} label={`Items of ${job.name}`} hasShare />
          </Link>
        </li>
      ))}
    </ol>
  );
}
