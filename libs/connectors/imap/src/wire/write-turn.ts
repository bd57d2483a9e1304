import type { Command, Pending } from './command-queue.ts';

/** The right to write: one holder at a time, in the order of the requests. */
export interface WriteTurn {
  /** Registers a command whose bytes, beginning with its tag, are written next. */
  begin(command: Command): Pending;
  write(data: Uint8Array | string): void;
  /** Like `write`, in a system call of its own, now. */
  writeAlone(data: string): void;
  /** Everything written has been handed to the operating system. */
  flushed(): Promise<void>;
  /** Waits for the server's `+`; 'answered' when it answers the command instead. */
  continuation(pending: Pending): Promise<'go-on' | 'answered'>;
  /** COMPRESS (RFC 4978), once all commands before it are answered; false where the server will not. */
  compress(): Promise<boolean>;
}
