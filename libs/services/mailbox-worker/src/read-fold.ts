import {
  decodeEvent,
  type DomainEvent,
  type EventStore,
  type Rejection,
  type Decider,
  type Sealer,
} from '@mailhaul/application';

export interface Fold<State> {
  readonly state: State;
  /** -1: the stream is empty. */
  readonly revision: number;
}

/** A stream as its aggregate sees it. @throws what the store throws, or the decoding. */
export async function readFold<State, Command, Event extends DomainEvent, R extends Rejection>(
  from: { readonly store: EventStore; readonly sealer: Sealer },
  stream: string,
  decider: Decider<State, Command, Event, R>,
): Promise<Fold<State>> {
  const codec = { sealer: from.sealer, upcasters: decider.upcasters };
  let state = decider.initial();
  let revision = -1;
  for await (const recorded of from.store.readStream(stream)) {
    state = decider.evolve(state, decodeEvent<Event>(recorded, codec));
    revision = recorded.revision;
  }
  return { state, revision };
}
