import { createHmac } from 'node:crypto';
import { md4 } from './md4.ts';

/** Flags of MS-NLMP §2.2.2.5: Unicode, request target, NTLM, always sign, extended session security, target info, 128 and 56 bits. */
const wantedFlags = 0xa0888205;
const extendedSecurity = 0x0008_0000;
const unicode = 0x1;
const signature = Buffer.from('NTLMSSP\0', 'latin1');
const challengeBytesMax = 16 * 1024;
/** AvIds of MS-NLMP §2.2.2.1. */
const endOfPairs = 0;
const timestampPair = 7;
const channelBindingsPair = 10;
/** 100 ns from 1601 to 1970. */
const epochTicks = 116_444_736_000_000_000n;

/** What a server sent is no challenge that is answered: broken, or one that would weaken the password. */
export class NtlmViolation extends Error {
  override readonly name = 'NtlmViolation';
}

export interface NtlmIdentity {
  /** `DOMAIN\user`, or `user@domain` as it is. */
  readonly user: string;
  readonly password: string;
}

export interface NtlmMoment {
  readonly wallMs: number;
  /** Eight random bytes. */
  readonly clientChallenge: Uint8Array;
  /** 16 bytes of {@link channelBindings}; undefined: the line is not encrypted. */
  readonly bindings: Uint8Array | undefined;
}

/** NEGOTIATE_MESSAGE (MS-NLMP §2.2.1.1). Says nothing of this machine. */
export function negotiateMessage(): Buffer {
  const message = Buffer.alloc(32);
  signature.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(wantedFlags, 12);
  return message;
}

interface Challenge {
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly targetInfo: Buffer;
}

/** CHALLENGE_MESSAGE (MS-NLMP §2.2.1.2). @throws NtlmViolation */
function challengeOf(message: Buffer): Challenge {
  const isOne =
    message.length >= 48 &&
    message.length <= challengeBytesMax &&
    message.subarray(0, 8).equals(signature) &&
    message.readUInt32LE(8) === 2;
  if (!isOne) throw new NtlmViolation('its NTLM challenge is none');
  const flags = message.readUInt32LE(20);
  // Without it only responses are left that give the password away to who sits on the line.
  if ((flags & extendedSecurity) === 0) throw new NtlmViolation('it offers NTLM version 1 only');
  const [length, at] = [message.readUInt16LE(40), message.readUInt32LE(44)];
  if (at + length > message.length) throw new NtlmViolation('its NTLM challenge is cut off');
  return {
    flags,
    serverChallenge: message.subarray(24, 32),
    targetInfo: message.subarray(at, at + length),
  };
}

/**
 * AUTHENTICATE_MESSAGE (MS-NLMP §2.2.1.3) that answers a challenge by NTLMv2 (§3.3.2), bound to the TLS line it goes over. Never by an
 * older version. @throws NtlmViolation
 */
export function authenticateMessage(
  challenge: Buffer,
  identity: NtlmIdentity,
  moment: NtlmMoment,
): Buffer {
  const { flags, serverChallenge, targetInfo } = challengeOf(challenge);
  const { domain, name } = namesOf(identity.user);
  const pairs = pairsOf(targetInfo);
  const told = pairs.find(({ id }) => id === timestampPair)?.value;
  const key = responseKey({ domain, name, password: identity.password });
  const client = Buffer.from(moment.clientChallenge);
  const proof = ntProof(key, serverChallenge, {
    timestamp: told ?? timestampOf(moment.wallMs),
    ...{ client, pairs: withBindings(pairs, moment.bindings) },
  });
  // With the server's time the older response is left out (§3.1.5.1.2).
  const older =
    told === undefined
      ? Buffer.concat([hmacMd5(key, Buffer.concat([serverChallenge, client])), client])
      : Buffer.alloc(24);
  const isUnicode = (flags & unicode) !== 0;
  const texts = [domain, name, ''].map((text) =>
    Buffer.from(text, isUnicode ? 'utf16le' : 'latin1'),
  );
  return laidOut([older, proof, ...texts, Buffer.alloc(0)], flags & wantedFlags);
}

function namesOf(user: string): { readonly domain: string; readonly name: string } {
  const at = user.indexOf('\\');
  return { domain: user.slice(0, Math.max(at, 0)), name: user.slice(at + 1) };
}

/** ResponseKeyNT (MS-NLMP §3.3.2). */
export function responseKey(of: {
  readonly domain: string;
  readonly name: string;
  readonly password: string;
}): Buffer {
  const hash = md4(Buffer.from(of.password, 'utf16le'));
  return hmacMd5(hash, Buffer.from(of.name.toUpperCase() + of.domain, 'utf16le'));
}

/** NTLMv2_RESPONSE (MS-NLMP §2.2.2.8): the proof, and what it is over. */
export function ntProof(
  key: Buffer,
  serverChallenge: Buffer,
  about: { readonly timestamp: Buffer; readonly client: Buffer; readonly pairs: Buffer },
): Buffer {
  const { timestamp, client, pairs } = about;
  const head = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const blob = Buffer.concat([head, timestamp, client, Buffer.alloc(4), pairs, Buffer.alloc(4)]);
  return Buffer.concat([hmacMd5(key, Buffer.concat([serverChallenge, blob])), blob]);
}

interface Pair {
  readonly id: number;
  readonly value: Buffer;
}

function pairsOf(targetInfo: Buffer): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 4 <= targetInfo.length;) {
    const [id, length] = [targetInfo.readUInt16LE(at), targetInfo.readUInt16LE(at + 2)];
    if (id === endOfPairs) break;
    if (at + 4 + length > targetInfo.length) {
      throw new NtlmViolation('its NTLM challenge is cut off');
    }
    pairs.push({ id, value: targetInfo.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return pairs;
}

/** As they came, with the line's bindings (MsvAvChannelBindings), and an end. */
function withBindings(pairs: readonly Pair[], bindings: Uint8Array | undefined): Buffer {
  const kept = pairs.filter(({ id }) => id !== channelBindingsPair);
  const all =
    bindings === undefined
      ? kept
      : [...kept, { id: channelBindingsPair, value: Buffer.from(bindings) }];
  const pieces = all.flatMap(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id);
    head.writeUInt16LE(value.length, 2);
    return [head, value];
  });
  return Buffer.concat([...pieces, Buffer.alloc(4)]);
}

function timestampOf(wallMs: number): Buffer {
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64LE(BigInt(Math.round(wallMs)) * 10_000n + epochTicks);
  return timestamp;
}

/** Fields in the order of the header: LM response, NT response, domain, user, workstation, session key. */
function laidOut(fields: readonly Buffer[], flags: number): Buffer {
  const header = Buffer.alloc(64);
  signature.copy(header);
  header.writeUInt32LE(3, 8);
  let at = header.length;
  fields.forEach((field, index) => {
    header.writeUInt16LE(field.length, 12 + index * 8);
    header.writeUInt16LE(field.length, 14 + index * 8);
    header.writeUInt32LE(at, 16 + index * 8);
    at += field.length;
  });
  header.writeUInt32LE(flags >>> 0, 60);
  return Buffer.concat([header, ...fields]);
}

function hmacMd5(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}
