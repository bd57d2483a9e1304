/** A message as a server serves it. */
export interface ScannedMessage {
  readonly uid: number;
  readonly sha256: string;
  /** The body itself, where the scan was asked to keep it. */
  readonly bytes?: Buffer;
  /** Length of the body that was read, not what the server claims. */
  readonly size: number;
  /** Sorted, lower-case system flags and keywords as spelled, without `\recent`. */
  readonly flags: readonly string[];
  readonly epochSeconds: number;
}

export interface ScannedFolder {
  /** Decoded names from the root, without the namespace's prefix. */
  readonly path: readonly string[];
  readonly canHoldItems: boolean;
  readonly isSubscribed: boolean;
  readonly uidValidity: number;
  /** Ascending by UID: the order of arrival. */
  readonly messages: readonly ScannedMessage[];
}

export interface MailboxScan {
  readonly folders: readonly ScannedFolder[];
}

/** One text for one path, for use as a key; names may hold any other character. */
export function pathKey(path: readonly string[]): string {
  return path.join('\u0000');
}
