import { ConnectorError } from '@mailhaul/connector-contract';
import { describe, expect, it } from 'vitest';
import { addressesMax, NetworkGuard } from './network-guard.ts';

const nothing = () => Promise.reject(new Error('no look-up was expected'));

function guard(granted: string[] = [], addresses?: string[]): NetworkGuard {
  const lookUp = addresses === undefined ? nothing : () => Promise.resolve(addresses);
  return new NetworkGuard({ granted, lookUp });
}

async function refusal(asked: Promise<unknown>): Promise<ConnectorError> {
  const error = await asked.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

/** First and last address of each closed network, and its neighbours outside where those are public. */
const closed = [
  ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255'],
  ...['127.0.0.1', '127.255.255.255', '169.254.0.0', '169.254.169.254', '172.16.0.0'],
  ...['172.31.255.255', '192.0.0.8', '192.0.2.1', '192.88.99.1', '192.168.0.0', '192.168.255.255'],
  ...['198.18.0.0', '198.19.255.255', '198.51.100.7', '203.0.113.7', '224.0.0.1'],
  ...['239.255.255.255', '240.0.0.1', '255.255.255.255'],
  ...['::', '::1', '::7f00:1', '::8.8.8.8', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.1.2.3'],
  ...['64:ff9b::808:808', '64:ff9b:1::1', '100::1', '2001::1', '2001:2::1', '2001:10::1'],
  ...['2001:1ff:ffff::1', '2001:db8::1', '2002:7f00:1::', '2002:808:808::1', '3fff::1'],
  ...['4000::1', '5f00::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1'],
];
const open = [
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'],
  ...['128.0.0.0', '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0'],
  ...['192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ...['2001:200::1', '2003::1', '2606:4700::1111', '2a00:1450::5', '::ffff:8.8.8.8'],
];

describe('NetworkGuard', () => {
  it.each(closed)('refuses %s, written as an address or behind a name', async (address) => {
    expect((await refusal(guard().resolve(address))).code).toBe('address-refused');
    expect((await refusal(guard([], [address]).resolve('mail.example'))).code).toBe(
      'address-refused',
    );
  });

  it.each(open)('lets %s through', async (address) => {
    expect(await guard().resolve(address)).toEqual([address]);
    expect(await guard([], [address]).resolve('mail.example')).toEqual([address]);
  });

  it('refuses a host for one closed address among many', async () => {
    const mixed = ['93.184.216.34', '2606:4700::1111', '10.0.0.1'];
    expect((await refusal(guard([], mixed).resolve('mail.example'))).code).toBe('address-refused');
    expect(await guard([], mixed.slice(0, 2)).resolve('mail.example')).toHaveLength(2);
  });

  it.each([
    ...['2130706433', '0x7f.1', '0x7f000001', '017700000001', '127.1', '127.0.1', '127.0.0.1.'],
    ...[
      '0X7F.0.0.1',
      '１２７．０．０．１',
      '[::1]',
      '0:0:0:0:0:0:0:1',
      '::FFFF:7F00:1',
      '[::]',
      '0',
    ],
  ])('takes %s for the address that it is, and asks nobody', async (spelling) => {
    expect((await refusal(guard().resolve(spelling))).code).toBe('address-refused');
  });

  it('gives the address itself, so that no other spelling is connected to', async () => {
    const granted = guard(['127.0.0.0/8']);
    for (const spelling of ['2130706433', '0x7f.1', '127.1', '127.0.0.1.']) {
      expect(await granted.resolve(spelling)).toEqual(['127.0.0.1']);
    }
  });

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'LocalHost.'])(
    'refuses %s by what the system says of it',
    async (name) => {
      const system = new NetworkGuard({ granted: [] });
      expect((await refusal(system.resolve(name))).code).toBe('address-refused');
      const granted = new NetworkGuard({ granted: ['127.0.0.0/8', '::1/128'] });
      expect(await granted.resolve(name)).toContain('127.0.0.1');
    },
  );

  it.each([
    ...['', ' ', '.', '1.2.3.4.5', '0xffffffffff', 'a b', 'a/b', 'user@host', 'host:80', 'a%2eb'],
    ...['fe80::1%eth0', '::1%lo', 'a?b', 'a#b', 'a\\b'],
  ])('%j is no host', async (host) => {
    await expect(guard([], ['8.8.8.8']).resolve(host)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('opens what is granted, and no more', async () => {
    const some = guard(['10.1.0.0/16', 'fd00:1::/32', '::1/128']);
    for (const address of ['10.1.0.0', '10.1.255.255', 'fd00:1::7', '::1', '::ffff:10.1.2.3']) {
      expect(await some.resolve(address)).toEqual([address]);
    }
    for (const address of ['10.0.255.255', '10.2.0.0', '127.0.0.1', 'fd00:2::7', '::2']) {
      expect((await refusal(some.resolve(address))).code).toBe('address-refused');
    }
  });

  it('lets a granted IPv6 network carry no closed IPv4 address', async () => {
    const some = guard(['64:ff9b::/96', '2002::/16', '::/96']);
    for (const address of ['64:ff9b::808:808', '2002:808:808::1', '::8.8.8.8']) {
      expect(await some.resolve(address)).toEqual([address]);
    }
    for (const address of ['64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '2002:a00:1::1', '::7f00:1']) {
      expect((await refusal(some.resolve(address))).code).toBe('address-refused');
    }
  });

  it('a name that has moved to a closed address is refused from then on', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1'], ['93.184.216.34', '::1']];
    const rebinding = new NetworkGuard({
      granted: [],
      lookUp: () => Promise.resolve(answers.shift() ?? []),
    });
    expect(await rebinding.resolve('mail.example')).toEqual(['93.184.216.34']);
    await refusal(rebinding.resolve('mail.example'));
    await refusal(rebinding.resolve('mail.example'));
    await expect(rebinding.resolve('mail.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('judges all addresses and gives a bounded number', async () => {
    const many = Array.from({ length: 200 }, (_, at) => `93.184.216.${at}`);
    expect(await guard([], many).resolve('mail.example')).toHaveLength(addressesMax);
    await refusal(guard([], [...many, '127.0.0.1']).resolve('mail.example'));
  });

  it('says what to do, and no address of the inside', async () => {
    const error = await refusal(guard([], ['10.20.30.40']).resolve('intranet.example'));
    expect(error).toMatchObject({ scope: 'connection', disposition: 'needsOperator' });
    expect(error.remedy).toContain('MAILHAUL_PRIVATE_NETWORKS');
    expect(JSON.stringify([error, error.message])).not.toContain('10.20');
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '::/129', 'x/8', '10.0.0.0/', '10.0.0.0/-1', ''])(
    'refuses %j as a network',
    (cidr) => {
      expect(() => guard([cidr])).toThrow('is no network');
    },
  );
});
