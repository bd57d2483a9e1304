import type { FolderState } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { folderRefusedError } from './errors.ts';
import type { Namespace } from './parse/folder-names.ts';
import type { FetchLimits } from './operations/fetch-limits.ts';
import type { FolderRules } from './operations/folder-rules.ts';
import { wireNameOf } from './parse/only-here.ts';
import type { ServerFeatures } from './server-features.ts';
import type { BodyPool } from './wire/body-pool.ts';
import type { ImapWire } from './wire/imap-wire.ts';
import type { LineSpeed } from './wire/line-speed.ts';

/** What the operations of one session share. */
export interface SessionCore {
  readonly wire: ImapWire;
  readonly features: ServerFeatures;
  readonly clock: Clock;
  /** Learned anew where the server showed it only by what it refuses. */
  namespaces: Promise<Namespaces>;
  /** What the server calls itself, for telling kinds of servers apart; never rejects. */
  readonly serverName: Promise<string | undefined>;
  /** Gmail's labels of which a folder is listed, once asked for. */
  labels: Promise<ReadonlySet<string>> | undefined;
  /** The folder opened by the last EXAMINE or SELECT that was sent. */
  opened: Opening | undefined;
  /** Whether EXAMINE and SELECT bring UIDNEXT, once a folder that holds something has shown it. */
  givesNextId: boolean | undefined;
  readonly drain: DrainMeter;
  readonly rules: FolderRules;
  readonly bodies: BodyPool;
  readonly limits: FetchLimits;
  readonly speed: LineSpeed;
  /** COMPRESS was asked for, or need not be. */
  isCompressionSettled: boolean;
}

export interface Namespaces {
  readonly personal: Namespace;
  /** Other users' and public folders, and further ones of the mailbox's own. */
  readonly others: readonly OtherNamespace[];
}

export interface OtherNamespace extends Namespace {
  /** undefined: the mailbox's own. */
  readonly sharing: 'shared' | 'public' | undefined;
}

/** One EXAMINE or SELECT. */
export interface Opening {
  readonly folderId: string;
  readonly isReadOnly: boolean;
  /** Rejects when the folder cannot be opened. */
  readonly state: Promise<FolderState>;
  /** The same, once it is known. */
  result: FolderState | Error | undefined;
  /** False where the server gave no UIDNEXT (Courier): then `nextId` is only the least that it can be. */
  hasNextId: boolean;
  /** What can be kept of flags: told when it was opened for writing. */
  permanentFlags: readonly string[] | undefined;
}

/** How fast this connection and its server take what is written. */
export interface DrainMeter {
  bytesPerMs: number | undefined;
  lastAnswerMs: number;
}

/** A folder's name as an argument of a command. @throws ConnectorError where it cannot be said. */
export function nameArgument(folderId: string, features: ServerFeatures): string {
  const name = wireNameOf(folderId);
  // eslint-disable-next-line no-control-regex -- these cannot stand in a quoted string (RFC 9051 §9)
  if (!/[\x00\r\n\x80-\xff]/.test(name)) return `"${name.replace(/["\\]/g, '\\$&')}"`;
  const isShort = name.length <= 4096;
  if (!name.includes('\0') && isShort && features.literals !== 'none') {
    return `{${name.length}+}\r\n${name}`;
  }
  // eslint-disable-next-line no-control-regex -- a line break would end the command
  if (/[\x00\r\n]/.test(name)) throw folderRefusedError('A folder name holds control characters.');
  // Servers without LITERAL+ that list 8-bit names take them in quotes as well.
  return `"${name.replace(/["\\]/g, '\\$&')}"`;
}
