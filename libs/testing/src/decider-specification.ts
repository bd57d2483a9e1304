import assert from 'node:assert/strict';

/** The pure part of an aggregate, as `Decider` of the application has it. */
export interface SpecifiedDecider<State, Command, Event> {
  readonly initial: () => State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (state: State, command: Command) => readonly Event[] | SpecifiedRejection;
}

export interface SpecifiedRejection {
  readonly kind: 'rejected';
  readonly reason: string;
}

export interface Given<Command, Event> {
  when(command: Command): Then<Event>;
}

export interface Then<Event> {
  /** Exactly these events, in this order; none: the command changes nothing. */
  then(...events: readonly Event[]): void;
  thenRejected(reason: string): void;
}

/**
 * Given events, when a command, then events or a rejection:
 * `const given = specifyDecider(jobDecider); given(created).when(start).then(started)`. Also proves that deciding alters nothing.
 */
export function specifyDecider<State, Command, Event>(
  decider: SpecifiedDecider<State, Command, Event>,
): (...events: readonly Event[]) => Given<Command, Event> {
  return (...events) => ({
    when(command) {
      const state = events.reduce(
        (folded, event) => decider.evolve(folded, event),
        decider.initial(),
      );
      const before = structuredClone({ state, command });
      const decision = decider.decide(state, command);
      assert.deepEqual({ state, command }, before, 'deciding alters neither state nor command');
      return {
        then(...expected) {
          assert.deepEqual(decision, expected);
        },
        thenRejected(reason) {
          assert.ok(!Array.isArray(decision), 'events were decided instead of a rejection');
          assert.equal((decision as SpecifiedRejection).reason, reason);
        },
      };
    },
  });
}
