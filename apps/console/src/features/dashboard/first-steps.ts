import type { Connection, Job } from '@mailhaul/contracts';

export interface FirstStep {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly href: string;
  readonly isDone: boolean;
}

/** What leads from nothing to a migration that runs, and what of it is done. */
export function firstSteps(
  base: string,
  { jobs, connections }: { jobs: readonly Job[]; connections: readonly Connection[] },
): readonly FirstStep[] {
  const [job] = jobs;
  const filled = jobs.find(({ pairs }) => pairs > 0);
  const connect = { button: 'New connection', href: `${base}/connections/new` };
  return [
    {
      ...{ title: 'Connect the source', text: 'The mail system that the mailboxes are in now.' },
      ...{ ...connect, isDone: connections.length > 0 },
    },
    {
      ...{ title: 'Connect the target', text: 'The one that they go to.' },
      ...{ ...connect, isDone: connections.length > 1 },
    },
    {
      title: 'Make a job',
      text: 'Which mailboxes, from where to where: a list as CSV.',
      ...(job === undefined
        ? { button: 'New job', href: `${base}/jobs/new` }
        : { button: 'Add mailboxes', href: `${base}/jobs/${job.id}/import` }),
      isDone: filled !== undefined,
    },
    {
      title: 'Start it',
      text: 'Sources are only read. Pause and go on at any time.',
      ...{ button: 'Open the job', href: `${base}/jobs/${filled?.id ?? ''}` },
      isDone: jobs.some(({ run }) => run > 0),
    },
  ];
}
