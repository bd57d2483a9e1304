import { errorOf } from './errors.ts';
import type { DirectorySession } from './open-session.ts';
import { textsOf } from './read/directory-entry.ts';
import { anything, exchangeMailboxes } from './read/filters.ts';

/** What the server is, and where it is read. */
export interface DirectoryPlace {
  /** Below which everything is searched. */
  readonly baseDn: string;
  /** It finds members of groups in groups by itself ([MS-ADTS] §3.1.1.3.2.3: its capability). */
  readonly isActiveDirectory: boolean;
  /** Mailboxes of Exchange stand in it. */
  readonly hasExchange: boolean;
}

const activeDirectory = '1.2.840.113556.1.4.800';
const rootAttributes = ['namingContexts', 'defaultNamingContext', 'supportedCapabilities'];

/** Asks the server what it is (RFC 4512 §5.1). @throws ConnectorError `directory-base-missing` where there is nothing at the search base */
export async function lookAtServer(
  session: DirectorySession,
  wished: string,
): Promise<DirectoryPlace> {
  const root = await session.read({
    ...{ baseDn: '', scope: 'base', filter: anything, attributes: rootAttributes },
  });
  const texts = (name: string) => (root === undefined ? [] : textsOf(root, name));
  const baseDn = wished || (texts('defaultNamingContext')[0] ?? texts('namingContexts')[0] ?? '');
  if (baseDn === '') {
    throw errorOf('directory-base-missing', {
      message: 'The directory does not say where its entries begin.',
      remedy: 'Name the search base, like dc=example,dc=org.',
    });
  }
  const base = await session.read({ baseDn, filter: anything, attributes: ['objectClass'] });
  if (base === undefined) throw errorOf('directory-base-missing');
  const isActiveDirectory = texts('supportedCapabilities').includes(activeDirectory);
  const ofExchange = { baseDn, filter: exchangeMailboxes, attributes: ['objectClass'] };
  return { baseDn, isActiveDirectory, hasExchange: await session.hasAny(ofExchange) };
}
