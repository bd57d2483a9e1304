import {
  handleCommand,
  OutcomeUnknown,
  type Sealer,
  StoreUnavailable,
  WrongExpectedRevision,
} from '@mailhaul/application';
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
import type { PassVerdict, PassWord } from './pass-execution.ts';
import type { WorkerOptions } from './worker-options.ts';

/** Together some ten minutes: by then the lease has long run out, and whoever has it next finds what was copied in the ledger. */
const triesMax = 25;
const firstDelayMs = 250;
const delayMsMax = 30_000;

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
    await this.#patiently(stream, () => handleCommand(target, command));
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
    await this.#patiently(stream, () => handleCommand(target, command));
  }

  /** One command id over all tries: it counts once. */
  async #patiently(stream: string, tell: () => Promise<unknown>): Promise<void> {
    const { clock, onError } = this.#options;
    for (let tries = 1; ; tries += 1) {
      try {
        await tell();
        return;
      } catch (error) {
        onError?.(error, `telling ${stream}`);
        if (!isPassing(error) || tries >= triesMax) return;
        await clock.sleep(Math.min(delayMsMax, firstDelayMs * 2 ** (tries - 1)));
      }
    }
  }

  #identity() {
    const { id, clock, random } = this.#options;
    return { commandId: uuid4(random), atMs: Math.floor(clock.wallMs()), actor: `worker:${id}` };
  }
}

/** The store did not take it, or did not say so, or others were always first. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof OutcomeUnknown ||
    error instanceof StoreUnavailable ||
    error instanceof WrongExpectedRevision
  );
}
