import {
  type CommandIdentity,
  type CommandResult,
  type Decider,
  type DomainEvent,
  type EventStore,
  type LogPosition,
  type ReadStore,
  type RecordedEvent,
  type Rejection,
  type TenantSealers,
  decodeEvent,
  handleCommand,
} from '@mailhaul/application';
import type { Clock } from '@mailhaul/kernel';
import { ApiProblem } from '../http/api-problem.ts';
import { OperatorDirectory } from '../identity/operator-directory.ts';
import { listsBehind } from './shown-log.ts';
import type { RejectionReason } from '../http/rejection-codes.ts';

export interface CommanderOptions {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly sealers: TenantSealers;
  readonly clock: Clock;
  readonly showMsMax: number;
}

export interface Aggregate<State, Command, Event extends DomainEvent, Rejected extends Rejection> {
  readonly tenant: string;
  readonly stream: string;
  readonly decider: Decider<State, Command, Event, Rejected>;
  /** Of `If-Match`: at another revision the command is refused. */
  readonly expectedRevision?: number | undefined;
}

export interface Done {
  readonly revision: number;
  readonly position: LogPosition;
  readonly eventCount: number;
  /** An earlier attempt with the same key had done it. */
  readonly isRepeat: boolean;
}

export interface Folded<State> {
  readonly state: State;
  /** -1: the stream is empty. */
  readonly revision: number;
}

/** A rejection of the domain, or of the revision that the caller has seen. */
type Refusal = Rejection & { readonly reason: RejectionReason };

/** Gives people's commands to the domain, and waits until what they did can be seen. */
export class Commander {
  readonly #options: CommanderOptions;
  /** The last place in the log that was written here and is to be seen in lists. */
  #written: LogPosition = -1n;

  constructor(options: CommanderOptions) {
    this.#options = options;
  }

  /** @throws {ApiProblem} where the domain refuses, or the revision is another one. */
  async command<
    State,
    Command extends CommandIdentity,
    Event extends DomainEvent,
    Rejected extends Refusal,
  >(aggregate: Aggregate<State, Command, Event, Rejected>, command: Command): Promise<Done> {
    const result = await this.attempt(aggregate, command);
    if (result.kind === 'rejected') throw ApiProblem.ofRejection(result);
    return result;
  }

  /** As `command`, but gives back what the domain refuses. @throws {ApiProblem} the revision is another one. */
  async attempt<
    State,
    Command extends CommandIdentity,
    Event extends DomainEvent,
    Rejected extends Refusal,
  >(
    aggregate: Aggregate<State, Command, Event, Rejected>,
    command: Command,
  ): Promise<Rejected | (Done & { readonly kind: 'done' })> {
    const { store, sealers } = this.#options;
    const { tenant, stream, decider, expectedRevision } = aggregate;
    const sealer = await sealers.of(tenant);
    const target = { store, sealer, stream, decider: atRevision(decider, expectedRevision) };
    const result: CommandResult<Rejected | Stale> = await handleCommand(target, command);
    switch (result.kind) {
      case 'accepted':
        if (isShownInLists(stream) && result.position > this.#written) {
          this.#written = result.position;
        }
        return { ...result, kind: 'done', isRepeat: false };
      case 'repeated':
        return { ...result, kind: 'done', eventCount: 0, isRepeat: true };
      case 'rejected':
        if (isStale(result)) throw staleProblem(result.revision);
        return result;
    }
  }

  /** Where an aggregate stands now, by the log itself. */
  async fold<State, Command, Event extends DomainEvent, Rejected extends Rejection>(
    aggregate: Aggregate<State, Command, Event, Rejected>,
  ): Promise<Folded<State>> {
    const { store, sealers } = this.#options;
    const { tenant, stream, decider } = aggregate;
    const codec = { sealer: await sealers.of(tenant), upcasters: decider.upcasters };
    let state = decider.initial();
    let revision = -1;
    for await (const recorded of store.readStream(stream)) {
      state = decider.evolve(state, decodeEvent<Event>(recorded, codec));
      ({ revision } = recorded);
    }
    return { state, revision };
  }

  /** The type of the first event that an earlier attempt of the command wrote to that stream; undefined: it wrote none. */
  async doneBy(stream: string, commandId: string): Promise<string | undefined> {
    return (await this.eventBy(stream, commandId))?.type;
  }

  /** As `doneBy`: the event itself, without what is sealed of it. */
  async eventBy(stream: string, commandId: string): Promise<RecordedEvent | undefined> {
    for await (const event of this.#options.store.readStream(stream)) {
      if (event.metadata['commandId'] === commandId) return event;
    }
    return undefined;
  }

  /** Waits until the read models show the log up to there. Late ones are no failure: the answer may then be older. */
  async shown(position: LogPosition): Promise<void> {
    await this.#isShown(position, this.#options.showMsMax);
  }

  /** Before something is decided by lists: they show all that was done here. @throws {ApiProblem} they are too far behind. */
  async needLists(): Promise<void> {
    if (!(await this.#isShown(this.#written, decideMsMax))) throw listsBehind();
  }

  async #isShown(position: LogPosition, msMax: number): Promise<boolean> {
    const { readStore, clock } = this.#options;
    const endMs = clock.monotonicMs() + msMax;
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 50)) {
      if (((await readStore.checkpoint('live')) ?? -1n) >= position) return true;
      if (clock.monotonicMs() >= endMs) return false;
      await clock.sleep(waitMs);
    }
  }
}

/** How long a decision waits for the lists that it needs. */
const decideMsMax = 10_000;

/** Of people, of workers and of what a tenant wants to be told there is no read model. */
const unlistedPrefixes: readonly string[] = [
  ...OperatorDirectory.prefixes,
  'worker-',
  'newsoptions-',
];

function isShownInLists(stream: string): boolean {
  return !unlistedPrefixes.some((prefix) => stream.startsWith(prefix));
}

interface Stale {
  readonly kind: 'rejected';
  readonly reason: 'RevisionStale';
  readonly revision: number;
}

interface Counted<State> {
  readonly inner: State;
  readonly revision: number;
}

/** Decides only where the stream is at that revision; the append is conditional on the revision that was decided at. */
function atRevision<State, Command, Event extends DomainEvent, Rejected extends Rejection>(
  decider: Decider<State, Command, Event, Rejected>,
  expected: number | undefined,
): Decider<Counted<State>, Command, Event, Rejected | Stale> {
  return {
    initial: () => ({ inner: decider.initial(), revision: -1 }),
    evolve: ({ inner, revision }, event) => ({
      inner: decider.evolve(inner, event),
      revision: revision + 1,
    }),
    decide: ({ inner, revision }, command) =>
      expected === undefined || expected === revision
        ? decider.decide(inner, command)
        : { kind: 'rejected', reason: 'RevisionStale', revision },
    upcasters: decider.upcasters,
  };
}

function isStale(rejection: Rejection): rejection is Stale {
  return rejection.reason === 'RevisionStale';
}

function staleProblem(revision: number): ApiProblem {
  return new ApiProblem('revision-stale', {
    detail: `It was changed since you have read it; its revision is ${revision} now.`,
    headers: { ETag: `"${revision}"` },
  });
}
