import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const forwardedMax = 50;

/** Where requests come from, believing only the proxies that are named. */
export class ClientAddress {
  readonly #proxies = new BlockList();

  /** @throws where one is neither an address nor a CIDR. */
  constructor(trustedProxies: readonly string[]) {
    for (const one of trustedProxies) {
      const [address = '', bits] = one.split('/');
      const kind = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#proxies.addAddress(address, kind);
      else this.#proxies.addSubnet(address, Number(bits), kind);
    }
  }

  /** The last address that no trusted proxy has: what stands before it anybody may have written. */
  of(request: IncomingMessage): string {
    let address = plain(request.socket.remoteAddress ?? 'unknown');
    const named = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
    for (const before of named.slice(-forwardedMax).reverse()) {
      if (!this.#isProxy(address)) return address;
      const next = plain(before.trim());
      if (isIP(next) === 0) return address;
      address = next;
    }
    return address;
  }

  #isProxy(address: string): boolean {
    const kind = isIP(address);
    return kind !== 0 && this.#proxies.check(address, kind === 6 ? 'ipv6' : 'ipv4');
  }
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
