import type { Clock } from '@mailhaul/kernel';
import type { PassResult } from './pass-assignment.ts';
import { SuspectPairs } from './suspect-pairs.ts';
import { failureOf } from './pass-failure.ts';
import type { PassRunnersSettings, RunnerLimits } from './pass-runners.ts';
import { RunnerThread, type ThreadPass } from './runner-thread.ts';
import { RestartPace } from './restart-pace.ts';

export interface PassEntry extends ThreadPass {
  readonly resolve: (result: PassResult) => void;
  readonly stopped: AbortSignal;
}

/** After `stop` a pass that has not ended by then is waited for no longer: its thread takes no new ones and ends with the rest. */
export const stuckAfterMs = 10_000;
const beatsPerSilence = 30;

/** Which pass runs in which thread. */
export class RunnerPool {
  readonly #settings: PassRunnersSettings & { readonly limits: RunnerLimits };
  readonly #clock: Clock;
  readonly #threads = new Set<RunnerThread>();
  /** In the order of asking. */
  readonly #waiting = new Set<PassEntry>();
  /** Passes in threads, by their pair. */
  readonly #running = new Map<string, PassEntry>();
  readonly #stuck = new Set<PassEntry>();
  readonly #suspects = new SuspectPairs();
  readonly #restarts: RestartPace;
  readonly #closing = new AbortController();
  #whenEmpty: (() => void) | undefined;
  #isWatching = false;

  constructor(settings: PassRunnersSettings & { readonly limits: RunnerLimits }) {
    this.#settings = settings;
    this.#clock = settings.clock;
    this.#restarts = new RestartPace(settings.clock);
  }

  add(pass: PassEntry): void {
    if (pass.stopped.aborted || this.#closing.signal.aborted) {
      pass.resolve({ end: { kind: 'stopped' } });
      return;
    }
    this.#waiting.add(pass);
    pass.stopped.addEventListener('abort', () => this.#stop(pass), { once: true });
    this.#place();
  }

  /** The pass's `pace` has changed. */
  pace(pass: PassEntry): void {
    [...this.#threads].find((one) => one.has(pass.id))?.pace(pass);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the pass runners are closed'));
    for (const pass of this.#waiting) this.#settle(pass, { end: { kind: 'stopped' } });
    if (this.#threads.size === 0) return;
    const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve));
    for (const thread of this.#threads) thread.terminate('the worker was shut down');
    await empty;
  }

  #place(): void {
    if (this.#closing.signal.aborted) return;
    for (const pass of this.#waiting) {
      if (this.#running.has(pairOf(pass))) continue;
      const thread = this.#threadFor(pass);
      if (thread === undefined) continue;
      this.#waiting.delete(pass);
      this.#running.set(pairOf(pass), pass);
      thread.run(pass);
    }
  }

  #threadFor(pass: PassEntry): RunnerThread | undefined {
    const { threadsMax, passesPerThreadMax, ownThreadsMax } = this.#settings.limits;
    const threads = [...this.#threads].filter(({ isGone }) => !isGone);
    if (this.#suspects.has(pairOf(pass))) {
      return threads.filter(({ isOwn }) => isOwn).length < ownThreadsMax
        ? this.#start(true)
        : undefined;
    }
    const shared = threads.filter(({ isOwn }) => !isOwn);
    const open = shared.filter((thread) => !this.#isRetired(thread));
    const [idlest] = open
      .filter(({ passCount }) => passCount < passesPerThreadMax)
      .sort((a, b) => a.passCount - b.passCount);
    const mayStart = open.length < threadsMax && shared.length < threadsMax * 2;
    if (idlest?.passCount === 0 || !mayStart) return idlest;
    return this.#start(false) ?? idlest;
  }

  /** Undefined while threads die too fast for another one. */
  #start(isOwn: boolean): RunnerThread | undefined {
    const waitMs = this.#restarts.waitMs();
    if (waitMs > 0) {
      this.#placeAfter(waitMs);
      return undefined;
    }
    const { limits, entry, store, worker } = this.#settings;
    const { heapMbMax, silenceMsMax } = limits;
    const beatEveryMs = silenceMsMax / beatsPerSilence;
    const settings = { entry, store, worker, heapMbMax, beatEveryMs };
    const thread = new RunnerThread(settings, isOwn, {
      onReady: () => this.#restarts.started(),
      onDone: (pass, result) => this.#done(thread, this.#entryOf(pass), result),
      onGone: ({ passes, reason }) => {
        const entries = passes.map((pass) => this.#entryOf(pass));
        this.#gone(thread, entries, reason);
      },
    });
    this.#threads.add(thread);
    if (!this.#isWatching) void this.#watch(beatEveryMs);
    return thread;
  }

  #done(thread: RunnerThread, pass: PassEntry, result: PassResult): void {
    if (thread.isOwn && result.end.kind === 'completed') this.#suspects.remove(pairOf(pass));
    this.#restarts.worked();
    this.#settle(pass, result);
    if (thread.isOwn) thread.terminate('its pass has ended');
    else this.#endIfStuck(thread);
    this.#place();
  }

  #gone(thread: RunnerThread, passes: readonly PassEntry[], reason: string): void {
    this.#threads.delete(thread);
    const isDeath = passes.length > 0 && !this.#closing.signal.aborted;
    if (isDeath) this.#settings.onThreadDied?.();
    if (this.#closing.signal.aborted) {
      for (const pass of passes) this.#settle(pass, { end: { kind: 'stopped' } });
    } else if (thread.isReady) {
      this.#died(passes, reason);
    } else {
      this.#didNotStart(passes, reason);
    }
    if (this.#threads.size === 0) this.#whenEmpty?.();
    this.#place();
  }

  #died(passes: readonly PassEntry[], reason: string): void {
    if (passes.length === 0) return;
    this.#restarts.died();
    const wasAlone = passes.length === 1;
    for (const pass of passes) {
      this.#suspects.add(pairOf(pass));
      this.#settle(pass, { end: { kind: 'died', wasAlone, reason } });
    }
  }

  /** No pass has begun in it, and none is to blame. */
  #didNotStart(passes: readonly PassEntry[], reason: string): void {
    const isHopeless = this.#restarts.failedToStart();
    for (const pass of passes) this.#running.delete(pairOf(pass));
    const again = [...passes, ...this.#waiting];
    this.#waiting.clear();
    for (const pass of again) {
      if (!isHopeless && !pass.stopped.aborted) this.#waiting.add(pass);
      else if (pass.stopped.aborted) this.#settle(pass, { end: { kind: 'stopped' } });
      else {
        const failure = failureOf(new Error(`threads for passes do not start: ${reason}`));
        this.#settle(pass, { end: { kind: 'failed', failure } });
      }
    }
  }

  #settle(pass: PassEntry, result: PassResult): void {
    this.#waiting.delete(pass);
    this.#stuck.delete(pass);
    if (this.#running.get(pairOf(pass)) === pass) this.#running.delete(pairOf(pass));
    pass.resolve(result);
  }

  #stop(pass: PassEntry): void {
    if (this.#waiting.has(pass)) this.#settle(pass, { end: { kind: 'stopped' } });
    const thread = [...this.#threads].find((one) => one.has(pass.id));
    if (thread === undefined) return;
    thread.stop(pass.id);
    void this.#clock.sleep(stuckAfterMs, this.#closing.signal).then(
      () => {
        if (!thread.has(pass.id)) return;
        this.#stuck.add(pass);
        this.#endIfStuck(thread);
      },
      () => undefined,
    );
  }

  #isRetired(thread: RunnerThread): boolean {
    return [...this.#stuck].some(({ id }) => thread.has(id));
  }

  /** Ends a thread in which nobody is left but passes that do not end. */
  #endIfStuck(thread: RunnerThread): void {
    const stuck = [...this.#stuck].filter(({ id }) => thread.has(id));
    if (stuck.length > 0 && stuck.length === thread.passCount) {
      thread.terminate('a pass did not end though its connections were cut');
    }
  }

  /** Counts in beats of its own: while this process stands still, no thread grows older. */
  async #watch(beatEveryMs: number): Promise<void> {
    this.#isWatching = true;
    while (this.#threads.size > 0) {
      await this.#clock.sleep(beatEveryMs);
      for (const thread of this.#threads) {
        thread.countBeat();
        if (thread.silentBeats <= beatsPerSilence) continue;
        thread.terminate('its thread gave no sign of life');
      }
    }
    this.#isWatching = false;
  }

  #placeAfter(ms: number): void {
    this.#clock.sleep(ms, this.#closing.signal).then(
      () => this.#place(),
      () => undefined,
    );
  }

  #entryOf({ assignment }: ThreadPass): PassEntry {
    return this.#running.get(pairKey(assignment)) as PassEntry;
  }
}

function pairOf({ assignment }: PassEntry): string {
  return pairKey(assignment);
}

function pairKey({ tenant, pairId }: { tenant: string; pairId: string }): string {
  return JSON.stringify([tenant, pairId]);
}
