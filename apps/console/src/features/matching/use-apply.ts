import type { Job, PairActionResult, PlanAnswer } from '@mailhaul/contracts';
import { useState } from 'react';
import { mailboxes } from '../../lib/format.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import type { MatchWish } from './match-draft.ts';
import { planRequests } from './plan-requests.ts';
import type { PlanWishes } from './row-deeds.ts';

/** What became of everything that was asked for, each row by itself. */
export interface Applied {
  /** In words, like `3 mailboxes matched`. */
  readonly said: readonly string[];
  readonly result: PairActionResult;
}

/** Carries out what was decided about rows: matches, plans, and what is left out or taken again. */
export function useApply(job: Job, onDone: (applied: Applied) => void) {
  const { id: tenant } = useTenant();
  const path = { tenant, job: job.id };
  const touches = ['readJob', 'listJobs', 'countPairs', 'readPair'] as const;
  const match = useDeed('matchPairs', { touches });
  const plan = useDeed('planTargets', { touches });
  const act = useDeed('actOnPairs', { touches });
  const [isPending, setPending] = useState(false);

  const carryOut = async (matches: readonly MatchWish[], wishes: PlanWishes, sum: Sum) => {
    if (matches.length > 0) {
      const done = await match.mutateAsync({ path, body: { matches: [...matches] } });
      sum.add('matched', done);
    }
    for (const body of planRequests(wishes)) {
      sum.add('planned', resultOf(await plan.mutateAsync({ path, body })));
    }
    const deeds = [
      ['leave-out', wishes.leave, 'not to be migrated'],
      ['take-again', wishes.takeAgain, 'without a plan'],
    ] as const;
    for (const [action, ids, words] of deeds) {
      if (ids.length === 0) continue;
      const body = { action, selection: { ids: [...ids] } };
      sum.add(words, await act.mutateAsync({ path, body }));
    }
  };
  const apply = async (matches: readonly MatchWish[], wishes: PlanWishes): Promise<void> => {
    const sum = new Sum();
    setPending(true);
    try {
      await carryOut(matches, wishes, sum);
    } catch {
      // The refusal was told; what was done before it is said all the same.
    } finally {
      setPending(false);
    }
    onDone(sum.applied());
  };
  return { apply, isPending };
}

function resultOf({ plannedCount, rows, moreCount }: PlanAnswer): PairActionResult {
  const refused = rows.flatMap(({ id, source, result, words }) =>
    result === 'conflict' ? [{ id, source, code: 'conflict', message: words }] : [],
  );
  return { done: plannedCount, unchanged: 0, refused, refusedMore: moreCount };
}

/** Of requests of several kinds. */
class Sum {
  readonly #done = new Map<string, number>();
  readonly #refused: PairActionResult['refused'] = [];
  #unchanged = 0;
  #refusedMore = 0;

  add(words: string, { done, unchanged, refused, refusedMore }: PairActionResult): void {
    this.#done.set(words, (this.#done.get(words) ?? 0) + done);
    this.#refused.push(...refused);
    this.#unchanged += unchanged;
    this.#refusedMore += refusedMore;
  }

  applied(): Applied {
    const done = [...this.#done.values()].reduce((sum, one) => sum + one, 0);
    return {
      said: [...this.#done].map(([words, count]) => `${mailboxes(count)} ${words}`),
      result: {
        ...{ done, unchanged: this.#unchanged },
        ...{ refused: this.#refused, refusedMore: this.#refusedMore },
      },
    };
  }
}
