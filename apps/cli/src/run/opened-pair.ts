import { ConnectionUrlRefused, type EarlyConnector } from '@mailhaul/connector-registry';
import { uuid5 } from '@mailhaul/kernel';
import { faultsShownMax, placeOf, throwFaults } from '../pairs/plan-csv-pairs.ts';
import type { PairPlan } from '../pairs/pair-plan.ts';
import type { Side } from '../pairs/passwords.ts';
import { pairLabel } from '../render/progress-model.ts';
import type { ConnectSide } from './connect-sides.ts';

/** A planned pair with its connectors; nothing is connected yet. */
export interface OpenedPair {
  /** Equal for equal mailboxes on both sides, whatever the password or the options. */
  readonly pairId: string;
  readonly source: EarlyConnector;
  readonly target: EarlyConnector;
  readonly plan: PairPlan;
  readonly label: string;
}

/** What the command line's pair ids are made in; never changes, ledgers are found by it. */
const pairNamespace = 'f0b3e8a2-7c1d-4f5e-9a36-2d4b8c6e1f70';

/**
 * All pairs or none: a URL that the registry refuses, a mailbox that is source or target twice, or one that would be
 * copied into itself is a fault of the row. @throws UsageError
 */
export function openPairs(plans: readonly PairPlan[], connect: ConnectSide): readonly OpenedPair[] {
  const faults: string[] = [];
  const seen = new Map<string, PairPlan>();
  const pairs: OpenedPair[] = [];
  const openSide = (plan: PairPlan, side: Side): EarlyConnector | undefined => {
    try {
      return connect(plan[side].url, pairs.length);
    } catch (error) {
      if (!(error instanceof ConnectionUrlRefused)) throw error;
      faults.push(`${place(plan, side)}${error.message}`);
      return undefined;
    }
  };
  for (const plan of plans) {
    const source = openSide(plan, 'source');
    const target = openSide(plan, 'target');
    if (source === undefined || target === undefined) continue;
    if (source.identity === target.identity) {
      faults.push(`${place(plan, 'target')}source and target are the same mailbox`);
    }
    for (const [side, connector] of [
      ['source', source],
      ['target', target],
    ] as const) {
      const key = `${side}\n${connector.identity}`;
      const earlier = seen.get(key);
      if (earlier !== undefined)
        faults.push(
          `${place(plan, side)}${plan[side].label} is the ${side} of line ${earlier.line ?? '?'} already`,
        );
      else seen.set(key, plan);
    }
    const pairId = uuid5(pairNamespace, JSON.stringify([source.identity, target.identity]));
    pairs.push({
      pairId,
      source,
      target,
      plan,
      label: pairLabel({ source: plan.source.label, target: plan.target.label }),
    });
    if (faults.length > faultsShownMax) break;
  }
  throwFaults(faults);
  return pairs;
}

function place(plan: PairPlan, side: Side): string {
  return plan.line === undefined ? `--${side}: ` : `${placeOf(plan.line, `${side}_user`)}: `;
}
