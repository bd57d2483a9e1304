/** The MAPI properties that are read or written (MS-OXPROPS), by tag, with the names that EWS has for their types. */
export const properties = {
  /** PidTagInternetArticleNumber: the item's number in its folder; what Exchange's IMAP gives as UID. */
  articleNumber: { tag: 0x0e23, type: 'Integer' },
  /** PidTagInternetArticleNumberNext, of a folder. */
  nextArticleNumber: { tag: 0x6751, type: 'Integer' },
  /** PidTagMessageFlags (MS-OXCMSG §2.2.1.6). */
  messageFlags: { tag: 0x0e07, type: 'Integer' },
  /** PidTagMessageDeliveryTime. */
  deliveryTime: { tag: 0x0e06, type: 'SystemTime' },
  /** PidTagClientSubmitTime. */
  submitTime: { tag: 0x0039, type: 'SystemTime' },
  /** PidTagFlagStatus (MS-OXOFLAG). */
  flagStatus: { tag: 0x1090, type: 'Integer' },
  /** PidTagIconIndex (MS-OXOMSG). */
  iconIndex: { tag: 0x1080, type: 'Integer' },
  /** PidTagLastVerbExecuted (MS-OXOMSG). */
  lastVerb: { tag: 0x1081, type: 'Integer' },
} as const;

export type Property = (typeof properties)[keyof typeof properties];

/** As a path: in shapes, restrictions, sort orders. */
export function propertyPath({ tag, type }: Property): string {
  return `<t:ExtendedFieldURI PropertyTag="0x${tag.toString(16).padStart(4, '0')}" PropertyType="${type}"/>`;
}

/** With a value, in an item that is made. */
export function propertyValue(property: Property, value: string | number): string {
  return `<t:ExtendedProperty>${propertyPath(property)}<t:Value>${value}</t:Value></t:ExtendedProperty>`;
}
