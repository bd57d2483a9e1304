import type { ServerBehaviour } from '../server-behaviour.ts';
import type { EwsMailbox } from '../store/ews-mailbox.ts';
import type { XmlElement } from '../wire/xml-element.ts';

/** What must be known to make an item of a request. */
export interface ItemMaking {
  readonly mailbox: EwsMailbox;
  readonly itemBytesMax: number;
  /** Of times without an offset (SOAP header TimeZoneContext). */
  readonly zone: XmlElement | undefined;
  readonly now: Date;
  readonly takesBinaryProperties: boolean;
  readonly keepsNamedProperties: boolean;
  readonly takesMessageIds: boolean;
  readonly storeTimes: ServerBehaviour['storeTimes'];
  /** How many attachments it lies in. */
  readonly depth?: number;
}
