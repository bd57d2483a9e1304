/** The Autodiscover services of a server; what is absent is not there (404). */
export interface EwsAutodiscoverOptions {
  /** The EWS URL that is told. */
  readonly ewsUrl: string;
  readonly services: readonly AutodiscoverService[];
  /** Asked before each answer, signed in or not. */
  readonly onRequest?: (request: AutodiscoverRequest) => AutodiscoverDeed | undefined;
}

export type AutodiscoverService = 'json' | 'soap' | 'plain';

export interface AutodiscoverRequest {
  /** The Host header. */
  readonly host: string;
  readonly service: AutodiscoverService;
  readonly isSignedIn: boolean;
  /** Something that signs in came along. */
  readonly hasCredentials: boolean;
  readonly address: string;
}

/** What is said instead. */
export type AutodiscoverDeed =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'address'; readonly address: string }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };
