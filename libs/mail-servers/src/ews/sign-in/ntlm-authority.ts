import { X509Certificate, createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { systemRandom } from '@mailhaul/kernel';
import md4 from 'js-md4';

const signature = 'NTLMSSP\0';
const domain = 'EXAMPLE';
/** MS-NLMP §2.2.2.5: Unicode, NTLM, target is a domain, always sign, extended session security, target info, 128, 56. */
const flags = 0xa0898205;

/** Who an AUTHENTICATE_MESSAGE says it is, and the proof of it. */
export interface NtlmAnswer {
  readonly domain: string;
  readonly name: string;
  readonly proof: Buffer;
}

export function messageTypeOf(message: Buffer): number {
  const isOne = message.length >= 12 && message.toString('latin1', 0, 8) === signature;
  return isOne ? message.readUInt32LE(8) : 0;
}

export interface NtlmChallenge {
  readonly message: Buffer;
  readonly nonce: Buffer;
}

/** CHALLENGE_MESSAGE of a Windows server (MS-NLMP §2.2.1.2): with names, and its time where it is told one. */
export function challengeMessage(timeMs: number | undefined): NtlmChallenge {
  const nonce = Buffer.from(systemRandom.bytes(8));
  const name = Buffer.from(domain, 'utf16le');
  const info = Buffer.concat([
    pair(2, name),
    pair(1, Buffer.from('SERVER', 'utf16le')),
    ...(timeMs === undefined ? [] : [pair(7, ticksOf(timeMs))]),
    pair(0, Buffer.alloc(0)),
  ]);
  const head = Buffer.alloc(48);
  head.write(signature, 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(name.length, 12);
  head.writeUInt16LE(name.length, 14);
  head.writeUInt32LE(48, 16);
  head.writeUInt32LE(flags, 20);
  nonce.copy(head, 24);
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(48 + name.length, 44);
  return { message: Buffer.concat([head, name, info]), nonce };
}

/** @throws RangeError where it is cut off */
export function answerIn(message: Buffer): NtlmAnswer {
  const field = (index: number) => {
    const at = message.readUInt32LE(16 + index * 8);
    return message.subarray(at, at + message.readUInt16LE(12 + index * 8));
  };
  return {
    domain: field(2).toString('utf16le'),
    name: field(3).toString('utf16le'),
    proof: field(1),
  };
}

/** NTLMv2 alone (MS-NLMP §3.3.2): responses of version 1 have 24 bytes. */
export function isProven(answer: NtlmAnswer, password: string, nonce: Buffer): boolean {
  const { name, proof } = answer;
  if (proof.length <= 48) return false;
  const hash = Buffer.from(md4.arrayBuffer(Buffer.from(password, 'utf16le')));
  const key = hmac(hash, Buffer.from(name.toUpperCase() + answer.domain, 'utf16le'));
  return timingSafeEqual(
    hmac(key, Buffer.concat([nonce, proof.subarray(16)])),
    proof.subarray(0, 16),
  );
}

/** The MsvAvChannelBindings of an answer; undefined where it has none. */
export function bindingsIn({ proof }: NtlmAnswer): Buffer | undefined {
  for (let at = 44; at + 4 <= proof.length;) {
    const [id, length] = [proof.readUInt16LE(at), proof.readUInt16LE(at + 2)];
    if (id === 10) return proof.subarray(at + 4, at + 4 + length);
    if (id === 0) return undefined;
    at += 4 + length;
  }
  return undefined;
}

/** What a client on that line must have bound its answer to (RFC 5929 §4), for certificates that are signed with SHA-256. */
export function bindingsOf(cert: string): Buffer {
  const digest = createHash('sha256').update(new X509Certificate(cert).raw).digest();
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), digest]);
  const head = Buffer.alloc(20);
  head.writeUInt32LE(data.length, 16);
  return createHash('md5')
    .update(Buffer.concat([head, data]))
    .digest();
}

function pair(id: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

function ticksOf(timeMs: number): Buffer {
  const ticks = Buffer.alloc(8);
  ticks.writeBigUInt64LE(BigInt(timeMs) * 10_000n + 116_444_736_000_000_000n);
  return ticks;
}

function hmac(key: Buffer, data: Buffer): Buffer {
  return createHmac('md5', key).update(data).digest();
}
