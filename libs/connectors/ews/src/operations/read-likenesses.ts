import { itemIdOf, untold } from '../form/item-row.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { itemMessages } from './item-messages.ts';
import type { CallCore } from './session-core.ts';

const itemsAtATime = 100;

/** Elements that are asked for, by what is missing; each is valid for items of its kind only. */
const fields = {
  times: ['calendar:Start', 'calendar:End'],
  name: ['contacts:DisplayName'],
} as const;

/**
 * Begin and end of events, and names of contacts, whose properties do not tell them, by id. They are part of a likeness: told by one system
 * and not by the other they would make two items of one. Exchange tells them with the rest, so that nothing is asked for there.
 * @throws ConnectorError
 */
export async function readLikenesses(
  core: CallCore,
  items: readonly AnswerElement[],
): Promise<ReadonlyMap<string, AnswerElement>> {
  const told = new Map<string, AnswerElement>();
  const missing = Map.groupBy(items, untold);
  for (const what of ['times', 'name'] as const) {
    const ewsIds = (missing.get(what) ?? []).map(itemIdOf);
    for (let at = 0; at < ewsIds.length; at += itemsAtATime) {
      const some = ewsIds.slice(at, at + itemsAtATime);
      const messages = await itemMessages(core, some, (ids) => getItem(fields[what], ids));
      for (const [i, message] of messages.entries()) {
        // Gone meanwhile, or sick: it stays untold, and what reads it says why.
        if (refusalIn(message) !== undefined) continue;
        const [item] = childOf(message, 'm:Items')?.children ?? [];
        if (item !== undefined) told.set(some[i] ?? '', item);
      }
    }
  }
  return told;
}

function getItem(uris: readonly string[], ids: string): string {
  const paths = uris.map((uri) => `<t:FieldURI FieldURI="${uri}"/>`).join('');
  return (
    '<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape>' +
    `<t:AdditionalProperties>${paths}</t:AdditionalProperties></m:ItemShape>${ids}</m:GetItem>`
  );
}
