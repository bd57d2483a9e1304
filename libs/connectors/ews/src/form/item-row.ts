import { createHash } from 'node:crypto';
import type { ItemInfo, ItemKind, ReadItem } from '@mailhaul/connector-contract';
import { protocolViolation } from '../errors.ts';
import {
  type AnswerElement,
  childOf,
  numberOf,
  propertyIn,
  secondsOf,
  textIn,
} from '../soap/answer-element.ts';
import {
  type Property,
  type ToldProperties,
  properties,
  propertyPaths,
} from '../soap/properties.ts';
import { flagsOf } from './flags.ts';
import { kindOf } from './kinds.ts';
import { likenessOf } from './likeness.ts';
import { keyInOpenName } from './open-name.ts';

/** One item as FindItem or GetItem tells it, but for its number. */
export interface ItemFacts extends Omit<ItemInfo, 'id'> {
  readonly kind: ItemKind;
  readonly ewsId: string;
  /** PidTagInternetArticleNumber, where the server tells one. */
  readonly articleNumber: number | undefined;
  /** `IPM.Note` */
  readonly itemClass: string;
  /** It was begun and not ended (`operations/compose-item.ts`). */
  readonly openAs?: OpenTraits;
}

/** How an item that was begun is told: by its key, empty where the server kept none, and the key in its name, empty where that is its own. */
export interface OpenTraits {
  readonly key: string;
  readonly nameKey: string;
}

/** The same with the number that it is known by. */
export interface ItemRow extends ItemFacts {
  readonly id: number;
}

const fieldUris = [
  ...['item:ItemClass', 'item:Subject', 'item:Size', 'item:DateTimeReceived', 'item:Categories'],
  ...['item:DateTimeCreated', 'item:IsDraft'],
];

const fieldProperties: readonly Property[] = [
  ...[properties.flagStatus, properties.iconIndex, properties.lastVerb, properties.messageFlags],
  ...[properties.submitTime, properties.deliveryTime, properties.messageId, properties.displayName],
  ...[properties.eventStart, properties.eventEnd, properties.marker, properties.openMarker],
];

/**
 * What is asked for so that {@link ItemFacts} can be made of it, but for the item's number. Whether an item was read stands in its flags too:
 * GetItem refuses `message:IsRead` of what is no message (ErrorInvalidPropertyRequest), FindItem does not.
 */
export function rowFields(told: ToldProperties, operation: 'FindItem' | 'GetItem'): string {
  const isRead = told === 'none' || operation === 'FindItem' ? ['message:IsRead'] : [];
  const uris = [...fieldUris, ...isRead].map((uri) => `<t:FieldURI FieldURI="${uri}"/>`);
  return uris.join('') + propertyPaths(fieldProperties, told);
}

/** `more` is the item with what {@link untold} says that had to be asked for. */
export function factsOf(item: AnswerElement, more?: AnswerElement): ItemFacts {
  const itemClass = textIn(item, 't:ItemClass');
  const kind = kindOf(itemClass, item.name);
  const epochSeconds = receivedAtOf(item);
  const marker = markerIn(item);
  const openAs = openTraits(item);
  return {
    ewsId: itemIdOf(item),
    articleNumber: articleNumberIn(item),
    size: numberOf(textIn(item, 't:Size')) ?? 0,
    receivedAt: { epochSeconds, zoneMinutes: 0 },
    flags: flagsOf(item, kind),
    kind,
    itemClass,
    likeness: likenessIn(item, { kind, itemClass, receivedAt: epochSeconds, more }),
    ...(marker === undefined ? {} : { marker }),
    ...(openAs === undefined ? {} : { openAs }),
  };
}

/** What of a likeness is not told as a property: by its element all servers tell it. */
export function untold(item: AnswerElement): 'times' | 'name' | undefined {
  const kind = kindOf(textIn(item, 't:ItemClass'), item.name);
  const lacks = (property: Property) => propertyIn(item, property) === undefined;
  if (kind === 'event') return lacks(properties.eventStart) ? 'times' : undefined;
  const isNamed = kind === 'contact' || kind === 'contact-group';
  return isNamed && lacks(properties.displayName) ? 'name' : undefined;
}

export function openTraits(item: AnswerElement): OpenTraits | undefined {
  const key = propertyIn(item, properties.openMarker) ?? '';
  const nameKey = keyInOpenName(childOf(item, 't:Subject')?.text ?? '') ?? '';
  return key === '' && nameKey === '' ? undefined : { key, nameKey };
}

/** Items that were never received (contacts) have been made at some time. */
function receivedAtOf(item: AnswerElement): number {
  return (
    secondsOf(textIn(item, 't:DateTimeReceived')) ??
    secondsOf(propertyIn(item, properties.deliveryTime)) ??
    secondsOf(textIn(item, 't:DateTimeCreated')) ??
    0
  );
}

function likenessIn(
  item: AnswerElement,
  {
    more,
    ...known
  }: {
    readonly kind: ItemKind;
    readonly itemClass: string;
    readonly receivedAt: number;
    readonly more: AnswerElement | undefined;
  },
): string {
  const open = propertyIn(item, properties.openMarker) ?? '';
  // More is to be added to it: it is like nothing, and whoever began it ends or removes it (`operations/compose-item.ts`).
  if (open !== '') {
    const hash = createHash('sha256').update(open).digest('base64url');
    return `unfinished-${hash.slice(0, 22)}`;
  }
  return likenessOf({
    ...known,
    subject: childOf(item, 't:Subject')?.text ?? '',
    messageId: propertyIn(item, properties.messageId) ?? '',
    displayName: propertyIn(item, properties.displayName) ?? textIn(more, 't:DisplayName'),
    sentAt: secondsOf(propertyIn(item, properties.submitTime)),
    startsAt: secondsOf(propertyIn(item, properties.eventStart) ?? textIn(more, 't:Start')),
    endsAt: secondsOf(propertyIn(item, properties.eventEnd) ?? textIn(more, 't:End')),
  });
}

/** What is no marker of the contract's form is none of ours. */
export function markerIn(item: AnswerElement): string | undefined {
  const marker = propertyIn(item, properties.marker) ?? '';
  return isMarker(marker) ? marker : undefined;
}

function isMarker(key: string | undefined): key is string {
  return /^[\w-]{1,64}$/.test(key ?? '');
}

/** What a listing tells. */
export function infoOf({
  ewsId: _,
  articleNumber: __,
  itemClass: ___,
  openAs,
  ...item
}: ItemRow): ItemInfo {
  return isMarker(openAs?.key) ? { ...item, unfinishedMarker: openAs.key } : item;
}

/** What is told of an item with its content. */
export function traitsOf(row: ItemRow): Omit<ReadItem, 'body'> {
  const { id, receivedAt, flags, kind, likeness, marker } = row;
  return {
    ...{ id, receivedAt, flags, kind },
    ...(likeness === undefined ? {} : { likeness }),
    ...(marker === undefined ? {} : { marker }),
  };
}

export function articleNumberIn(item: AnswerElement): number | undefined {
  const number = numberOf(propertyIn(item, properties.articleNumber));
  return number === 0 ? undefined : number;
}

export function itemIdOf(item: AnswerElement): string {
  const id = childOf(item, 't:ItemId')?.attributes.get('Id') ?? '';
  if (id === '') throw protocolViolation('an item has no id');
  return id;
}

/** Of the ItemId; empty where there is none. */
export function changeKeyIn(item: AnswerElement): string {
  return childOf(item, 't:ItemId')?.attributes.get('ChangeKey') ?? '';
}
