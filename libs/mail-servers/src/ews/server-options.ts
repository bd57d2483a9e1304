import type { EwsAutodiscoverOptions } from './autodiscover/autodiscover-options.ts';
import type { EwsSignInOptions } from './sign-in/sign-in-options.ts';
import type { Clock } from '@mailhaul/kernel';
import type { EwsDialect } from './dialects.ts';
import type { Fault, ServerVersion } from './wire/answers.ts';

export interface EwsMailboxSpec {
  /** The primary SMTP address; also the name that signs in. */
  readonly address: string;
  readonly password: string;
  /** Has the role ApplicationImpersonation: may open every mailbox. */
  readonly mayImpersonate?: boolean;
  /** Addresses of those who have full access to it, as to a shared or a room mailbox. */
  readonly delegates?: readonly string[];
  readonly hasArchive?: boolean;
}

export interface EwsServerOptions {
  readonly mailboxes: readonly EwsMailboxSpec[];
  /** 14.1 is Exchange 2010 SP1, 15.0 is 2013, 15.1 (the default) 2016, 15.2 2019; schema and operations follow it. */
  readonly version?: ServerVersion;
  /** A tree of public folders; `server.publicFolders` fills it. */
  readonly hasPublicFolders?: boolean;
  readonly clock?: Clock;
  /** PEM. Without it the server speaks HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How clients may sign in; default: Basic. */
  readonly signIn?: EwsSignInOptions;
  /** Beside EWS, under /autodiscover. */
  readonly autodiscover?: EwsAutodiscoverOptions;
  /** What comes back of a message's MIME; default `regenerated`. */
  readonly mime?: 'kept' | 'regenerated';
  /** A request above this is refused with HTTP 413. */
  readonly requestBytesMax?: number;
  /** An item above this is refused with ErrorMessageSizeExceeded. */
  readonly itemBytesMax?: number;
  /** Items with a search restriction that a page holds (page "EWS throttling in Exchange": 250), and without one: 1,000. */
  readonly foundMax?: { readonly restricted: number; readonly plain: number };
  /** False: a server that numbers no items, and whose folders have no next number. */
  readonly numbersItems?: boolean;
  /** False: folders do not tell the number of their next item. */
  readonly tellsNextNumber?: boolean;
  /** Items, by number, whose content cannot be converted to MIME. */
  readonly isUnreadable?: (number: number) => boolean;
  /** FindItem gives all items, whatever it was restricted to. */
  readonly ignoresRestrictions?: boolean;
  /** What is there afterwards of attachments that come as elements with an item in CreateItem: default `all`, only the `items` in them, or `none`. */
  readonly keepsGivenAttachments?: 'all' | 'items' | 'none';
  /** False: every restriction is an ErrorRestrictionTooComplex. */
  readonly takesRestrictions?: boolean;
  /** False: every sort order is an ErrorUnsupportedPathForSortGroup. */
  readonly sortsItems?: boolean;
  /** GetItem: AllProperties are none but those that are `asked` for by name; or more than a few names are `refused`. Asked at each request. */
  readonly fieldNames?: () => 'usual' | 'asked' | 'refused';
  /** False: named properties are taken and are not there afterwards. */
  readonly keepsNamedProperties?: boolean;
  /** False: the begin of an event and the name of a contact are told as elements, and not as the properties that Exchange makes of them. */
  readonly derivesProperties?: boolean;
  /** False: an InternetMessageId element in CreateItem is taken and is not there afterwards; PidTagInternetMessageId is. */
  readonly takesMessageIds?: boolean;
  /** False: extended properties of type Binary are an ErrorInvalidExtendedProperty. */
  readonly takesBinaryProperties?: boolean;
  /** PidTagCreationTime and PidTagLastModificationTime in CreateItem. Read-only (MS-OXCMSG §2.2.1.1), so `ignored` by default. */
  readonly storeTimes?: 'kept' | 'ignored' | 'refused';
  /** Elements that items never have in answers, asked for or not: `DateTimeReceived`. */
  readonly leavesOut?: readonly string[];
  /** Items and folders have elements of later schemas and of nobody's. */
  readonly addsUnknown?: boolean;
  /** Items, by number, that ExportItems refuses, and those whose stream it cuts (page "Export items by using EWS"). */
  readonly isUnexportable?: (number: number) => boolean;
  readonly truncatesExports?: (number: number) => boolean;
  /** Pages of SyncFolderItems tell the newest change first; no order is promised. */
  readonly reversesPages?: boolean;
  /** What is uploaded gets a PidTagSearchKey of its own, as if it were new. */
  readonly renewsSearchKeys?: boolean;
  /** What pages of SyncFolderItems say of being the last. */
  readonly lastFlag?: 'right' | 'always' | 'never';
  /** Operations that this server has not: `ExportItems`; and what it says to them, by default that of Exchange. */
  readonly withoutOperations?: readonly string[];
  readonly unknownOperation?: { readonly fault: Fault; readonly status: 200 | 500 };
  /** Requests of one user at a time; more are an ErrorExceededConnectionCount. Default 27, of Exchange 2010 10. */
  readonly concurrentMax?: number;
  /** Things that one request may name; what comes behind is an ErrorTooManyObjectsOpened. */
  readonly openObjectsMax?: number;
  /** What is said of them instead: Gromox says ErrorServerBusy (`ews_max_get_items`). */
  readonly openObjectsCode?: string;
  /** Behind a thing that cannot be done the others of the request are an ErrorBatchProcessingStopped. */
  readonly stopsBatches?: boolean;
  /** Items of which CreateItem fails as a whole, in a fault; what stands before them in the request was made. */
  readonly faultsAt?: (mime: string) => boolean;
  /** Bodies without a Content-Length are refused with HTTP 411. */
  readonly refusesChunked?: boolean;
  /** Answers come in gzip to those who take it. */
  readonly compresses?: boolean;
  /** How answers are written, where it is not as Exchange does (`dialects.ts`). */
  readonly dialect?: EwsDialect;
  /** A connection is closed after each answer. */
  readonly closesConnections?: boolean;
  /** Asked before each request is acted upon; may be slow. */
  readonly onRequest?: (request: EwsRequest) => Misbehaviour | undefined | Promise<undefined>;
}

export interface EwsRequest {
  /** `FindItem`, or empty where the request is not understood. */
  readonly operation: string;
  /** Who signed in. */
  readonly user: string;
  /** From 1. */
  readonly count: number;
}

/** What a server may do instead of, or besides, answering. */
export type Misbehaviour =
  | { readonly kind: 'fault'; readonly fault: Fault; readonly status?: 200 | 500 }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | AsyncIterable<string>;
    }
  /** Acts, and closes the connection after so many bytes of the answer. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Acts, and gives the answer in pieces, one each time that `wait` is over. */
  | { readonly kind: 'drip'; readonly pieceBytes: number; readonly wait: () => Promise<void> }
  /** Answers with HTTP 200 that the operation failed, in its one response message. */
  | { readonly kind: 'refusal'; readonly code: string; readonly backOffMs?: number }
  /** Never answers. */
  | { readonly kind: 'hang' };
