import { type EventStore, type LogPosition, WrongExpectedRevision } from '@mailhaul/application';
import { providerTenant } from '@mailhaul/domain';
import { type Random, uuid4 } from '@mailhaul/kernel';

const type = 'CheckpointTaken';

/** How far a processor has read the log, kept in the log. Taken now and then: what is read twice has no second effect. */
export class LogCheckpoint {
  readonly #store: EventStore;
  readonly #stream: string;
  readonly #random: Random;

  constructor(store: EventStore, processor: string, random: Random) {
    this.#store = store;
    this.#stream = `checkpoint-${providerTenant}.${processor}`;
    this.#random = random;
  }

  async read(): Promise<LogPosition | undefined> {
    const last = await this.#store.readLast(this.#stream);
    const position = last?.data['position'];
    return typeof position === 'string' && /^\d{1,20}$/.test(position)
      ? BigInt(position)
      : undefined;
  }

  /** Another process that took one at the same moment was as right. */
  async take(position: LogPosition): Promise<void> {
    const last = await this.#store.readLast(this.#stream);
    const event = { id: uuid4(this.#random), type, data: { position: String(position) } };
    try {
      await this.#store.append(this.#stream, [event], last?.revision ?? 'no-stream');
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}
