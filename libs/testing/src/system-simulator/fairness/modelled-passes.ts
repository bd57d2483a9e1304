import type {
  PassResult,
  PassRunner,
  PassToRun,
  RunningPass,
} from '@mailhaul/mailbox-worker-service/core';
import type { SimProcess } from '../../simulator/sim-process.ts';
import type { FairTenant } from './fairness-plan.ts';
import type { SimEndpoints } from './sim-endpoints.ts';

/** A mailbox as a modelled pass finds it; what one pass has copied the next does not copy again. */
export interface MailboxLoad {
  readonly tenant: string;
  readonly profile: FairTenant;
  leftItems: number;
  /** Copied since its server asked to wait. */
  sinceWait: number;
}

export interface ItemsCopied {
  readonly tenant: string;
  readonly atMs: number;
  readonly items: number;
}

export interface ModelledWorld {
  /** By pair. */
  readonly loads: ReadonlyMap<string, MailboxLoad>;
  readonly endpoints: SimEndpoints;
  readonly onItems: (copied: ItemsCopied) => void;
}

const batchItems = 10;
/** Signing in at both sides, before the first item. */
const openMs = 500;

/** Passes that take as long as their servers take, batch after batch, and copy nothing. */
export class ModelledPasses implements PassRunner {
  readonly #process: SimProcess;
  readonly #world: ModelledWorld;

  constructor(process: SimProcess, world: ModelledWorld) {
    this.#process = process;
    this.#world = world;
  }

  run(pass: PassToRun): RunningPass {
    const process = this.#process;
    const { loads, endpoints, onItems } = this.#world;
    const load = loads.get(pass.pairId) as MailboxLoad;
    const { itemMs, waits } = load.profile;
    const leave = endpoints.connect(pass, () => !process.isDead && !process.isFrozen);
    process.onDeath(leave);
    const { promise, resolve } = Promise.withResolvers<PassResult>();
    let isStopped = false;
    let migrated = 0;
    const end = (result: PassResult['end']) => {
      leave();
      resolve({ end: result, figures: figuresOf(migrated) });
    };
    const next = () => {
      if (load.leftItems === 0) return end({ kind: 'completed' });
      if (isStopped) return end({ kind: 'stopped' });
      if (waits !== undefined && load.sinceWait >= waits.everyItems) {
        load.sinceWait = 0;
        return end(askedToWait(waits.forMs));
      }
      const items = Math.min(batchItems, load.leftItems);
      process.timer(items * itemMs, () => {
        load.leftItems -= items;
        load.sinceWait += items;
        migrated += items;
        onItems({ tenant: load.tenant, atMs: process.world.nowMs, items });
        next();
      });
    };
    process.timer(openMs, next);
    // Its servers' pace is the only one.
    return { done: promise, stop: () => (isStopped = true), pace: () => undefined };
  }
}

function askedToWait(retryAfterMs: number): PassResult['end'] {
  const words = { message: 'simulated: the server is busy', remedy: '' };
  const kind = { code: 'server-busy', scope: 'mailbox', disposition: 'retryAfter' } as const;
  return { kind: 'failed', failure: { ...kind, ...words, retryAfterMs, side: 'target' } };
}

function figuresOf(migrated: number): NonNullable<PassResult['figures']> {
  const none = { excluded: 0, failed: 0, gone: 0, collapsed: 0 };
  const passCounts = { ...none, migrated };
  return {
    passCounts,
    totals: { ...passCounts, pending: 0, bytesMigrated: 0 },
    ...{ watchedUntilWallMs: undefined, surplusReported: 0, investigate: 0, parkedFolders: 0 },
  };
}
