import { unreachable } from '@mailhaul/kernel';
import { type Fact, factOf, type Ordered } from '../fact.ts';

/** What people have ordered of the workers of one name. They obey it by the log, whenever they start. */
export type WorkerEvent =
  | { readonly type: 'WorkerDrained'; readonly data: Fact & { readonly worker: string } }
  | { readonly type: 'WorkerResumed'; readonly data: Fact & { readonly worker: string } };

/** An order as it was given. */
export interface WorkerOrder {
  readonly isDraining: boolean;
  readonly by: string;
  readonly atMs: number;
}

export interface WorkerDuty {
  /** What they are called; undefined: nobody has ordered anything. */
  readonly worker: string | undefined;
  /** They take no passes and give back those that they have, until they are resumed. */
  readonly isDraining: boolean;
  /** The newest last. */
  readonly orders: readonly WorkerOrder[];
}

export type WorkerCommand = Ordered & {
  readonly kind: 'DrainWorker' | 'ResumeWorker';
  /** As workers tell their name. */
  readonly worker: string;
};

/** Nothing is refused: what is so already needs no event. */
export interface WorkerRejection {
  readonly kind: 'rejected';
  readonly reason: never;
}

/** Older ones are in the log alone. */
export const workerOrdersKept = 20;

/** The order of a worker's name as `handleCommand` wants it. Who said first what holds has said it. */
export const workerDecider = {
  initial: (): WorkerDuty => ({ worker: undefined, isDraining: false, orders: [] }),
  evolve: evolveDuty,
  decide: decideDuty,
  upcasters: {},
} as const;

function evolveDuty({ orders }: WorkerDuty, { type, data }: WorkerEvent): WorkerDuty {
  const { worker, actor: by, atMs } = data;
  const isDraining = type === 'WorkerDrained';
  const order = { isDraining, by, atMs };
  return { worker, isDraining, orders: [...orders, order].slice(-workerOrdersKept) };
}

function decideDuty(
  { isDraining }: WorkerDuty,
  command: WorkerCommand,
): readonly WorkerEvent[] | WorkerRejection {
  const data = { ...factOf(command), worker: command.worker };
  switch (command.kind) {
    case 'DrainWorker':
      return isDraining ? [] : [{ type: 'WorkerDrained', data }];
    case 'ResumeWorker':
      return isDraining ? [{ type: 'WorkerResumed', data }] : [];
    default:
      return unreachable(command.kind);
  }
}
