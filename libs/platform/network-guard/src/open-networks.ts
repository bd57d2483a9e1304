import { BlockList, isIP } from 'node:net';

type Subnet = readonly [network: string, prefix: number];

/** IPv4 that leads nowhere in the public network: IANA's special-purpose registry, with multicast and the reserved rest. */
const closedIpv4: readonly Subnet[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** All but 2000::/3 (RFC 4291 §2.4: the only global unicast), and what is special inside it. */
const closedIpv6: readonly Subnet[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const closed4 = listOf(closedIpv4, 'ipv4');
const closed6 = listOf(closedIpv6, 'ipv6');

/** IPv6 that carries an IPv4 address, and at which of its eight groups that begins: NAT64, 6to4, IPv4-compatible. */
const carriers: readonly { readonly prefix: RegExp; readonly at: number }[] = [
  { prefix: /^0:0:0:0:0:0:/, at: 6 },
  { prefix: /^64:ff9b:0:0:0:0:/, at: 6 },
  { prefix: /^2002:/, at: 1 },
];

/**
 * Networks that are open beside the public ones. What an IPv6 address carries must be open as well: whoever grants NAT64
 * has not granted the loopback behind it. @throws where one is no CIDR.
 */
export class OpenNetworks {
  readonly #granted = new BlockList();

  constructor(cidrs: readonly string[]) {
    for (const cidr of cidrs) {
      const { network, prefix, family } = subnetOf(cidr);
      this.#granted.addSubnet(network, prefix, family);
    }
  }

  /** `address`: an IP address as isIP knows it, without a zone. */
  isOpen(address: string): boolean {
    if (isIP(address) === 4) {
      return !closed4.check(address, 'ipv4') || this.#granted.check(address, 'ipv4');
    }
    const groups = groupsOf(address);
    if (groups === undefined) return false;
    // IPv4-mapped: the system connects to the IPv4 address itself.
    if (groups.join(':').startsWith('0:0:0:0:0:ffff:')) return this.isOpen(ipv4At(groups, 6));
    if (closed6.check(address, 'ipv6') && !this.#granted.check(address, 'ipv6')) return false;
    const carried = carriedBy(groups);
    return carried === undefined || this.isOpen(carried);
  }
}

function subnetOf(cidr: string) {
  const [network = '', digits = ''] = cidr.trim().split('/');
  const version = isIP(network);
  const prefix = /^\d{1,3}$/.test(digits) ? Number(digits) : -1;
  if (version === 0 || prefix < 0 || prefix > (version === 4 ? 32 : 128)) {
    throw new TypeError(`${JSON.stringify(cidr.slice(0, 60))} is no network like 10.0.0.0/8`);
  }
  return { network, prefix, family: version === 4 ? 'ipv4' : 'ipv6' } as const;
}

/** The address's eight groups, hexadecimal, each without leading zeros. */
function groupsOf(address: string): readonly string[] | undefined {
  if (isIP(address) !== 6) return undefined;
  // Its serialisation is the one of RFC 5952: no zone, no dotted end.
  const name = URL.parse(`http://[${address}]`)?.hostname.slice(1, -1);
  if (name === undefined) return undefined;
  const [before = '', after] = name.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  return [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
}

function carriedBy(groups: readonly string[]): string | undefined {
  const text = groups.join(':');
  // Loopback and unspecified look like carriers of 0.0.0.1 and 0.0.0.0, and are none.
  if (/^(?:0:){7}[01]$/.test(text)) return undefined;
  const carrier = carriers.find(({ prefix }) => prefix.test(text));
  return carrier === undefined ? undefined : ipv4At(groups, carrier.at);
}

function ipv4At(groups: readonly string[], at: number): string {
  return groups
    .slice(at, at + 2)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 255])
    .join('.');
}

function listOf(subnets: readonly Subnet[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, family);
  return list;
}
