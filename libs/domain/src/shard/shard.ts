import { type Fact, factOf, type Ordered } from '../fact.ts';

/** Which scheduler decides for a shard's tenants. The epoch tells a late one that it decides no more. */
export interface ShardEvent {
  readonly type: 'ShardTaken';
  readonly data: Fact & {
    readonly scheduler: string;
    readonly epoch: number;
    /** Wall milliseconds; renewed in time by taking it again. */
    readonly untilMs: number;
  };
}

export type Shard =
  | { readonly status: 'free' }
  | {
      readonly status: 'taken';
      readonly scheduler: string;
      readonly epoch: number;
      readonly untilMs: number;
    };

export type ShardCommand = Ordered & {
  readonly kind: 'TakeShard';
  readonly scheduler: string;
  readonly untilMs: number;
  /** Nothing came from its holder for a whole term by the asker's own clock: whatever the wall says, its time is over. */
  readonly isHolderSilent?: boolean;
};

export interface ShardRejection {
  readonly kind: 'rejected';
  readonly reason: 'ShardTaken';
}

/** The shard as `handleCommand` wants it: who has it keeps its epoch, another one may have it once its time is over. */
export const shardDecider = {
  initial: (): Shard => ({ status: 'free' }),
  evolve: (_shard: Shard, { data }: ShardEvent): Shard => {
    const { scheduler, epoch, untilMs } = data;
    return { status: 'taken', scheduler, epoch, untilMs };
  },
  decide: decideShard,
  upcasters: {},
} as const;

function decideShard(shard: Shard, command: ShardCommand): readonly ShardEvent[] | ShardRejection {
  const { scheduler, untilMs, atMs, isHolderSilent = false } = command;
  const isMine = shard.status === 'taken' && shard.scheduler === scheduler;
  if (shard.status === 'taken' && !isMine && shard.untilMs > atMs && !isHolderSilent) {
    return { kind: 'rejected', reason: 'ShardTaken' };
  }
  const before = shard.status === 'taken' ? shard.epoch : 0;
  const epoch = isMine ? before : before + 1;
  return [{ type: 'ShardTaken', data: { ...factOf(command), scheduler, epoch, untilMs } }];
}
