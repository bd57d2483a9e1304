import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The double in a process of its own, on one port and one file, that can be killed, stopped and started again. */
export class EventStoreProcess {
  readonly #path: string;
  readonly #liveEventsMax: number | undefined;
  #child: ChildProcess | undefined;
  #port = 0;
  #url = '';

  constructor(path: string, liveEventsMax?: number) {
    this.#path = path;
    this.#liveEventsMax = liveEventsMax;
  }

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const args = [this.#path, String(this.#port)];
    if (this.#liveEventsMax !== undefined) args.push(String(this.#liveEventsMax));
    const child = spawn(process.execPath, ['--conditions=mailhaul-source', main, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    this.#url = line;
    this.#port = Number(new URL(line).port);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Hangs until `resume`. */
  stop(): void {
    this.#child?.kill('SIGSTOP');
  }

  resume(): void {
    this.#child?.kill('SIGCONT');
  }
}
