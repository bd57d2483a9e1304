/** A moment of a write on its way to the target, told before the bytes in question are passed on. */
export type LineStep =
  /** Some of a request is there, not what makes the server act. */
  | 'part'
  /** All of it but its last bytes. */
  | 'all but the end'
  /** The server has acted; its answer is here, and not yet with the client. */
  | 'acted'
  /** The client has the answer. */
  | 'answered'
  /** A request that goes on with an item that is there already: exceptions and files of a series. */
  | 'going on'
  /** A question about what the target holds. */
  | 'look';

/** Where the newest write of a connection stands, by the bytes that the server was given. */
export type LineState = 'no byte' | 'part' | 'all but the end' | 'whole' | 'answered';

/** What lies between the copier and its target: it watches, and takes the copier's death to the byte. */
export interface TargetLine {
  readonly port: number;
  onStep: ((step: LineStep) => void) | undefined;
  readonly seen: { writesBegun: number; writesAnswered: number };
  /** The connections that were open when the client died; `isGoingOn`: its last request was one of `going on`. */
  fallen(): readonly { readonly state: LineState; readonly isGoingOn: boolean }[];
  /**
   * The client is dead: no answer reaches it any more. `isLost`: what it had handed over and is not with the server yet is lost, as
   * when its machine loses power; else it arrives, as when a process is killed.
   */
  die(isLost: boolean): void;
  /** All that the dead client had sent is with the server, and its connections are closed. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
