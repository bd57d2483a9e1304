import type { PairSide } from '@mailhaul/domain';
import { describe, expect, it } from 'vitest';
import { type BudgetedSlot, ConnectionPaces } from './connection-paces.ts';
import type { PaceBudgets } from './isolation/pass-assignment.ts';

const limits = { old: { bytesPerSecond: 900, operationsPerSecond: 30 }, new: {} };

class Slot implements BudgetedSlot {
  readonly lease: { readonly tenant: string };
  readonly sides: BudgetedSlot['sides'];
  readonly paces: Partial<Record<PairSide, PaceBudgets>> = {};

  constructor(source: keyof typeof limits, target: keyof typeof limits, tenant = 'acme') {
    this.lease = { tenant };
    this.sides = {
      source: { connectionId: source, budgets: limits[source] },
      target: { connectionId: target, budgets: limits[target] },
    };
  }

  paceSide(side: PairSide, budgets: PaceBudgets): void {
    this.paces[side] = budgets;
  }
}

const sharedBy = (paces: ConnectionPaces, ...slots: readonly Slot[]) => {
  paces.share(slots);
  return slots.map(({ paces: { source } }) => source);
};

describe('the bytes and commands a second of a connection', () => {
  it('are shared by the passes here, as long as nobody tells of others', () => {
    const half = { bytesPerSecond: 450, operationsPerSecond: 15 };
    const slots = [new Slot('old', 'new'), new Slot('old', 'new')];
    expect(sharedBy(new ConnectionPaces(), ...slots)).toEqual([half, half]);
    expect(slots.map(({ paces: { target } }) => target)).toEqual([{}, {}]);
  });

  it('are shared with passes of other workers as last told, never by fewer than run here', () => {
    const paces = new ConnectionPaces();
    paces.hear([{ tenant: 'acme', connectionId: 'old', leases: 3 }]);
    const third = { bytesPerSecond: 300, operationsPerSecond: 10 };
    expect(sharedBy(paces, new Slot('old', 'new'))).toEqual([third]);
    const six = Array.from({ length: 6 }, () => new Slot('old', 'new'));
    const sixth = { bytesPerSecond: 150, operationsPerSecond: 5 };
    expect(sharedBy(paces, ...six)).toEqual(Array(6).fill(sixth));
  });

  it('are taken twice by a pass with both sides there', () => {
    const slot = new Slot('old', 'old');
    new ConnectionPaces().share([slot]);
    const half = { bytesPerSecond: 450, operationsPerSecond: 15 };
    expect(slot.paces).toEqual({ source: half, target: half });
  });

  it('are of one tenant’s connection, and forgotten with its last pass here', () => {
    const paces = new ConnectionPaces();
    paces.hear([{ tenant: 'other', connectionId: 'old', leases: 9 }]);
    expect(sharedBy(paces, new Slot('old', 'new'))).toEqual([limits.old]);
    expect(sharedBy(paces, new Slot('old', 'new', 'other'))).toEqual([limits.old]);
  });
});
