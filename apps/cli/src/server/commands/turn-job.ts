import { ProblemError, problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { UsageError } from '../../usage-error.ts';
import { findJob } from '../names/find-resources.ts';
import type { Server } from '../session/open-server.ts';
import { watchJob } from '../watch/watch-job.ts';
import { jobLine } from '../words/job-words.ts';
import { scheduleState } from '../words/schedule-words.ts';

export interface TurnWish {
  readonly job: string;
  readonly watch?: boolean | undefined;
  /** Outside its schedule: what is to be done. */
  readonly wait?: boolean | undefined;
  readonly now?: boolean | undefined;
}

/** `mailhaul jobs start|pause|delta JOB`; then, where asked for, `mailhaul watch JOB`. */
export async function turnJob(
  server: Server,
  turn: 'startJob' | 'pauseJob' | 'requestDelta',
  wish: TurnWish,
): Promise<ExitCode> {
  const outsideWindow = outsideOf(wish);
  const tenant = await server.tenant();
  const job = await findJob(server, wish.job);
  const path = { tenant, job: job.id };
  const body = outsideWindow === undefined ? {} : { body: { outsideWindow } };
  const asked: Promise<Job> =
    turn === 'pauseJob'
      ? server.api.call('pauseJob', { path })
      : server.api.call(turn, { path, ...body });
  const after = await asked.catch((error: unknown) => {
    const problem = problemOf(error);
    // Said again, to see it once more: what is wished goes on already.
    if (wish.watch === true && problem?.code === 'job-running') return job;
    if (problem?.code !== 'outside-schedule') throw error;
    throw new ProblemError({ ...problem, whatToDo: outsideRemedy }, error);
  });
  if (wish.watch === true) return watchJob(server, after.id);
  if (server.isJson) server.row(after);
  else {
    const isAsItWas = after.revision === job.revision;
    const schedule = turn === 'pauseJob' ? undefined : scheduleState(after);
    server.say([
      `${isAsItWas ? 'Nothing to do: ' : ''}${jobLine(after)}`,
      ...(schedule === undefined ? [] : [`Its schedule: ${schedule}.`]),
    ]);
  }
  return exitCodes.done;
}

const outsideRemedy =
  'Give --wait to have it begin when the schedule opens, or --now to run it at once.';

function outsideOf({ wait, now }: TurnWish): 'wait' | 'run-now' | undefined {
  if (wait === true && now === true) throw new UsageError('--wait and --now exclude each other');
  if (now === true) return 'run-now';
  return wait === true ? 'wait' : undefined;
}
