import type { ServerProfile } from './server-profile.ts';
import type { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

/** What the server does with bytes that arrived; it takes the next when `done` is called. */
export type ServerWork = (done: () => void) => void;

interface Frame {
  readonly bytes: number;
  readonly work: ServerWork;
}

/**
 * One connection between a process and a server: the client's kernel buffer, the line and the server's inbox. The
 * kernel goes on sending when the process is stopped or dead; nothing moves while the whole machine is paused.
 */
export class SimConnection {
  readonly #world: World;
  readonly #process: SimProcess;
  readonly #profile: ServerProfile;
  readonly #unsent: Frame[] = [];
  readonly #arrived: Frame[] = [];
  readonly #drainWatchers: { readonly bytesMax: number; readonly act: () => void }[] = [];
  #bufferedBytes = 0;
  #isDeparting = false;
  #isServing = false;
  #isCut = false;
  #isMute = false;
  #isServerClosed = false;
  #isClientGone = false;
  #heardAtMs: number;
  /** The client notices that the connection is gone. */
  onLost: () => void = () => {};

  constructor(process: SimProcess, profile: ServerProfile) {
    this.#world = process.world;
    this.#process = process;
    this.#profile = profile;
    this.#heardAtMs = this.#world.nowMs;
    process.onDeath(() => this.leave());
    process.onCut(() => {
      if (!this.#isClientGone) this.cut();
    });
    process.host.onResume(() => this.#departNext());
    this.#armAutologout();
  }

  /** Gives bytes to the kernel; `work` runs at the server when they have arrived. */
  hand(bytes: number, work: ServerWork): void {
    if (this.#isClientGone || this.#isCut) return;
    this.#push({ bytes, work });
  }

  /** Calls back once no more than that many bytes wait in the kernel. */
  whenBuffered(bytesMax: number, act: () => void): void {
    if (this.#bufferedBytes <= bytesMax) act();
    else this.#drainWatchers.push({ bytesMax, act });
  }

  /** From the server to the process, unless the line is cut or dead by then. */
  answer(act: () => void, extraMs = 0): void {
    if (this.#isCut || this.#isMute) return;
    this.#world.scheduler.after(this.#profile.latencyMs + extraMs, () => {
      if (!this.#isCut && !this.#isMute && !this.#isClientGone) this.#process.deliver(act);
    });
  }

  /** No answer comes through any more, and nobody is told. */
  mute(): void {
    this.#isMute = true;
  }

  /** The network fails: what has not arrived never will; what has arrived the server still works off. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#unsent.length = 0;
    this.#bufferedBytes = 0;
    this.#wakeDrainWatchers();
    this.#arrived.push({ bytes: 0, work: (done) => this.#closeServer(done) });
    this.#serveNext();
    this.#process.deliver(() => this.onLost());
  }

  /** The client's end closes or dies: some first part of what the kernel holds still goes out, then the end. */
  leave(): void {
    if (this.#isClientGone) return;
    this.#isClientGone = true;
    if (this.#world.isFaulty && this.#world.faults.happens(0.5)) {
      const kept = this.#world.faults.int(0, this.#unsent.length);
      for (const frame of this.#unsent.splice(kept)) this.#bufferedBytes -= frame.bytes;
    }
    this.#push({ bytes: 1, work: (done) => this.#closeServer(done) });
  }

  #push(frame: Frame): void {
    this.#unsent.push(frame);
    this.#bufferedBytes += frame.bytes;
    this.#departNext();
  }

  #departNext(): void {
    const frame = this.#unsent[0];
    if (frame === undefined || this.#isDeparting || this.#process.host.isPaused) return;
    this.#isDeparting = true;
    this.#world.scheduler.after((1000 * frame.bytes) / this.#profile.bytesPerSecond, () => {
      this.#isDeparting = false;
      if (this.#unsent[0] === frame) {
        this.#unsent.shift();
        this.#bufferedBytes -= frame.bytes;
        this.#world.scheduler.after(this.#profile.latencyMs, () => this.#arrive(frame));
      }
      this.#wakeDrainWatchers();
      this.#departNext();
    });
  }

  #wakeDrainWatchers(): void {
    const woken = this.#drainWatchers.filter((watcher) => this.#bufferedBytes <= watcher.bytesMax);
    for (const watcher of woken) {
      this.#drainWatchers.splice(this.#drainWatchers.indexOf(watcher), 1);
      watcher.act();
    }
  }

  #arrive(frame: Frame): void {
    if (this.#isCut || this.#isServerClosed) return;
    this.#heardAtMs = this.#world.nowMs;
    this.#arrived.push(frame);
    this.#serveNext();
  }

  #serveNext(): void {
    if (this.#isServing || this.#isServerClosed) return;
    const frame = this.#arrived.shift();
    if (frame === undefined) return;
    this.#isServing = true;
    frame.work(() => {
      this.#isServing = false;
      this.#serveNext();
    });
  }

  #closeServer(done: () => void): void {
    this.#isServerClosed = true;
    done();
  }

  /** A server closes a connection that said nothing for so long (RFC 9051 §5.4); a working server waits. */
  #armAutologout(): void {
    const quietMs = this.#world.nowMs - this.#heardAtMs;
    this.#world.scheduler.after(Math.max(1, this.#profile.autologoutMs - quietMs), () => {
      if (this.#isServerClosed || this.#isCut) return;
      if (!this.#isServing && this.#world.nowMs - this.#heardAtMs >= this.#profile.autologoutMs) {
        this.#isServerClosed = true;
        this.#isCut = true;
        if (!this.#isClientGone) this.#process.deliver(() => this.onLost());
        return;
      }
      this.#heardAtMs = this.#isServing ? this.#world.nowMs : this.#heardAtMs;
      this.#armAutologout();
    });
  }
}
