import type { ItemKind } from '@mailhaul/connector-contract';
import { itemKinds } from './folder-listing.ts';
import type { ItemTable } from './item-table.ts';

/** How many items of each kind each side holds; kinds that neither holds are left out. */
export type KindCounts = Readonly<
  Partial<Record<ItemKind, { readonly source: number; readonly target: number }>>
>;

export function countKinds(table: ItemTable): KindCounts {
  const counts = itemKinds.map(() => ({ source: 0, target: 0 }));
  for (const [row, kind] of table.kinds.entries()) {
    const count = counts[kind];
    if (count !== undefined) count[row < table.sourceCount ? 'source' : 'target'] += 1;
  }
  const held = itemKinds.flatMap((kind, at) => {
    const { source = 0, target = 0 } = counts[at] ?? {};
    return source + target > 0 ? [[kind, { source, target }] as const] : [];
  });
  return Object.fromEntries(held);
}

export function addKinds(sum: KindCounts, more: KindCounts): KindCounts {
  const kinds = itemKinds.filter((kind) => sum[kind] !== undefined || more[kind] !== undefined);
  return Object.fromEntries(
    kinds.map((kind) => {
      const both = [sum[kind], more[kind]];
      const of = (side: 'source' | 'target') =>
        both.reduce((total, count) => total + (count?.[side] ?? 0), 0);
      return [kind, { source: of('source'), target: of('target') }];
    }),
  );
}
