import {
  type EventStore,
  handleCommand,
  type RecordedEvent,
  type TenantSealers,
} from '@mailhaul/application';
import { alertDecider, alertStream, type GatheredEvent } from '@mailhaul/domain';
import { type Random, uuid4, uuid5 } from '@mailhaul/kernel';
import type { FirstOfMailbox } from './first-of-mailbox.ts';

interface Group {
  readonly tenant: string;
  readonly alertId: string;
  readonly facts: { readonly tone: 'good'; readonly about: string; readonly jobId?: string };
  readonly events: GatheredEvent[];
  atMs: number;
}

export interface GatherPorts {
  readonly events: EventStore;
  readonly sealers: TenantSealers;
  readonly random: Random;
}

/** What one job's mailboxes do within an hour is one entry of news. */
const groupMs = 3_600_000;
const alertNamespace = '0b3c1b07-4a55-4b7e-8c1c-6a4d8e0f9b12';
const actor = 'notifier';

/**
 * Five thousand mailboxes that start are one entry for each hour of their job, not five thousand. Which entry an event goes into follows
 * from the event alone, and the entry says up to which place of the log it has counted: read twice, an event counts once.
 */
export class GatheredAlerts {
  readonly #ports: GatherPorts;
  readonly #groups = new Map<string, Group>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ports: GatherPorts) {
    this.#ports = ports;
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  add(
    tenant: string,
    { about, jobId }: FirstOfMailbox,
    event: RecordedEvent & { readonly pairId: string; readonly atMs: number },
  ): void {
    const hour = Math.floor(event.atMs / groupMs);
    const alertId = uuid5(alertNamespace, `${about} ${jobId ?? ''} ${hour}`);
    const key = `${tenant} ${alertId}`;
    const facts = { tone: 'good', about, ...(jobId === undefined ? {} : { jobId }) } as const;
    const group = this.#groups.get(key) ?? { tenant, alertId, facts, events: [], atMs: 0 };
    this.#groups.set(key, group);
    group.events.push({ position: String(event.position), pairId: event.pairId });
    group.atMs = event.atMs;
  }

  /** All that was added is durable when it resolves; what could not be written stays. Gives how many entries were changed. */
  flush(): Promise<number> {
    const turn = this.#turn.then(() => this.#flush());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** What was added and is not durable is read again. */
  forget(): void {
    this.#groups.clear();
  }

  /** One at a time: an entry takes its events in the order of the log. */
  async #flush(): Promise<number> {
    let changed = 0;
    for (const [key, group] of [...this.#groups]) {
      this.#groups.delete(key);
      try {
        if (await this.#write(group)) changed += 1;
      } catch (error) {
        const since = this.#groups.get(key)?.events ?? [];
        this.#groups.set(key, { ...group, events: [...group.events, ...since] });
        throw error;
      }
    }
    return changed;
  }

  async #write({ tenant, alertId, facts, events, atMs }: Group): Promise<boolean> {
    const { events: store, sealers, random } = this.#ports;
    const stream = alertStream(tenant, alertId);
    const told = await handleCommand(
      { store, stream, sealer: await sealers.of(tenant), decider: alertDecider },
      { kind: 'GatherAlert', commandId: uuid4(random), atMs, actor, facts, events },
    );
    return told.kind === 'accepted' && told.eventCount > 0;
  }
}
