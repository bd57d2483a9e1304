import type { CommandIdentity, Decider } from '@mailhaul/application';
import {
  type Pair,
  type PairCommand,
  pairDecider,
  type PairEvent,
  type PairRejection,
} from '@mailhaul/domain';

/** What is ordered of a pair of that job; one of another job is as unknown as none. */
export function deciderInJob<Order extends CommandIdentity>(
  jobId: string,
  commandOf: (order: Order, pair: Pair) => PairCommand,
): Decider<Pair, Order, PairEvent, PairRejection> {
  return {
    ...pairDecider,
    decide: (pair, order) => {
      const isThere = pair.status !== 'unknown' && pair.status !== 'removed';
      if (!isThere || pair.jobId !== jobId) return { kind: 'rejected', reason: 'PairUnknown' };
      return pairDecider.decide(pair, commandOf(order, pair));
    },
  };
}
