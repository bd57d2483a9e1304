import type { FlowItem } from './messages.ts';

/** About how many characters an item is; what a page is bounded by. */
export function weightOf(item: FlowItem): number {
  if (!('kind' in item)) return itemWeight + weigh(item.data) + weigh(item.metadata);
  return item.kind === 'event' ? weightOf(item.event) : itemWeight;
}

/** Ids, names and numbers of one event. */
const itemWeight = 200;
const valueWeight = 8;

function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length + valueWeight;
  if (typeof value !== 'object' || value === null) return valueWeight;
  let sum = valueWeight;
  for (const part of Object.values(value)) sum += weigh(part);
  return sum;
}
