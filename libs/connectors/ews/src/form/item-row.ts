import type { ItemInfo } from '@mailhaul/connector-contract';
import {
  type AnswerElement,
  childOf,
  numberOf,
  propertyIn,
  textIn,
} from '../soap/answer-element.ts';
import { properties, propertyPath } from '../soap/properties.ts';
import { errorOf, protocolViolation } from '../errors.ts';
import { flagsOf } from './flags.ts';

/** One item as FindItem tells it. */
export interface ItemRow extends ItemInfo {
  readonly ewsId: string;
}

/** What FindItem is asked for, so that an {@link ItemRow} can be made of it. */
export const rowFields =
  ['item:Size', 'item:DateTimeReceived', 'item:Categories', 'item:IsDraft', 'message:IsRead']
    .map((uri) => `<t:FieldURI FieldURI="${uri}"/>`)
    .join('') +
  [properties.articleNumber, properties.flagStatus, properties.iconIndex, properties.lastVerb]
    .map(propertyPath)
    .join('');

/** @throws ConnectorError `server-unsuitable` where items have no numbers */
export function rowOf(item: AnswerElement): ItemRow {
  const id = articleNumberOf(item);
  const ewsId = itemIdOf(item);
  const receivedMs = Date.parse(textIn(item, 't:DateTimeReceived'));
  return {
    id,
    ewsId,
    size: numberOf(textIn(item, 't:Size')) ?? 0,
    receivedAt: {
      epochSeconds: Number.isNaN(receivedMs) ? 0 : Math.floor(receivedMs / 1000),
      zoneMinutes: 0,
    },
    flags: flagsOf(item),
  };
}

/** @throws ConnectorError `server-unsuitable` */
export function articleNumberOf(item: AnswerElement): number {
  const id = numberOf(propertyIn(item, properties.articleNumber));
  if (id === undefined || id === 0) throw errorOf('server-unsuitable');
  return id;
}

export function itemIdOf(item: AnswerElement): string {
  const id = childOf(item, 't:ItemId')?.attributes.get('Id') ?? '';
  if (id === '') throw protocolViolation('an item has no id');
  return id;
}
