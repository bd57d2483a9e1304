import type { SimProcess } from './sim-process.ts';
import { type World, simEpochMs } from './world.ts';

/** A machine: its clocks, its one lock, and whether it is paused as a whole (a VM without its processor). */
export class SimHost {
  readonly name: string;
  readonly #world: World;
  #wallOffsetMs: number;
  #pausedTotalMs = 0;
  #pausedSinceMs: number | undefined;
  #lockHolder: SimProcess | undefined;
  readonly #resumeWatchers: (() => void)[] = [];

  constructor(world: World, name: string, wallOffsetMs: number) {
    this.#world = world;
    this.name = name;
    this.#wallOffsetMs = wallOffsetMs;
  }

  get isPaused(): boolean {
    return this.#pausedSinceMs !== undefined;
  }

  get hasPaused(): boolean {
    return this.isPaused || this.#pausedTotalMs > 0;
  }

  /** Time this machine has had its processor. */
  runningMs(): number {
    const standing =
      this.#pausedSinceMs === undefined ? 0 : this.#world.nowMs - this.#pausedSinceMs;
    return this.#world.nowMs - this.#pausedTotalMs - standing;
  }

  wallMs(): number {
    return Math.round(simEpochMs + this.runningMs() + this.#wallOffsetMs);
  }

  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
    this.#world.trace(this.name, `wall clock jumps by ${byMs} ms`);
  }

  pause(): void {
    if (this.isPaused) return;
    this.#pausedSinceMs = this.#world.nowMs;
    this.#world.trace(this.name, 'paused, clocks stand still');
  }

  /** Both clocks go on from where they stood; the wall is set right a moment later (NTP), if at all. */
  resume(wallCatchesUpAfterMs: number | undefined): void {
    if (this.#pausedSinceMs === undefined) return;
    const lostMs = this.#world.nowMs - this.#pausedSinceMs;
    this.#pausedTotalMs += lostMs;
    this.#pausedSinceMs = undefined;
    this.#world.trace(this.name, `goes on after ${Math.round(lostMs / 1000)} s`);
    if (wallCatchesUpAfterMs !== undefined) {
      this.#world.scheduler.after(wallCatchesUpAfterMs, () => this.jumpWall(lostMs));
    }
    for (const watcher of this.#resumeWatchers) watcher();
  }

  onResume(watcher: () => void): void {
    this.#resumeWatchers.push(watcher);
  }

  /** True when the process now holds this machine's lock. */
  tryLock(process: SimProcess): boolean {
    this.#lockHolder ??= process;
    return this.#lockHolder === process;
  }

  leave(process: SimProcess): void {
    if (this.#lockHolder === process) this.#lockHolder = undefined;
  }
}
