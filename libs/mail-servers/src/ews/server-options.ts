import type { EwsSignInOptions } from './sign-in/sign-in-options.ts';
import type { Fault, ServerVersion } from './wire/answers.ts';

export interface EwsMailboxSpec {
  /** The primary SMTP address; also the name that signs in. */
  readonly address: string;
  readonly password: string;
  /** Has the role ApplicationImpersonation: may open every mailbox. */
  readonly mayImpersonate?: boolean;
}

export interface EwsServerOptions {
  readonly mailboxes: readonly EwsMailboxSpec[];
  readonly version?: ServerVersion;
  /** PEM. Without it the server speaks HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How clients may sign in; default: Basic. */
  readonly signIn?: EwsSignInOptions;
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
  /** Never answers. */
  | { readonly kind: 'hang' };
