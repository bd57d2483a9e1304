import type { XmlElement } from '../wire/xml-element.ts';

export type PropertyValue = string | readonly string[];

export interface EwsAttachment {
  readonly id: string;
  /** `t:FileAttachment` or `t:ItemAttachment`, as it was given; what is in an item attachment stands in `item`. */
  readonly element: XmlElement;
  readonly item?: EwsItem;
}

/** What happened to one occurrence of a series. */
export type OccurrenceChange =
  { readonly kind: 'deleted' } | { readonly kind: 'modified'; readonly item: EwsItem };

export interface EwsItem {
  /** Another one after each move, as in Exchange. */
  readonly id: string;
  /** PidTagInternetArticleNumber: its place in the order of arrival in its folder. */
  readonly number: number;
  /** As given; empty where the item was made of elements alone. */
  readonly mime: Uint8Array;
  readonly itemClass: string;
  isRead: boolean;
  readonly isDraft: boolean;
  readonly receivedAt: Date;
  readonly categories: readonly string[];
  /** Extended properties by key: `0x1090`, `{guid}:name`, `{guid}:0x8502`; see `propertyKey`. */
  readonly properties: ReadonlyMap<string, PropertyValue>;
  /** Elements that were given, by name: `t:Subject`. */
  readonly fields: ReadonlyMap<string, XmlElement>;
  readonly attachments: readonly EwsAttachment[];
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  /** PidTagSearchKey in base64: stays with moves and exports, is new for what is created. */
  readonly searchKey: string;
  /** Of a series, by index from 1. */
  readonly occurrences: ReadonlyMap<number, OccurrenceChange>;
  /** Counts the changes; the ChangeKey is made of it. */
  readonly changeNumber: number;
  /** A folder associated item (PidTagAssociated), in no ordinary listing. */
  readonly isAssociated: boolean;
}

type Given =
  'mime' | 'itemClass' | 'isRead' | 'isDraft' | 'receivedAt' | 'categories' | 'properties';
type Defaulted =
  | 'fields'
  | 'attachments'
  | 'createdAt'
  | 'modifiedAt'
  | 'searchKey'
  | 'occurrences'
  | 'isAssociated';

export type NewEwsItem = Pick<EwsItem, Given> & Partial<Pick<EwsItem, Defaulted>>;

/** What an item is when it is changed: all but what names it. */
export type EwsItemChange = Partial<Omit<EwsItem, 'id' | 'number' | 'changeNumber'>>;

const elements: readonly (readonly [RegExp, string])[] = [
  [/^IPM\.Appointment(?:\.|$)/i, 't:CalendarItem'],
  [/^IPM\.Contact(?:\.|$)/i, 't:Contact'],
  [/^IPM\.DistList(?:\.|$)/i, 't:DistributionList'],
  [/^IPM\.Task(?:\.|$)/i, 't:Task'],
  [/^IPM\.Post(?:\.|$)/i, 't:PostItem'],
  [/^IPM\.Schedule\.Meeting\.Request(?:\.|$)/i, 't:MeetingRequest'],
  [/^IPM\.Schedule\.Meeting\.Resp(?:\.|$)/i, 't:MeetingResponse'],
  [/^IPM\.Schedule\.Meeting\.Canceled(?:\.|$)/i, 't:MeetingCancellation'],
];

/** The element that stands for items of a class; what the schema has no type for is a Message (page "FindItem operation"). */
export function elementOfClass(itemClass: string): string {
  return elements.find(([pattern]) => pattern.test(itemClass))?.[1] ?? 't:Message';
}

export function changeKeyOf({ changeNumber }: { readonly changeNumber: number }): string {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32LE(9, 0);
  bytes.writeUInt32BE(changeNumber, 8);
  return bytes.toString('base64');
}
