import type { PairEvent } from '@mailhaul/domain';

const naming = [
  'PairAdded',
  'PairEdited',
  'PairMatched',
  'PairUnmatched',
  'AddressRefreshed',
] as const;
const types: ReadonlySet<PairEvent['type']> = new Set(naming);

/** It says what the pair's mailboxes are called. */
export type Naming = Extract<PairEvent, { type: (typeof naming)[number] }>;

export function namesMailboxes(event: PairEvent): event is Naming {
  return types.has(event.type);
}
