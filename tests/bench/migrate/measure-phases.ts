import { measureJobs, type Measured } from '../measure-jobs.ts';
import type { Peer, Run } from '../peers/peer.ts';
import type { Tap } from './tap.ts';

/** Where the time of one run went. Parts that the run did not have are NaN. */
export interface Phases {
  /** From the start of the process to its first byte on the wire. */
  readonly startMs: number;
  /** Then to the first byte of the first APPEND. */
  readonly toAppendMs: number;
  /** Then to the last answer that is no farewell. */
  readonly toLastAnswerMs: number;
  /** Then to the end of the process. */
  readonly toExitMs: number;
  /** All but the start. */
  readonly afterStartMs: number;
}

/** Runs a peer whose lines go through these taps. The watching costs time between first and last byte. */
export async function measurePhases(
  peer: Peer,
  run: Run,
  taps: readonly Tap[],
): Promise<{ phases: Phases; measured: Measured }> {
  for (const tap of taps) tap.reset();
  const jobs = peer.jobs(run);
  const beginMs = performance.now();
  const measured = await measureJobs(jobs, run.parallel);
  return { phases: phasesOf(taps, beginMs, beginMs + measured.wallMs), measured };
}

function phasesOf(taps: readonly Tap[], beginMs: number, endMs: number): Phases {
  const earliest = (times: (number | undefined)[]) =>
    Math.min(...times.map((time) => time ?? Infinity));
  const first = earliest(taps.map(({ seen }) => seen.firstFromClientMs));
  const append = earliest(taps.map(({ seen }) => seen.firstAppendMs));
  const last = Math.max(...taps.map(({ seen }) => seen.lastFromServerMs ?? -Infinity));
  const between = (from: number, to: number) => (Number.isFinite(to - from) ? to - from : NaN);
  return {
    startMs: between(beginMs, first),
    toAppendMs: between(first, append),
    toLastAnswerMs: between(Number.isFinite(append) ? append : first, last),
    toExitMs: between(last, endMs),
    afterStartMs: between(first, endMs),
  };
}
