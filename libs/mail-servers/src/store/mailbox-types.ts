import type { SpecialUseAttribute } from './stored-folder.ts';
import type { InternalDate } from './stored-message.ts';

/** A mailbox to begin with. */
export interface MailboxSpec {
  readonly user: string;
  readonly password: string;
  /** INBOX is there without being named. */
  readonly folders?: readonly FolderSpec[];
}

export interface FolderSpec extends FolderOptions {
  /** Decoded names from the root down, without the namespace prefix. */
  readonly path: readonly string[];
  readonly messages?: readonly MessageSpec[];
}

export interface FolderOptions {
  readonly specialUse?: SpecialUseAttribute;
  /** False: a mere node of the tree (`\Noselect`). Default true. */
  readonly canHoldMessages?: boolean;
  readonly isSubscribed?: boolean;
  readonly uidValidity?: number;
}

export interface MessageSpec {
  readonly bytes: Uint8Array | string;
  readonly flags?: readonly string[];
  readonly internalDate?: InternalDate;
}

/** A message as an independent observer sees it; a copy, not the live one. */
export interface MessageView {
  readonly uid: number;
  readonly bytes: Buffer;
  /** System flags, sorted. */
  readonly flags: readonly string[];
  /** Keywords, sorted. */
  readonly keywords: readonly string[];
  readonly internalDate: InternalDate;
}

export interface FolderView {
  readonly path: readonly string[];
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly messageCount: number;
  readonly canHoldMessages: boolean;
  readonly specialUse: SpecialUseAttribute | undefined;
  readonly isSubscribed: boolean;
}

/** What a folder operation met that forbids it. */
export type FolderProblem = 'exists' | 'missing' | 'has-children' | 'inbox';

export interface MailboxRules {
  /** `Sent` and `sent` are one folder. */
  readonly isCaseInsensitive: boolean;
  /** What CREATE makes of missing parents: folders, or nodes that hold no mail. */
  readonly missingParents: 'folder' | 'noselect';
  readonly nextUidValidity: () => number;
}
