import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ClientAddress } from './client-address.ts';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('ClientAddress', () => {
  const addresses = new ClientAddress(['10.0.0.0/8', '::1']);

  it('believes nobody but the proxies that are named', () => {
    expect(addresses.of(from('192.0.2.7', '198.51.100.1'))).toBe('192.0.2.7');
    expect(addresses.of(from('::ffff:10.1.2.3', '198.51.100.1'))).toBe('198.51.100.1');
  });

  it('takes the last address that no proxy has: what stands before it may be made up', () => {
    expect(addresses.of(from('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.0.0.2'))).toBe('198.51.100.1');
    expect(addresses.of(from('::1', 'not an address'))).toBe('::1');
    expect(addresses.of(from('::1', '2001:db8::5'))).toBe('2001:db8::5');
  });
});
