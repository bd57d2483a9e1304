import type { IdSpan } from '@mailhaul/connector-contract';

/** Items of a folder, as far as they were counted. */
export interface CountedSet extends IdSpan {
  readonly expectedCount: number;
}

/**
 * Whether a source that gives this item first may be giving its items backwards. It cannot where the items that must be in
 * the span besides this one find no room below its id: then others come behind it.
 */
export function mayBeLast(id: number, { set, span }: { set: CountedSet; span: IdSpan }): boolean {
  const idsElsewhere = set.belowId - set.fromId - (span.belowId - span.fromId);
  const othersMin = set.expectedCount - idsElsewhere - 1;
  return set.expectedCount > 1 && id > span.fromId && othersMin <= id - span.fromId;
}
