import type { ImapServerOptions } from '../server/server-options.ts';

/** One way of a real server, as its users recorded it. */
export interface RecordedQuirk {
  readonly what: string;
  /** Public threads that show it. */
  readonly sources: readonly [string, ...string[]];
}

/** A server of ours that behaves as one that is not to be had for tests. */
export interface Personality {
  readonly name: string;
  readonly quirks: readonly RecordedQuirk[];
  /** Messages with this in their header are those that the server stumbles over. */
  readonly options: (stumblingBlock: string) => ImapServerOptions;
}
