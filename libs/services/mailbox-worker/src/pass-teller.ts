import { handleCommand, type Sealer } from '@mailhaul/application';
import {
  type ConnectionCommand,
  connectionDecider,
  connectionStream,
  type PairCommand,
  pairDecider,
  pairStream,
} from '@mailhaul/domain';
import { uuid4 } from '@mailhaul/kernel';
import type { ConnectionPlace } from './build-pass.ts';
import type { HeldLease } from './held-lease.ts';
import { patiently } from './patiently.ts';
import type { PassVerdict, PassWord } from './pass-execution.ts';
import type { WorkerOptions } from './worker-options.ts';

type TellerOptions = Pick<WorkerOptions, 'id' | 'store' | 'clock' | 'random' | 'onError'>;

/** Tells the log how passes ended, with patience: a store that is silent for a while costs no pass its end. */
export class PassTeller {
  readonly #options: TellerOptions;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /** A refusal says that the lease is another worker's by now; then nothing is to be told. */
  async tell(sealer: Sealer, lease: HeldLease, word: PassWord): Promise<void> {
    const { tenant, pairId, passId } = lease;
    const named = { ...this.#identity(), passId, lease: lease.lease };
    const command: PairCommand = { ...word, ...named };
    const stream = pairStream(tenant, pairId);
    const { store } = this.#options;
    const target = { store, sealer, stream, decider: pairDecider };
    // One command id over all tries: it counts once.
    await patiently(stream, () => handleCommand(target, command), this.#options);
  }

  async tellBroken(
    sealer: Sealer,
    { id, edition, tenant }: ConnectionPlace & { readonly tenant: string },
    { code, words }: NonNullable<PassVerdict['broken']>,
  ): Promise<void> {
    const said = words === undefined ? {} : { words };
    const identity = this.#identity();
    const command: ConnectionCommand = { kind: 'TellBroken', code, edition, ...said, ...identity };
    const stream = connectionStream(tenant, id);
    const { store } = this.#options;
    const target = { store, sealer, stream, decider: connectionDecider };
    await patiently(stream, () => handleCommand(target, command), this.#options);
  }

  #identity() {
    const { id, clock, random } = this.#options;
    return { commandId: uuid4(random), atMs: Math.floor(clock.wallMs()), actor: `worker:${id}` };
  }
}
