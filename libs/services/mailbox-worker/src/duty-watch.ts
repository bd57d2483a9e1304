import {
  decodeEvent,
  type EventStore,
  type RecordedEvent,
  type Sealer,
  type TenantSealers,
} from '@mailhaul/application';
import { providerTenant, workerDecider, type WorkerEvent, workerStream } from '@mailhaul/domain';

export interface DutyWatchOptions {
  /** What people call the worker. */
  readonly worker: string;
  readonly store: EventStore;
  readonly sealers: Pick<TenantSealers, 'of'>;
}

/** What people have ordered of the workers of this name, by the log: it holds whenever and wherever they are started. */
export class DutyWatch {
  readonly #options: DutyWatchOptions;
  readonly #stream: string;
  #sealer: Sealer | undefined;
  #duty = workerDecider.initial();
  #revision = -1;

  constructor(options: DutyWatchOptions) {
    this.#options = options;
    this.#stream = workerStream(options.worker);
  }

  get isDraining(): boolean {
    return this.#duty.isDraining;
  }

  /** Takes all that was ordered so far. @throws what the store throws. */
  async read(): Promise<void> {
    const { store, sealers } = this.#options;
    this.#sealer ??= await sealers.of(providerTenant);
    for await (const event of store.readStream(this.#stream, { from: this.#revision + 1 })) {
      this.see(event);
    }
  }

  /** An event of the log after `read`; one that was read already, or is of others, changes nothing. */
  see(event: RecordedEvent): void {
    const sealer = this.#sealer;
    if (sealer === undefined || event.stream !== this.#stream) return;
    if (event.revision <= this.#revision) return;
    const decoded = decodeEvent<WorkerEvent>(event, { sealer, upcasters: {} });
    this.#duty = workerDecider.evolve(this.#duty, decoded);
    this.#revision = event.revision;
  }
}
