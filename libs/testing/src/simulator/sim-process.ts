import type { Clock } from '@mailhaul/kernel';
import type { SimHost } from './sim-host.ts';
import type { World } from './world.ts';

type Life = 'running' | 'stopped' | 'dead';

/**
 * One worker process. Everything that comes to it from outside passes `deliver`, so it can be stopped (SIGSTOP:
 * its clocks go on), paused with its host (they stand still) or killed between any two steps it takes.
 */
export class SimProcess {
  readonly id: string;
  readonly host: SimHost;
  readonly world: World;
  readonly clock: Clock;
  readonly startedAtMs: number;
  /** The ledger that it opened last. */
  ledger = '';
  #life: Life = 'running';
  #held: (() => void)[] = [];
  readonly #cuts: (() => void)[] = [];
  readonly #deathWatchers: (() => void)[] = [];

  constructor(world: World, host: SimHost, id: string) {
    this.id = id;
    this.host = host;
    this.world = world;
    this.startedAtMs = host.runningMs();
    this.clock = {
      wallMs: () => host.wallMs(),
      monotonicMs: () => host.runningMs() - this.startedAtMs,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
    host.onResume(() => this.#deliverHeld());
  }

  get isDead(): boolean {
    return this.#life === 'dead';
  }

  get isFrozen(): boolean {
    return this.#life === 'stopped' || (this.#life === 'running' && this.host.isPaused);
  }

  /** A call across a seam. False: the process died here or before, and the call never happens. */
  enter(what: string): boolean {
    if (this.isDead) return false;
    this.world.onSeam(this, what);
    return !this.isDead;
  }

  deliver(act: () => void): void {
    if (this.isDead) return;
    if (this.isFrozen) this.#held.push(act);
    else act();
  }

  /** The promise as this process sees it: late while frozen, never once dead. */
  settle<T>(outside: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      outside.then(
        (value) => this.deliver(() => resolve(value)),
        (error: Error) => this.deliver(() => reject(error)),
      );
    });
  }

  /** Calls back after `ms` of this host's own time. */
  timer(ms: number, act: () => void): void {
    const dueMs = this.host.runningMs() + ms;
    const look = () => {
      const leftMs = dueMs - this.host.runningMs();
      if (leftMs > 0) this.world.scheduler.after(leftMs, () => this.deliver(look));
      else act();
    };
    this.world.scheduler.after(ms, () => this.deliver(look));
  }

  stop(): void {
    if (this.#life !== 'running') return;
    this.#life = 'stopped';
    this.world.trace(this.id, 'stopped');
  }

  resume(): void {
    if (this.#life !== 'stopped') return;
    this.#life = 'running';
    this.world.trace(this.id, 'goes on');
    this.#deliverHeld();
  }

  kill(): void {
    if (this.isDead) return;
    this.#life = 'dead';
    this.#held = [];
    this.world.trace(this.id, 'killed');
    this.host.leave(this);
    for (const watcher of this.#deathWatchers.splice(0)) watcher();
  }

  /** The orderly end: nothing of it is left to run. */
  exit(): void {
    if (this.isDead) return;
    this.#life = 'dead';
    this.#held = [];
    this.world.trace(this.id, 'exits');
    this.host.leave(this);
    for (const watcher of this.#deathWatchers.splice(0)) watcher();
  }

  /** The network of this process fails: every connection it has is cut. */
  cutConnections(): void {
    for (const cut of this.#cuts.splice(0)) cut();
  }

  onCut(cut: () => void): void {
    this.#cuts.push(cut);
  }

  onDeath(watcher: () => void): void {
    this.#deathWatchers.push(watcher);
  }

  #deliverHeld(): void {
    while (!this.isFrozen && !this.isDead) {
      const act = this.#held.shift();
      if (act === undefined) return;
      act();
    }
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (!this.enter('sleep')) return new Promise(() => {});
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = () => reject(signal?.reason as Error);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.timer(ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
    });
  }
}
