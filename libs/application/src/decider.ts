import type { DomainEvent, Upcasters } from './event-codec.ts';

/** What an aggregate consists of: pure functions over its state. Time, ids and actor arrive in the command. */
export interface Decider<State, Command, Event extends DomainEvent, Rejected extends Rejection> {
  readonly initial: () => State;
  readonly evolve: (state: State, event: Event) => State;
  /** What follows from a command; no events: it is already so. */
  readonly decide: (state: State, command: Command) => readonly Event[] | Rejected;
  readonly upcasters: Upcasters;
}

/** A command that cannot be obeyed now, by name. */
export interface Rejection {
  readonly kind: 'rejected';
  readonly reason: string;
}

export function isRejection<R extends Rejection>(decision: R | readonly unknown[]): decision is R {
  return !Array.isArray(decision);
}
