import { type ItemFacts, factsOf, itemIdOf, rowFields } from '../form/item-row.ts';
import { isItemGone, refusalError } from '../response-codes.ts';
import { childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { itemMessages } from './item-messages.ts';
import { readLikenesses } from './read-likenesses.ts';
import type { CallCore } from './session-core.ts';

/**
 * What is known of these items, in their order; one that is gone is left out, of one that cannot be read nothing is known but that it is
 * there. At most a few hundred. @throws ConnectorError
 */
export async function readRows(core: CallCore, ewsIds: readonly string[]): Promise<ItemFacts[]> {
  if (ewsIds.length === 0) return [];
  const operation = (ids: string) =>
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${rowFields(core.facts.toldProperties ?? 'all', 'GetItem')}</t:AdditionalProperties></m:ItemShape>` +
    `${ids}</m:GetItem>`;
  const messages = await itemMessages(core, ewsIds, operation);
  const told = messages.flatMap((message) => childOf(message, 'm:Items')?.children ?? []);
  const more = await readLikenesses(core, told);
  return messages.flatMap((message, at) => {
    const ewsId = ewsIds[at] ?? '';
    const refusal = refusalIn(message);
    if (refusal !== undefined) {
      if (isItemGone(refusal)) return [];
      const error = refusalError(refusal, 'read');
      if (error.code === 'item-unreadable') return [unreadable(ewsId)];
      throw error;
    }
    const [item] = childOf(message, 'm:Items')?.children ?? [];
    // The id as it was asked for: some servers write one in more than one way.
    return item === undefined
      ? [unreadable(ewsId)]
      : [{ ...factsOf(item, more.get(itemIdOf(item))), ewsId }];
  });
}

/** Reading it fails for itself alone, and says so. */
function unreadable(ewsId: string): ItemFacts {
  return {
    ...{ ewsId, articleNumber: undefined, size: 0, flags: [], kind: 'mail', itemClass: '' },
    receivedAt: { epochSeconds: 0, zoneMinutes: 0 },
  };
}
