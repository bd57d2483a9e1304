import { uuid5 } from '@mailhaul/kernel';
import { type Decider, type Rejection, isRejection } from './decider.ts';
import { type DomainEvent, type EventCodec, decodeEvent, encodeEvent } from './event-codec.ts';
import {
  type AppendResult,
  type EventStore,
  type ExpectedRevision,
  type LogPosition,
  type NewEvent,
  OutcomeUnknown,
  WrongExpectedRevision,
} from './ports/event-store.ts';
import type { Sealer } from './ports/sealer.ts';

/** What every command carries beside its own fields. */
export interface CommandIdentity {
  /** A UUID, minted once per attempt of a person or processor; a command found in the stream already is a no-op. */
  readonly commandId: string;
  readonly correlationId?: string;
}

export interface CommandTarget<
  State,
  Command,
  Event extends DomainEvent,
  Rejected extends Rejection,
> {
  readonly store: EventStore;
  readonly sealer: Sealer;
  readonly stream: string;
  readonly decider: Decider<State, Command, Event, Rejected>;
}

export type CommandResult<Rejected extends Rejection> =
  /** Revision and position of the stream's last event, -1 and 0 where it has none. */
  | {
      readonly kind: 'accepted';
      readonly revision: number;
      readonly position: LogPosition;
      readonly eventCount: number;
    }
  /** An earlier call with this commandId was accepted; nothing was written now. */
  | { readonly kind: 'repeated'; readonly revision: number; readonly position: LogPosition }
  | Rejected;

/** How often others may come first before the conflict is given to the caller. */
export const conflictsMax = 10;
/** How often an append without an answer is sent again, same ids at the same place. */
export const resendsMax = 3;

/**
 * Reads, folds, decides, and appends at the revision read; on a conflict all of it again. Not for ledgers, whose
 * writer must not outlive a conflict.
 * @throws {WrongExpectedRevision} after `conflictsMax` conflicts. @throws {OutcomeUnknown} after `resendsMax` silences.
 */
export async function handleCommand<
  State,
  Command extends CommandIdentity,
  Event extends DomainEvent,
  Rejected extends Rejection,
>(
  target: CommandTarget<State, Command, Event, Rejected>,
  command: Command,
): Promise<CommandResult<Rejected>> {
  const { store, stream, decider } = target;
  const codec: EventCodec = { sealer: target.sealer, upcasters: decider.upcasters };
  for (let conflicts = 0; ; conflicts += 1) {
    const { state, revision, position, isRepeat } = await fold(target, codec, command.commandId);
    if (isRepeat) return { kind: 'repeated', revision, position };
    const decision = decider.decide(state, command);
    if (isRejection(decision)) return decision;
    if (decision.length === 0) return { kind: 'accepted', revision, position, eventCount: 0 };
    const events = encodeAll(decision, { stream, command, codec });
    try {
      const expected = revision < 0 ? 'no-stream' : revision;
      const last = await appendSurely(store, { stream, events, expected });
      return { kind: 'accepted', ...last, eventCount: events.length };
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision) || conflicts >= conflictsMax) throw error;
    }
  }
}

interface Folded<State> {
  readonly state: State;
  readonly revision: number;
  readonly position: LogPosition;
  readonly isRepeat: boolean;
}

async function fold<State, Command, Event extends DomainEvent, Rejected extends Rejection>(
  target: CommandTarget<State, Command, Event, Rejected>,
  codec: EventCodec,
  commandId: string,
): Promise<Folded<State>> {
  const { decider } = target;
  let state = decider.initial();
  let revision = -1;
  let position: LogPosition = 0n;
  let isRepeat = false;
  for await (const recorded of target.store.readStream(target.stream)) {
    state = decider.evolve(state, decodeEvent<Event>(recorded, codec));
    ({ revision, position } = recorded);
    isRepeat ||= recorded.metadata['commandId'] === commandId;
  }
  return { state, revision, position, isRepeat };
}

function encodeAll(
  decided: readonly DomainEvent[],
  by: { readonly stream: string; readonly command: CommandIdentity; readonly codec: EventCodec },
): readonly NewEvent[] {
  const { commandId, correlationId } = by.command;
  const origin = correlationId === undefined ? { commandId } : { commandId, correlationId };
  return decided.map((event, n) =>
    encodeEvent(event, { stream: by.stream, id: uuid5(commandId, String(n)), ...origin }, by.codec),
  );
}

/** Same ids at the same place: where the first was written after all, the store answers with its revision. */
async function appendSurely(
  store: EventStore,
  append: {
    readonly stream: string;
    readonly events: readonly NewEvent[];
    readonly expected: ExpectedRevision;
  },
): Promise<AppendResult> {
  for (let resends = 0; ; resends += 1) {
    try {
      return await store.append(append.stream, append.events, append.expected);
    } catch (error) {
      if (!(error instanceof OutcomeUnknown) || resends >= resendsMax) throw error;
    }
  }
}
