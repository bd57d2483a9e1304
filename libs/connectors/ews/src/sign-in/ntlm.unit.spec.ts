import { describe, expect, it } from 'vitest';
import { md4 } from './md4.ts';
import {
  NtlmViolation,
  authenticateMessage,
  negotiateMessage,
  ntProof,
  responseKey,
} from './ntlm.ts';

const identity = { user: 'Domain\\User', password: 'Password' };
const serverChallenge = Buffer.from('0123456789abcdef', 'hex');
const client = Buffer.alloc(8, 0xaa);
/** MS-NLMP §4.2.4: NetBIOS names of domain and server. */
const targetInfo = Buffer.from(
  '02000c0044006f006d00610069006e0001000c005300650072007600650072000000' + '0000',
  'hex',
);
const flags = 0xe28a8233;

function challenge(more: { flags?: number; info?: Buffer; length?: number } = {}): Buffer {
  const info = more.info ?? targetInfo;
  const message = Buffer.alloc(48);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(2, 8);
  message.writeUInt32LE(more.flags ?? flags, 20);
  serverChallenge.copy(message, 24);
  message.writeUInt16LE(more.length ?? info.length, 40);
  message.writeUInt32LE(48, 44);
  return Buffer.concat([message, info]);
}

function fieldOf(message: Buffer, index: number): Buffer {
  const at = message.readUInt32LE(16 + index * 8);
  return message.subarray(at, at + message.readUInt16LE(12 + index * 8));
}

const moment = { wallMs: 0, clientChallenge: client, bindings: undefined };

describe('MD4', () => {
  it.for([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      'e33b4ddc9c38f2199c3e7b164fcc0536',
    ],
  ])('of %j is that of RFC 1320', ([text = '', digest]) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });
});

describe('NTLMv2', () => {
  it('computes what MS-NLMP §4.2.4 shows', () => {
    const key = responseKey({ domain: 'Domain', name: 'User', password: 'Password' });
    expect(key.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
    const timestamp = Buffer.alloc(8);
    const proof = ntProof(key, serverChallenge, { timestamp, client, pairs: targetInfo });
    expect(proof.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
  });

  it('answers with the names apart, the older response, and the pairs as they came', () => {
    const message = authenticateMessage(challenge(), identity, moment);
    expect(message.readUInt32LE(8)).toBe(3);
    expect(fieldOf(message, 0).toString('hex')).toBe(
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
    );
    expect(fieldOf(message, 1).includes(targetInfo)).toBe(true);
    expect(fieldOf(message, 2).toString('utf16le')).toBe('Domain');
    expect(fieldOf(message, 3).toString('utf16le')).toBe('User');
    expect(fieldOf(message, 4)).toHaveLength(0);
  });

  it('takes user@domain as it is, and any letters', () => {
    const user = 'änne@exämple.com';
    const message = authenticateMessage(challenge(), { ...identity, user }, moment);
    expect(fieldOf(message, 2)).toHaveLength(0);
    expect(fieldOf(message, 3).toString('utf16le')).toBe(user);
  });

  it("takes the server's time, and leaves the older response out then", () => {
    const time = Buffer.from('0700080011223344556677880000', 'hex');
    const info = Buffer.concat([targetInfo.subarray(0, -4), time, Buffer.alloc(2)]);
    const message = authenticateMessage(challenge({ info }), identity, moment);
    expect(fieldOf(message, 0)).toEqual(Buffer.alloc(24));
    expect(fieldOf(message, 1).subarray(24, 32).toString('hex')).toBe('1122334455667788');
  });

  it('binds the answer to the line', () => {
    const bindings = Buffer.alloc(16, 0x5c);
    const message = authenticateMessage(challenge(), identity, { ...moment, bindings });
    const pair = Buffer.concat([Buffer.from('0a001000', 'hex'), bindings]);
    expect(fieldOf(message, 1).includes(pair)).toBe(true);
  });

  it.for([
    ['version 1', challenge({ flags: (flags & ~0x0008_0000) >>> 0 })],
    ['a message of another kind', negotiateMessage()],
    ['one that is cut off', challenge({ length: 500 })],
    ['pairs that are cut off', challenge({ info: Buffer.from('0200ff00', 'hex') })],
    ['no message', Buffer.from('<html>')],
    ['too much', Buffer.concat([challenge(), Buffer.alloc(100_000)])],
  ] as const)('refuses %s', ([, message]) => {
    expect(() => authenticateMessage(message, identity, moment)).toThrow(NtlmViolation);
  });
});
