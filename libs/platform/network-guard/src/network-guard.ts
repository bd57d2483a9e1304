import { lookup as systemLookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type AddressGuard, ConnectorError, errorCatalogue } from '@mailhaul/connector-contract';
import { OpenNetworks } from './open-networks.ts';

/** All addresses that a name stands for. @throws like node:dns where it stands for none. */
export type LookUp = (name: string) => Promise<readonly string[]>;

export interface NetworkGuardOptions {
  /** CIDRs that are open although they are not public. */
  readonly granted: readonly string[];
  /** Default: the system's look-up, with its hosts file. */
  readonly lookUp?: LookUp;
}

/** More addresses than this has no mail system; the rest is not connected to. */
export const addressesMax = 64;

/**
 * Lets connections lead into public networks and those granted, judged by the addresses themselves: one address of a host
 * that is closed refuses the host. Bounds no time; who asks does. @throws where a granted one is no CIDR.
 */
export class NetworkGuard implements AddressGuard {
  readonly #open: OpenNetworks;
  readonly #lookUp: LookUp;

  constructor({ granted, lookUp = askSystem }: NetworkGuardOptions) {
    this.#open = new OpenNetworks(granted);
    this.#lookUp = lookUp;
  }

  /** See AddressGuard. */
  async resolve(host: string): Promise<readonly string[]> {
    const name = plainName(host);
    const addresses = isIP(name) === 0 ? await this.#lookUp(name) : [name];
    if (addresses.length === 0) throw notFound();
    if (!addresses.every((address) => this.#open.isOpen(address))) throw refused();
    return addresses.slice(0, addressesMax);
  }
}

async function askSystem(name: string): Promise<readonly string[]> {
  const found = await systemLookup(name, { all: true });
  return found.map(({ address }) => address);
}

/**
 * The host as a URL has it: lower case, ASCII, without the last dot, and an IPv4 address in four decimal numbers however
 * it was written (`2130706433`, `0x7f.1`): the system's look-up takes those for addresses, too. @throws where it is no host.
 */
function plainName(host: string): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(bare) === 6) return bare.includes('%') ? fail() : bare;
  // Each of these ends or shifts the host of a URL.
  if (/[\s/\\?#@:%[\]]/.test(bare)) return fail();
  const name = URL.parse(`http://${bare}`)?.hostname.replace(/\.$/, '');
  return name === undefined || name === '' ? fail() : name;
}

function fail(): never {
  throw notFound();
}

function notFound(): Error {
  return Object.assign(new Error('the host is no name that could be known'), { code: 'ENOTFOUND' });
}

/** Without the address: it would tell an outsider about the inside. */
function refused(): ConnectorError {
  const { scope, disposition, cause, whatToDo } = errorCatalogue['address-refused'];
  return new ConnectorError({
    code: 'address-refused',
    scope,
    disposition,
    message: cause,
    remedy: whatToDo,
  });
}
