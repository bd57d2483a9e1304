import {
  type ActiveDirectoryServer,
  domainAdministrator,
  domainAdministratorPassword,
  domainBase,
} from '@mailhaul/testing/servers';
import { Attribute, Change, Client } from 'ldapts';

/** Writes into a domain as its administrator would. */
export class DomainAdmin {
  readonly #client: Client;

  constructor({ host, certificate }: ActiveDirectoryServer) {
    // The certificate is for another address of this machine.
    const tlsOptions = { ca: certificate, checkServerIdentity: () => undefined };
    this.#client = new Client({ url: `ldaps://${host}`, tlsOptions });
  }

  signIn(): Promise<void> {
    return this.#client.bind(domainAdministrator, domainAdministratorPassword);
  }

  signOut(): Promise<void> {
    return this.#client.unbind();
  }

  add(dn: string, attributes: Record<string, string | string[] | Buffer>): Promise<void> {
    const given = Object.entries(attributes).map(
      ([type, values]) => new Attribute({ type, values: valuesOf(values) }),
    );
    return this.#client.add(dn, given);
  }

  rename(dn: string, to: string): Promise<void> {
    return this.#client.modifyDN(dn, to);
  }

  /** Attributes of people as Exchange's own setup adds them; under numbers of ours. */
  async extendSchema(): Promise<void> {
    for (const [at, [name, syntax]] of Object.entries(exchangeAttributes).entries()) {
      await this.add(`CN=${name},${schemaBase}`, {
        ...{ objectClass: 'attributeSchema', lDAPDisplayName: name, isSingleValued: 'TRUE' },
        ...{ attributeID: `1.3.6.1.4.1.4203.666.78.${at + 1}`, ...syntaxes[syntax] },
      });
    }
    await this.#reloadSchema();
    await this.#change(`CN=User,${schemaBase}`, {
      mayContain: Object.keys(exchangeAttributes),
    });
    await this.#reloadSchema();
  }

  #reloadSchema(): Promise<void> {
    return this.#change('', { schemaUpdateNow: ['1'] });
  }

  #change(dn: string, attributes: Record<string, string[]>): Promise<void> {
    const changes = Object.entries(attributes).map(
      ([type, values]) =>
        new Change({ operation: 'add', modification: new Attribute({ type, values }) }),
    );
    return this.#client.modify(dn, changes);
  }
}

const schemaBase = `CN=Schema,CN=Configuration,${domainBase}`;

const exchangeAttributes = {
  msExchMailboxGuid: 'octets',
  msExchArchiveGUID: 'octets',
  msExchRecipientTypeDetails: 'large',
  msExchRecipientDisplayType: 'integer',
} as const;

/** [MS-ADTS] §3.1.1.2.2.2. */
const syntaxes = {
  octets: { attributeSyntax: '2.5.5.10', oMSyntax: '4' },
  large: { attributeSyntax: '2.5.5.16', oMSyntax: '65' },
  integer: { attributeSyntax: '2.5.5.9', oMSyntax: '2' },
} as const;

function valuesOf(values: string | string[] | Buffer): string[] | Buffer[] {
  if (Buffer.isBuffer(values)) return [values];
  return Array.isArray(values) ? values : [values];
}
