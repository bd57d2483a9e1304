'use client';

import type { Job } from '@mailhaul/contracts';
import { CalendarClock, CircleCheck, Hourglass } from 'lucide-react';
import { useNow } from '../../lib/use-now.ts';
import { scheduleNotes, scheduleSentence } from '../../lib/schedule-words.ts';
import classes from './schedule-tab.module.css';

/** How the saved schedule stands now, and what comes next. */
export function ScheduleState({ job }: { job: Job }) {
  const now = useNow();
  const { scheduleNow } = job;
  const notes = scheduleNotes(job, now);
  const Icon =
    scheduleNow === undefined ? CalendarClock : scheduleNow.isOpen ? CircleCheck : Hourglass;
  return (
    <div className={classes.state} data-open={scheduleNow?.isOpen} role="status">
      <div className={classes.stateHead}>
        <Icon size={16} aria-hidden />
        {scheduleNow === undefined
          ? 'No schedule: it may run at all times'
          : scheduleSentence(job, now)}
      </div>
      {notes.length > 0 && <p className={classes.notes}>{notes.join(' · ')}</p>}
    </div>
  );
}
