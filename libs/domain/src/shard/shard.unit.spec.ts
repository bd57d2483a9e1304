import { specifyDecider } from '@mailhaul/testing';
import { describe, it } from 'vitest';
import { type Shard, type ShardCommand, shardDecider, type ShardEvent } from './shard.ts';

const given = specifyDecider<Shard, ShardCommand, ShardEvent>(shardDecider);
const take = (scheduler: string, atMs: number): ShardCommand => ({
  ...{ commandId: 'c', actor: 'scheduler', kind: 'TakeShard' },
  ...{ scheduler, atMs, untilMs: atMs + 60 },
});
const taken = (scheduler: string, epoch: number, atMs: number): ShardEvent => ({
  type: 'ShardTaken',
  data: { atMs, actor: 'scheduler', scheduler, epoch, untilMs: atMs + 60 },
});

describe('a shard', () => {
  it('is taken where it is free, in the first epoch', () => {
    given()
      .when(take('a', 10))
      .then(taken('a', 1, 10));
  });

  it('stays with who has it, in the same epoch, also when its time was over and nobody came', () => {
    given(taken('a', 1, 10))
      .when(take('a', 40))
      .then(taken('a', 1, 40));
    given(taken('a', 1, 10))
      .when(take('a', 900))
      .then(taken('a', 1, 900));
  });

  it('goes to another one whose own clock tells that the holder is silent, whatever the wall says', () => {
    const asked = { ...take('b', 20), isHolderSilent: true };
    given(taken('a', 1, 9_999))
      .when(asked)
      .then(taken('b', 2, 20));
    given(taken('a', 1, 9_999))
      .when({ ...asked, isHolderSilent: false })
      .thenRejected('ShardTaken');
  });

  it('goes to another one only when its time is over, in the next epoch', () => {
    given(taken('a', 1, 10))
      .when(take('b', 69))
      .thenRejected('ShardTaken');
    given(taken('a', 1, 10))
      .when(take('b', 70))
      .then(taken('b', 2, 70));
    given(taken('a', 1, 10), taken('b', 2, 70))
      .when(take('a', 100))
      .thenRejected('ShardTaken');
    given(taken('a', 1, 10), taken('b', 2, 70))
      .when(take('a', 200))
      .then(taken('a', 3, 200));
  });
});
