import { isIP, type LookupFunction } from 'node:net';
import type { AddressGuard } from '@mailhaul/connector-contract';
import type { Clock } from '@mailhaul/kernel';
import { lookupAll, timedLookup } from './timed-lookup.ts';

/** What a TCP connection is made with: a host, and what its name stands for. */
export interface Dial {
  readonly host: string;
  readonly lookup: LookupFunction;
}

export interface Dialling {
  readonly clock: Clock;
  readonly lookupMsMax: number;
  readonly guard: AddressGuard | undefined;
}

/**
 * How to reach a host. With a guard its addresses are asked for here, once, and the connection has only those; without
 * one the system looks the name up while connecting. @throws ConnectorError `address-refused`; what the look-up says.
 */
export async function dialOf(host: string, dialling: Dialling): Promise<Dial> {
  const { clock, lookupMsMax, guard } = dialling;
  if (guard === undefined) return { host, lookup: timedLookup(clock, lookupMsMax) };
  const addresses = await lookupAll(host, clock, { msMax: lookupMsMax, guard });
  // Node does not look an address up: it gets the one that was checked, in the guard's spelling.
  const [first] = addresses;
  if (first === undefined) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });
  const isOne = addresses.length === 1 || isIP(host) !== 0;
  return { host: isOne ? first : host, lookup: fixed(addresses) };
}

/** Answers with these addresses, whatever is asked. */
function fixed(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, { all }, callback) => {
    if (all === true) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family);
  };
}
