import type { ItemsCopied } from './modelled-passes.ts';

/** 1: all have the same; 1/n: one of n has everything (Jain, Chiu, Hawe 1984). */
export function jainIndex(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 1 : (sum * sum) / (shares.length * squares);
}

/** The value that the share, 0 to 1, of all values is not above; NaN: there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export interface ItemWindows {
  readonly copied: readonly ItemsCopied[];
  readonly tenants: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly windowMs: number;
}

/** What each tenant had in each whole window, in the tenants' order. */
export function itemsByWindow(asked: ItemWindows): readonly (readonly number[])[] {
  const { copied, tenants, fromMs, toMs, windowMs } = asked;
  const count = Math.max(0, Math.floor((toMs - fromMs) / windowMs));
  const places = new Map(tenants.map((tenant, at) => [tenant, at]));
  const windows = Array.from({ length: count }, () => tenants.map(() => 0));
  for (const { tenant, atMs, items } of copied) {
    const window = windows[Math.floor((atMs - fromMs) / windowMs)];
    const at = places.get(tenant);
    if (window !== undefined && at !== undefined) window[at] = (window[at] ?? 0) + items;
  }
  return windows;
}
