import type { Clock } from '@mailhaul/kernel';
import type { LineSpeed } from './line-speed.ts';
import type { Patience } from './silence-watch.ts';

export interface WireOptions extends Patience {
  readonly clock: Clock;
  /** Where chunks come past the socket's stream, each void after the call. */
  readonly reading?: { takeChunks(take: (chunk: Buffer) => void): void };
  /** Told how fast the server's data come. */
  readonly speed?: LineSpeed;
  /** Cuts the line without sending what is still buffered. */
  readonly reset: () => void;
  /** Sends what is buffered and closes the line. */
  readonly finish: () => void;
  /** The server does what was asked, and says that it is too much. */
  readonly onSlowDown?: () => void;
}
