import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';

/** The wall clock of processes of a spec, which may be put forward while they run. Their timers keep the machine's time. */
export class WallClock {
  readonly #folder = temporaryFolder('clock');
  readonly #file = join(this.#folder.path, 'ahead');
  #aheadMs = 0;

  constructor() {
    this.putForward(0);
  }

  /** With these a process of Node.js has it. */
  get environment(): Readonly<Record<string, string>> {
    const preload = fileURLToPath(new URL('clock-ahead.mjs', import.meta.url));
    return { NODE_OPTIONS: `--import=${preload}`, SPEC_CLOCK_FILE: this.#file };
  }

  putForward(ms: number): void {
    this.#aheadMs += ms;
    writeFileSync(this.#file, String(this.#aheadMs));
  }

  remove(): void {
    this.#folder.remove();
  }
}
