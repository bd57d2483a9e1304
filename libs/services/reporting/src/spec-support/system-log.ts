import { type EventStore, handleCommand, Sealer, TenantSealers } from '@mailhaul/application';
import {
  connectionDecider,
  connectionStream,
  type JobCommand,
  jobDecider,
  jobStream,
  type PairCommand,
  pairDecider,
  pairStream,
  tenantDecider,
  tenantStream,
} from '@mailhaul/domain';
import { systemRandom, uuid4 } from '@mailhaul/kernel';

export class PlainSealers extends TenantSealers {
  override of(): Promise<Sealer> {
    return Promise.resolve(new PlainSealer());
  }

  override keyFor(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(32));
  }

  override destroy(): Promise<void> {
    return Promise.resolve();
  }
}

export class PlainSealer extends Sealer {
  override seal(plain: string): string {
    return plain;
  }

  override open(sealed: string): string {
    return sealed;
  }
}

type Wish<C> = C extends unknown ? Omit<C, 'commandId' | 'atMs' | 'actor'> : never;

/** What people and services would write into the log, in short. */
export class SystemLog {
  readonly #store: EventStore;
  readonly #sealer = new PlainSealer();
  #atMs = 1_000_000;

  constructor(store: EventStore) {
    this.#store = store;
  }

  async tenant(tenant: string, name: string): Promise<void> {
    await handleCommand(
      { ...this.#place(tenantStream(tenant)), decider: tenantDecider },
      { ...this.#by(), kind: 'CreateTenant', details: { name }, weight: 10, colour: 'teal' },
    );
  }

  async connection(tenant: string, id: string, name: string): Promise<void> {
    const details = { name, host: 'mail.example', security: 'tls', signIn: 'mailbox' } as const;
    await handleCommand(
      { ...this.#place(connectionStream(tenant, id)), decider: connectionDecider },
      { ...this.#by(), kind: 'DefineConnection', facts: { kind: 'imap', credential: 0 }, details },
    );
  }

  async job(tenant: string, id: string, wish: Wish<JobCommand>): Promise<void> {
    const target = { ...this.#place(jobStream(tenant, id)), decider: jobDecider };
    await accepted(handleCommand(target, { ...this.#by(), ...wish }));
  }

  async pair(tenant: string, id: string, wish: Wish<PairCommand>): Promise<void> {
    const target = { ...this.#place(pairStream(tenant, id)), decider: pairDecider };
    await accepted(handleCommand(target, { ...this.#by(), ...wish }));
  }

  #place(stream: string) {
    return { store: this.#store, sealer: this.#sealer, stream };
  }

  #by() {
    this.#atMs += 1000;
    return { commandId: uuid4(systemRandom), atMs: this.#atMs, actor: 'ann' };
  }
}

async function accepted(result: Promise<{ readonly kind: string }>): Promise<void> {
  const { kind, ...rest } = await result;
  if (kind !== 'accepted') throw new Error(`${kind} ${JSON.stringify(rest)}`);
}
