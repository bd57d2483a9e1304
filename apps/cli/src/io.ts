import type { Worker } from 'node:worker_threads';
import type { Clock, Random } from '@mailhaul/kernel';

/** The process around a command, so that commands neither look for it nor keep it. */
export interface Io {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A person can be asked. */
  readonly isInteractive: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly version: string;
  /** The event store's thread, where the start script began it: both take a while. */
  readonly storeThread?: Worker | undefined;
}
