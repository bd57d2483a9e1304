import { type Job, jobChanges } from '@mailhaul/contracts';
import { cleanOptions } from '../jobs/clean-options.ts';
import type { Change } from '../jobs/job-changes.tsx';
import { wordFormat } from '../jobs/word-format.ts';
import { draftOf, scheduleOf } from '../schedule/schedule-draft.ts';
import type { WizardDraft } from './wizard-draft.ts';
import { atAllTimes, mailboxWords, scheduleWords } from './wizard-words.ts';

/** The job's own fields as they are sent. */
export function jobInputOf(draft: WizardDraft) {
  return {
    name: draft.name.trim(),
    sourceConnectionId: draft.source ?? '',
    targetConnectionId: draft.target ?? '',
    options: cleanOptions(draft.options),
  };
}

/** What saving a draft of a job would change; the schedule at once, for passes that run as well. */
export function wizardChanges(
  job: Job,
  draft: WizardDraft,
  connection: (id: string) => string,
): readonly Change[] {
  const format = { ...wordFormat, connection };
  return [
    ...jobChanges({ before: job, after: jobInputOf(draft) }, format),
    ...scheduleChanges(job, draft),
    ...(draft.mailboxes.way === 'none'
      ? []
      : [
          {
            label: 'Mailboxes',
            before: String(job.pairs),
            after: `${job.pairs} and ${mailboxWords(draft, false)}`,
            from: takesNewAtOnce(job) ? 'at once' : 'the next start',
          },
        ]),
  ];
}

/** Whether the job's schedule is to be another one. */
export function isScheduleChanged(job: Job, draft: WizardDraft): boolean {
  return scheduleChanges(job, draft).length > 0;
}

/** A run that a Start began takes who joins meanwhile; a delta takes none of them. */
function takesNewAtOnce({ status, runKind }: Job): boolean {
  return status === 'running' && runKind === 'start';
}

function scheduleChanges({ schedule }: Job, draft: WizardDraft): readonly Change[] {
  const before = schedule && draftOf(schedule);
  const after = draft.isScheduled ? draft.schedule : undefined;
  const text = (one: typeof after) => JSON.stringify(one && scheduleOf(one));
  if (text(before) === text(after)) return [];
  const words = (one: typeof after) =>
    one === undefined ? atAllTimes : scheduleWords(one).join('; ');
  const change = { label: 'Schedule', before: words(before), after: words(after) };
  return [{ ...change, from: 'at once' }];
}
