import { problemOf } from '@mailhaul/api-client';
import type { Job } from '@mailhaul/contracts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import { listenForStop } from '../../stop-signals.ts';
import { formatClock } from '../../text/format.ts';
import { UsageError } from '../../usage-error.ts';
import { lossOf } from '../session/lost-server.ts';
import type { Server } from '../session/open-server.ts';
import { jobLine } from '../words/job-words.ts';
import { ChangeSignal } from './change-signal.ts';
import { type JobLook, JobLooks } from './job-looks.ts';
import { showResult, watchExitCode } from './watch-result.ts';
import { type WatchView, chooseWatchView } from './watch-views.ts';

/** A server that is away for longer is given up. */
const lostMsMax = 15 * 60_000;

/**
 * Shows a job until it is finished and gives its result as exit code. Ends only the watching when it is interrupted, and
 * goes through breaks of the server. @throws UsageError where the job was never started
 */
export async function watchJob(server: Server, jobId: string): Promise<ExitCode> {
  const { io } = server;
  const view = await chooseWatchView(io, server.isJson);
  const signals = listenForStop({
    nowMs: () => io.clock.monotonicMs(),
    first: () => undefined,
    second: () => process.exit(exitCodes.interrupted),
  });
  const ended = new AbortController();
  const signal = AbortSignal.any([signals.stop, ended.signal]);
  const tenant = await server.tenant();
  const looks = new JobLooks({ client: server.once, path: { tenant, job: jobId }, signal });
  const changes = () =>
    new ChangeSignal({ client: server.once, tenant, jobId, clock: io.clock, signal });
  try {
    const job = await follow({ server, view, looks, changes });
    view.close();
    return await tellResult(server, job);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
    view.remark('not watched any more; the job goes on');
    return exitCodes.interrupted;
  } finally {
    view.close();
    ended.abort();
    signals.release();
  }
}

interface Following {
  readonly server: Server;
  readonly view: WatchView;
  readonly looks: JobLooks;
  readonly changes: () => ChangeSignal;
}

/** The job when it is finished. */
async function follow({ server, view, looks, changes }: Following): Promise<Job> {
  const { clock } = server.io;
  let signal: ChangeSignal | undefined;
  let seen = { atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  let isLost = false;
  for (;;) {
    const { look, loss } = await lookOrLoss(looks);
    if (look !== undefined) {
      if (isLost) view.remark(`${server.address} is there again`);
      isLost = false;
      seen = { atMs: clock.monotonicMs(), wallMs: clock.wallMs() };
      if (signal === undefined) refuseDraft(look.job);
      view.show(look);
      if (look.job.status === 'finished') return look.job;
    } else {
      if (clock.monotonicMs() - seen.atMs > lostMsMax) throw loss.error;
      const asOf = formatClock(seen.wallMs, clock.wallMs());
      if (!isLost)
        view.remark(
          `${server.address} cannot be reached: ${loss.why}; trying again, this is as of ${asOf}`,
        );
      isLost = true;
    }
    signal ??= changes();
    await signal.next();
  }
}

type LookOrLoss =
  | { readonly look: JobLook; readonly loss?: never }
  | { readonly look?: never; readonly loss: { readonly why: string; readonly error: unknown } };

async function lookOrLoss(looks: JobLooks): Promise<LookOrLoss> {
  try {
    return { look: await looks.look() };
  } catch (error) {
    const loss = lossOf(error);
    if (loss !== undefined) return { loss: { why: loss.why, error } };
    // Too many questions: the next look comes later anyway.
    const problem = problemOf(error);
    if (problem?.status !== 429) throw error;
    return { loss: { why: problem.detail, error } };
  }
}

function refuseDraft({ status, name }: Job): void {
  if (status === 'draft')
    throw new UsageError(`${name} was never started`, 'mailhaul jobs start JOB starts it');
}

async function tellResult(server: Server, job: Job): Promise<ExitCode> {
  const exitCode = watchExitCode(job);
  if (server.isJson) {
    const at = new Date(server.io.clock.wallMs()).toISOString();
    server.row({ v: 1, at, event: 'finished', job, exitCode });
    return exitCode;
  }
  server.say([jobLine(job)]);
  await showResult(server, job);
  return exitCode;
}
