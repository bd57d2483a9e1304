import { protocolViolation } from '../errors.ts';
import type { AskedAction } from '../response-codes.ts';
import { type AnswerElement, childOf } from '../soap/answer-element.ts';
import { refusalIn } from '../soap/refusals.ts';
import { messagesFor } from './as-many-as-open.ts';
import { type CallCore, itemIdsXml } from './session-core.ts';

/** One response message for each of these items, in their order, of a request that changes nothing. @throws ConnectorError */
export async function itemMessages(
  { caller }: CallCore,
  ewsIds: readonly string[],
  operation: (idsXml: string) => string,
): Promise<AnswerElement[]> {
  const action: AskedAction = 'read';
  const messages = await messagesFor(ewsIds, async (ids) =>
    inAskedOrder(ids, await caller.all(operation(itemIdsXml(ids)), { action })),
  );
  if (messages.length !== ewsIds.length) {
    throw protocolViolation('it has not one answer for each item');
  }
  return messages;
}

/** The id of the item in a response message. */
export function answeredId(message: AnswerElement): string | undefined {
  const [item] = childOf(message, 'm:Items')?.children ?? [];
  return (childOf(item, 't:ItemId') ?? childOf(message, 'm:ItemId'))?.attributes.get('Id');
}

/**
 * Answers stand in the order of what was asked for; where one names another item of the request, each goes to the item that it names. What names none
 * then has the places that are left, if all of it says the same. An id that was not asked for is another spelling of the one that was.
 */
function inAskedOrder(
  ewsIds: readonly string[],
  messages: readonly AnswerElement[],
): readonly AnswerElement[] {
  const places = new Map(ewsIds.map((id, place) => [id, place]));
  const placeOf = (message: AnswerElement) => places.get(answeredId(message) ?? '');
  const isAsAsked = messages.every((message, at) => (placeOf(message) ?? at) === at);
  if (isAsAsked || messages.length !== ewsIds.length) return messages;
  const ordered = new Map<number, AnswerElement>();
  const nameless: AnswerElement[] = [];
  for (const message of messages) {
    const place = placeOf(message);
    if (place === undefined || ordered.has(place)) nameless.push(message);
    else ordered.set(place, message);
  }
  const said = new Set(nameless.map((message) => refusalIn(message)?.responseCode));
  if (said.size > 1 || said.has(undefined)) {
    throw protocolViolation('nobody can tell which answer is of which item');
  }
  return ewsIds.flatMap((_, place) => ordered.get(place) ?? nameless.shift() ?? []);
}
