import type { FolderState } from './folder.ts';

/** Positive, below 2^32, ascending in order of arrival within a folder's generation (IMAP: UID; Exchange: PidTagInternetArticleNumber). */
export type ItemId = number;

/** When the system received the item: the instant, and the zone it was said in (0 where the system does not keep it). */
export interface ReceivedAt {
  readonly epochSeconds: number;
  /** Minutes east of UTC. */
  readonly zoneMinutes: number;
}

/** What an item is. `other` is whatever a system keeps that has no name here. */
export type ItemKind =
  'mail' | 'event' | 'contact' | 'contact-group' | 'task' | 'note' | 'journal' | 'post' | 'other';

/**
 * The shape in which an item travels. `mime`: RFC 5322, as the source serves it; every system takes mail in it. `exchange-stream`: what
 * ExportItems gives and UploadItems takes. `exchange-item`: an EWS item's properties with its attachments, as one document of ours.
 */
export type ItemForm = 'mime' | 'exchange-stream' | 'exchange-item';

/** What is known of an item besides its bytes. */
export interface ItemTraits {
  /** Absent: mail. */
  readonly kind?: ItemKind;
  /**
   * Equal for two copies of one item on systems that alter bytes, made by the same rule wherever it is read: a hash of the properties
   * that survive. Absent: Message-ID and received date decide. At most 64 characters.
   */
  readonly likeness?: string;
  /** The marker it was written with (`OutgoingItem.marker`), where the system keeps one. */
  readonly marker?: string;
}

export interface ItemInfo extends ItemTraits {
  readonly id: ItemId;
  /** Bytes, as the listing tells it (`Facts.areSizesEstimates`). Some servers lie: the body that is read decides. */
  readonly size: number;
  readonly receivedAt: ReceivedAt;
  /** System flags with their backslash (never `\Recent`) and keywords (Exchange: categories), as the system spells them. */
  readonly flags: readonly string[];
  /**
   * Of an item that takes several requests, was begun and not ended, and tells no marker yet: the marker that it would have. It counts for
   * nothing, and whoever writes the item anew takes it away.
   */
  readonly unfinishedMarker?: string;
}

/** Items of one folder, ascending by id, and the folder as it stood when the listing began. */
export interface ItemPage {
  readonly state: FolderState;
  readonly items: readonly ItemInfo[];
  /**
   * Items that were listed for this page, where not all of them belong to the folder (`Folder.isSelection`):
   * `state.itemCount` then counts all of them.
   */
  readonly listedCount?: number;
}

/** The exact bytes of an item: whole where small, else in pieces that can be read once. */
export type ItemBody =
  | {
      readonly kind: 'whole';
      readonly bytes: Uint8Array;
      /**
       * Lets the memory be used again: nobody may look at `bytes` afterwards. May be called more than once; never to call it
       * is right as well, and costs a collection.
       */
      readonly release?: () => void;
    }
  /** `size` is exact. The pieces must be read to the end, or the iterator returned, before the next item is asked for. */
  | {
      readonly kind: 'streamed';
      readonly size: number;
      readonly chunks: AsyncIterable<Uint8Array>;
    };

export interface ReadItem extends ItemTraits {
  readonly id: ItemId;
  readonly receivedAt: ReceivedAt;
  readonly flags: readonly string[];
  /** Absent: `mime`. */
  readonly form?: ItemForm;
  /** The item has none of the forms that were asked for; its `body` is empty. */
  readonly isFormless?: true;
  readonly body: ItemBody;
}

export interface OutgoingItem {
  readonly receivedAt: ReceivedAt;
  readonly flags: readonly string[];
  /** Absent: mail. */
  readonly kind?: ItemKind;
  /** Absent: `mime`. One of the session's `takesForms`. */
  readonly form?: ItemForm;
  readonly body: ItemBody;
  /**
   * Stored with the item in the same write, where `capabilities.keepsMarkers`: the same for the same source item always, and of no other.
   * At most 64 characters of base64url; says nothing about anybody.
   */
  readonly marker?: string;
}

export function bodySize(body: ItemBody): number {
  return body.kind === 'whole' ? body.bytes.byteLength : body.size;
}
