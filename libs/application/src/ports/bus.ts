import type { JsonValue } from './event-store.ts';

/** Plain values that JSON gives back equal; also no field may be undefined. */
export type BusBody = JsonValue | object;

/**
 * Requests and announcements between services. It carries no facts: whatever is lost here costs time and no truth. The
 * answering side is a NestJS transport strategy; this is the asking side. Adapters: in process, later NATS; one conformance suite.
 */
export abstract class Bus {
  /**
   * One member of the subject's queue group answers.
   * @throws {NoResponder} at once where nobody serves the subject. @throws {RequestTimedOut}
   * @throws {RequestRefused} the responder answered with an error; its message is safe to show.
   */
  abstract request(subject: string, body: BusBody, timeoutMs: number): Promise<JsonValue>;

  /** To everybody who listens, at most once, without an answer. Never throws and never waits: a lost one is nobody's loss. */
  abstract announce(subject: string, body: BusBody): void;

  abstract close(): Promise<void>;
}

export class NoResponder extends Error {
  override readonly name = 'NoResponder';
}

export class RequestTimedOut extends Error {
  override readonly name = 'RequestTimedOut';
}

export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
}
