import { ConnectorError } from '@mailhaul/connector-contract';
import type * as Ews from 'ews-javascript-api';
import { protocolViolation } from '../errors.ts';
import { type Refusal, isPassing, refusalError } from '../response-codes.ts';
import { escapeXml } from '../soap/xml-text.ts';
import type { FoundMailbox, FoundKind } from './found-mailbox.ts';
import type { GuardedRequests } from './guarded-requests.ts';

/** EWS reference page `ResponseCode`: nobody is called so. */
const nobody = 'ErrorNameResolutionNoResults';

/** What one question found, and whether that is all there is. */
export interface Found {
  readonly entries: readonly FoundMailbox[];
  readonly isAll: boolean;
}

/** Asks a server for mailboxes, by ews-javascript-api. */
export class DirectoryClient {
  readonly #ews: typeof Ews;
  readonly #requests: GuardedRequests;

  constructor(ews: typeof Ews, requests: GuardedRequests) {
    this.#ews = ews;
    this.#requests = requests;
  }

  /** Its load takes a third of a second and 60 MB: it waits for the first search. */
  static async load(requests: GuardedRequests): Promise<DirectoryClient> {
    return new DirectoryClient(await import('ews-javascript-api'), requests);
  }

  /** EWS reference page "ResolveNames operation": whose names or addresses begin so, a hundred at most. @throws ConnectorError */
  async resolve(text: string): Promise<Found> {
    const { Exchange2010_SP1 } = this.#ews.ExchangeVersion;
    const { DirectoryOnly } = this.#ews.ResolveNameSearchLocation;
    const service = this.#service(Exchange2010_SP1);
    // The library writes texts into its documents as they are.
    const found = await this.#asked(() =>
      service.ResolveName(escapeXml(text), DirectoryOnly, false),
    );
    if (found === undefined) return { entries: [], isAll: true };
    const entries = found.GetEnumerator().flatMap(({ Mailbox }) =>
      entryOf({
        address: Mailbox.Address,
        name: Mailbox.Name,
        kind: this.#kindOf(Mailbox.MailboxType),
      }),
    );
    return { entries, isAll: found.IncludesAllResolutions };
  }

  /**
   * EWS reference page "GetSearchableMailboxes operation" (2013 and later): mailboxes that the account may search, for those with the role of
   * discovery. Undefined where the server does not let it. @throws ConnectorError
   */
  async searchable(text: string): Promise<readonly FoundMailbox[] | undefined> {
    const service = this.#service(this.#ews.ExchangeVersion.Exchange2013);
    try {
      const found = await this.#asked(() => service.GetSearchableMailboxes(escapeXml(text), false));
      return found?.SearchableMailboxes.flatMap(({ SmtpAddress, DisplayName, IsMembershipGroup }) =>
        entryOf({
          ...{ address: SmtpAddress, name: DisplayName },
          kind: IsMembershipGroup ? 'group' : 'mailbox',
        }),
      );
    } catch (error) {
      if (error instanceof ConnectorError && error.scope !== 'connection' && !isPassing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  #service(version: Ews.ExchangeVersion): Ews.ExchangeService {
    const service = new this.#ews.ExchangeService(version);
    // It wants both; the line knows where to go and signs in.
    service.Url = new this.#ews.Uri('https://exchange.invalid/EWS/Exchange.asmx');
    service.Credentials = new this.#ews.WebCredentials('mailhaul', 'mailhaul');
    service.XHRApi = this.#requests;
    return service;
  }

  /** Undefined where nobody is called so. @throws ConnectorError */
  async #asked<T>(ask: () => Promise<T>): Promise<T | undefined> {
    let found: T | undefined;
    let thrown: unknown;
    try {
      found = await ask();
    } catch (error) {
      thrown = error;
    }
    this.#requests.throwFailure();
    // The library says some refusals and keeps others to itself.
    const refusal = this.#requests.refusal ?? this.#refusalIn(thrown);
    if (refusal?.responseCode === nobody) return undefined;
    if (refusal !== undefined) throw refusalError(refusal, 'find');
    if (found === undefined) throw protocolViolation('no list of names can be read from it');
    return found;
  }

  #refusalIn(thrown: unknown): Refusal | undefined {
    if (!(thrown instanceof this.#ews.ServiceResponseException)) return undefined;
    const responseCode = this.#ews.ServiceError[thrown.ErrorCode];
    return { responseCode, text: '', backOffMs: undefined, isFault: false };
  }

  #kindOf(type: Ews.MailboxType | null): FoundKind {
    const types = this.#ews.MailboxType;
    switch (type) {
      case types.Mailbox:
        return 'mailbox';
      case types.PublicGroup:
      case types.ContactGroup:
      case types.GroupMailbox:
        return 'group';
      case types.PublicFolder:
        return 'public-folder';
      case types.Contact:
        return 'contact';
      default:
        return 'other';
    }
  }
}

const charsMax = 512;

/** What is not there the library leaves null, whatever its types say. */
interface Told extends Pick<FoundMailbox, 'kind'> {
  readonly address: string | null;
  readonly name: string | null;
}

/** One with an address that can be written to; others are of no use to a migration. */
function entryOf({ address, name, kind }: Told): FoundMailbox[] {
  const plain = (address ?? '').replace(/^smtp:/i, '');
  if (!/^[^\s@]+@[^\s@]+$/.test(plain) || plain.length > charsMax) return [];
  return [{ address: plain, name: (name ?? '').slice(0, charsMax), kind }];
}
